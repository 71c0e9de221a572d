"""Addresses of credit information. `number` is the applications' converter (XF-2022-000001); a record is its unit and fingerprint."""

from django.urls import path, register_converter

from banshi.registers.credit.views import (
    deliveries,
    desk,
    held,
    links,
    lists,
    public,
    repairs,
    reports,
    requests,
    reviews,
)


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
    path("credit/repairs/", repairs.repaired, name="repaired"),
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
    path("desk/credit/reviews/merges/<int:merge>/undo/", links.part, name="part"),
    path("desk/credit/organisations/<str:code>/links/", links.links, name="links"),
    path("desk/credit/organisations/<str:code>/merge/", links.merge, name="merge"),
]
list_pages = [
    path("credit/lists/", lists.public, name="lists"),
    path("credit/measures/", lists.catalogue, name="measures"),
    path("credit/measures/cases/", lists.cases, name="cases"),
    path("my/credit/lists/<number:number>/", lists.entry, name="entry"),
    path("my/credit/lists/<number:number>/<slug:verb>/", lists.entry_step, name="entry_step"),
    path("desk/credit/lists/", lists.desk, name="desk_lists"),
    path("desk/credit/lists/new/", lists.new, name="desk_list_new"),
    path("desk/credit/lists/<number:number>/", lists.desk_entry, name="desk_entry"),
    path("desk/credit/lists/<number:number>/<slug:verb>/", lists.desk_step, name="desk_entry_step"),
    path("desk/credit/measures/", lists.desk_measures, name="desk_measures"),
    path("desk/credit/measures/<number:number>/", lists.desk_measure, name="desk_measure"),
]
report_pages = [
    path("my/credit/reports/", reports.mine, name="reports"),
    path("credit/reports/", reports.enter, name="report_code"),
    path("credit/reports/<slug:token>/", reports.check, name="report_check"),
]
public_pages = [
    path("credit/", public.search, name="search"),
    path("credit/rules/", public.rules, name="rules"),
    path("credit/organisations/<str:code>/", public.subject, name="subject"),
]
file_pages = [
    path("my/credit/records/", held.held, name="held"),
    path("desk/credit/", desk.home, name="desk"),
    path("desk/credit/deliveries/", desk.ledger, name="ledger"),
    path("desk/credit/organisations/<str:code>/", desk.file, name="file"),
    path("desk/credit/people/", desk.person, name="person"),
    path("desk/credit/people/<uuid:look>/", desk.person_file, name="person_file"),
]
urlpatterns = [*public_pages, *file_pages, *repair_pages, *unit_pages, *review_pages, *list_pages, *report_pages]
