"""What a unit's staff see of their own deliveries."""

from django.db.models import Q, QuerySet

from banshi.kernel.actors import Actor, Hidden
from banshi.registers.credit.models import RecordKind, Unit, Upload
from banshi.registers.credit.permissions import Permission

CITY = "/2111/"  # units that are no office of this city's are served by whoever answers for the whole city


def home(unit: Unit) -> str:
    """The office over which one must hold a permission to act for this unit."""
    return unit.office.path if unit.office else CITY


def units(actor: Actor) -> list[Unit]:
    """The units whose deliveries the actor may see."""
    found = Unit.objects.filter(retired_on=None).select_related("office")
    return [unit for unit in found if sees(actor, unit)]


def unit(number: int, actor: Actor) -> Unit:
    found = Unit.objects.filter(number=number, retired_on=None).select_related("office").first()
    if found is None or not sees(actor, found):
        raise Hidden(str(number))
    return found


def sees(actor: Actor, unit: Unit) -> bool:
    where = home(unit)
    return any(actor.may(one, office_path=where) for one in (Permission.READ, Permission.DELIVER))


def uploads(unit: Unit) -> QuerySet[Upload]:
    """Files that are not yet in the ledger, or never will be; those in it stand there."""
    return unit.uploads.filter(~Q(state="taken"))


def mended(unit: Unit) -> dict[tuple[int, int], Upload]:
    """(批次, 行) of quarantined rows → the delivery that mends them."""
    found = unit.uploads.filter(mends_batch__isnull=False)
    return {(upload.mends_batch or 0, upload.mends_row or 0): upload for upload in found}


def mended_count(unit: Unit) -> int:
    """How many quarantined rows were mended and delivered again."""
    return unit.uploads.filter(mends_batch__isnull=False).count()


def kinds() -> QuerySet[RecordKind]:
    """信息类别 in force."""
    return RecordKind.objects.filter(retired_on=None)
