"""Addresses of credit information. `number` is the applications' converter (XF-2022-000001); a record is its unit and fingerprint."""

from django.urls import path, register_converter

from banshi.registers.credit.views import deliveries, repairs, requests, reviews


class RecordConverter:
    """07-00000000000004d2: the unit's number and the record's fingerprint."""

    regex = r"[0-9]{2}-[0-9a-f]{16}"
    SIGN, SIZE = 1 << 63, 1 << 64

    def to_python(self, value: str) -> tuple[int, int]:
        unit, fp = value.split("-")
        number = int(fp, 16)
        return int(unit), number - self.SIZE if number & self.SIGN else number

    def to_url(self, value: tuple[int, int] | str) -> str:
        return value if isinstance(value, str) else f"{value[0]:02d}-{value[1] % self.SIZE:016x}"


register_converter(RecordConverter, "record")

app_name = "credit"
repair_pages = [
    path("my/credit/", repairs.mine, name="mine"),
    path("my/credit/<record:record>/repair/", repairs.apply, name="apply"),
    path("my/credit/<record:record>/object/", repairs.object_to, name="object"),
    path("my/credit/<number:number>/", repairs.one, name="request"),
    path("my/credit/<number:number>/<slug:verb>/", repairs.step, name="request_step"),
    path("credit/repairs/<slug:token>/", repairs.check, name="repair_check"),
    path("desk/credit/requests/", requests.home, name="desk_requests"),
    path("desk/credit/requests/<number:number>/", requests.matter, name="desk_request"),
    path("desk/credit/requests/<number:number>/<slug:verb>/", requests.step, name="desk_request_step"),
]
unit_pages = [
    path("desk/credit/units/", deliveries.units, name="desk_units"),
    path("desk/credit/units/<int:number>/", deliveries.unit, name="desk_unit"),
    path("desk/credit/units/<int:number>/quarantine/", deliveries.quarantine, name="desk_quarantine"),
    path("desk/credit/units/<int:number>/quarantine/<int:batch>-<int:row>/", deliveries.mend, name="desk_mend"),
]
review_pages = [
    path("desk/credit/reviews/", reviews.home, name="reviews"),
    path("desk/credit/reviews/<int:doubt>/", reviews.one, name="review"),
    path("desk/credit/reviews/undo/<int:judgement>/", reviews.undo, name="review_undo"),
]
urlpatterns = [*repair_pages, *unit_pages, *review_pages]
