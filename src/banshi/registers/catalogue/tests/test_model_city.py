"""The packs that come with Banshi: without fault, loaded in one go, the same the second time."""

import json

import pytest
from django.conf import settings

from banshi.kernel.packs import services
from banshi.kernel.packs.registry import Reading, sections
from banshi.registers.catalogue import selectors
from banshi.registers.catalogue.tests.conftest import BY, MORNING


@pytest.fixture(scope="module")
def reading() -> Reading:
    return services.read()


def test_the_packs_have_no_fault(reading: Reading) -> None:
    assert [str(fault) for fault in reading.faults] == []


def test_all_eight_kinds_of_window_have_items(reading: Reading) -> None:
    kinds = {spec.window_kind for row in reading.rows["items"] for spec in row.data.versions}
    assert len(kinds) == 8 and len(reading.rows["items"]) >= 90


def test_only_a_declaration_must_be_ticked(reading: Reading) -> None:
    """Whoever answers a question with no applies all the same."""
    fields = [field for row in reading.rows["items"] for spec in row.data.versions for field in spec.fields]
    assert {field.code for field in fields if field.type == "boolean" and field.required} == {"not_withheld"}


def test_the_defaults_of_the_procedure_are_among_the_statutes(reading: Reading) -> None:
    (row,) = reading.rows["statutes"]
    assert {"notice", "decision", "extension", "delivery"} <= set(row.data.limits)


def test_loading_twice_changes_nothing_the_second_time(db: None) -> None:
    first = services.load(by=BY, at=MORNING)
    assert any(first.diffs.values())
    assert not any(services.load(by=BY, at=MORNING).diffs.values())
    assert selectors.search("jsz", on=MORNING.date())[0].name.startswith("机动车驾驶证")


@pytest.mark.parametrize("section", sections(), ids=lambda section: section.name)
def test_the_schemas_beside_the_packs_are_those_of_the_code(section) -> None:
    written = settings.PACKS / "_schema" / f"{section.name}.json"
    assert json.loads(written.read_text(encoding="utf-8")) == section.schema.model_json_schema(), (
        "run: banshi packs schema"
    )
