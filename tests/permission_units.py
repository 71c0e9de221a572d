"""The things of the permission table that are a unit's deliveries: two rows in the quarantine of the office at `HOME`."""

from pathlib import Path
from tempfile import mkdtemp

import duckdb
from django.conf import settings

from banshi.registers.credit import city
from banshi.registers.credit.models import Unit
from banshi.registers.credit.tests.lakes import add_run
from tests.permission_objects import HOME, Ask, World, route

CSV = "kind,subject_kind,name,doc_no,decided_on\npenalty,E,盘锦示例公司,公罚〔2022〕1号,2022-02-01\n".encode()
SAID = {
    "kind": "penalty",
    "subject_kind": "E",
    "name": "盘锦示例公司",
    "doc_no": "公罚〔2022〕9号",
    "decided_on": "2022-02-01",
}
NO_UNIT = 58  # there is one, of another office


def home() -> int:
    return Unit.objects.get(office=HOME).number


def quarantined() -> int:
    """A lake of the table's own, with a row in quarantine. Returns the number of the unit."""
    unit = home()
    if not str(settings.CREDIT_HOME).startswith("/tmp/permissions-"):
        settings.CREDIT_HOME = Path(mkdtemp(prefix="permissions-", dir="/tmp"))
        made = city.lake().root / "runs" / ".work-test" / "quarantine"
        made.mkdir(parents=True)
        with duckdb.connect() as con:
            con.execute(
                f"COPY (SELECT 1 AS batch, 2 AS row_no, 'not_json' AS reason, '{{' AS raw) TO '{made}/unit-{unit:02d}.parquet'"
            )
        city.lake().seal(made / f"unit-{unit:02d}.parquet")
        add_run(city.lake())
    return unit


@route("credit:desk_unit")
def a_unit(world: World) -> Ask:
    return Ask({"number": quarantined()}, files={"file": CSV}, absent={"number": NO_UNIT})


@route("credit:desk_quarantine")
def its_quarantine(world: World) -> Ask:
    return Ask({"number": quarantined()}, absent={"number": NO_UNIT})


@route("credit:desk_mend")
def a_row_of_it(world: World) -> Ask:
    return Ask({"number": quarantined(), "batch": 1, "row": 2}, SAID, absent={"row": 3})


@route("api:credit_delivered", "api:credit_quarantined")
def a_unit_by_program(world: World) -> Ask:
    return Ask({"number": quarantined()}, absent={"number": NO_UNIT})


@route("api:credit_hand_in")
def a_file_by_program(world: World) -> Ask:
    return Ask({"number": quarantined()}, files={"file": CSV}, absent={"number": NO_UNIT})


@route("api:credit_delivery")
def a_delivery_by_program(world: World) -> Ask:
    """The run of the table's lake names one, but it is not served: nobody has handed in such a file."""
    return Ask({"number": quarantined(), "sha256": "0" * 64})


@route("api:credit_mend")
def a_row_by_program(world: World) -> Ask:
    return Ask({"number": quarantined(), "batch": 1, "row": 2}, SAID, json=True, absent={"row": 3})
