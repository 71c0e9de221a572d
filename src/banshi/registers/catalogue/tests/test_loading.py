"""Packs into tables: once, again, less, and again."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from banshi.kernel.journal import selectors as journal
from banshi.kernel.packs import selectors as packs_selectors
from banshi.kernel.packs.models import PackImport
from banshi.kernel.packs.registry import sections
from banshi.registers.catalogue import selectors
from banshi.registers.catalogue.models import Item, ItemVersion
from banshi.registers.catalogue.tests.conftest import LICENCE, MORNING, Loading, item, write
from banshi.registers.offices.models import Region

TODAY = MORNING.date()


def test_the_first_loading_adds_and_tells_the_journal(load: Loading) -> None:
    diffs = load()
    assert set(diffs["items"].added) == {"jsz-qmhz", "jsz-bl", "spjy"}
    assert Region.objects.count() == 599
    assert {one.pack for one in packs_selectors.loaded()} == {"national", "panjin-demo"}
    (line,) = journal.timeline("pack:panjin-demo")
    assert line.kind == "packs.PackLoaded" and line.data["added"] > 200


def test_the_second_loading_changes_nothing_and_asks_little(load: Loading) -> None:
    load()
    with CaptureQueriesContext(connection) as queries:
        assert load(MORNING + timedelta(days=1)) == {}
    kinds = len(sections()) * 2  # of two packs
    assert len(queries) <= 3 * kinds
    assert PackImport.objects.filter(pack="panjin-demo").count() == 1


def test_a_rehearsal_says_what_would_change_and_writes_nothing(load: Loading) -> None:
    assert len(load(check=True)["items"].added) == 3
    assert not Item.objects.exists() and not PackImport.objects.exists()


def test_what_leaves_is_retired_and_what_returns_lives_again(load: Loading, packs: Path) -> None:
    load()
    path = packs / "panjin-demo" / "items" / "jsz-bl.yaml"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    assert load()["items"].retired == ("jsz-bl",)
    assert load() == {}, "retired once, not every time"
    assert Item.objects.get(pk="jsz-bl").retired_on == TODAY
    assert selectors.find("jsz-bl", TODAY) is None
    assert selectors.version("jsz-bl", TODAY - timedelta(days=1)), "on the day before it was still offered"
    path.write_text(text, encoding="utf-8")
    assert load()["items"].changed == ("jsz-bl",)
    assert selectors.version("jsz-bl", TODAY).revision == 1


def test_a_changed_text_is_a_new_revision_and_the_promised_one_stands(load: Loading, packs: Path) -> None:
    load()
    promised = selectors.version("jsz-qmhz", TODAY)
    write(packs / "panjin-demo" / "items" / "jsz-qmhz.yaml", item(name="机动车驾驶证期满换证"))
    assert load()["items"].changed == ("jsz-qmhz@2022-04-01",)
    now = selectors.version("jsz-qmhz", TODAY)
    assert (now.name, now.revision) == ("机动车驾驶证期满换证", 2)
    promised.refresh_from_db()
    assert (promised.name, promised.superseded_at) == (LICENCE["name"], MORNING)


def test_the_database_refuses_to_change_what_was_promised(city: None) -> None:
    promised = selectors.version("jsz-qmhz", TODAY)
    promised.document["promised_limit"] = "9wd"
    with pytest.raises(IntegrityError, match="was promised and cannot change"), transaction.atomic():
        promised.save()


def test_an_item_with_versions_cannot_be_deleted(city: None) -> None:
    with pytest.raises(ProtectedError):
        Item.objects.get(pk="jsz-bl").delete()


def test_a_version_follows_another(load: Loading, packs: Path) -> None:
    document = item(to="2025-12-31")
    document["versions"].append(LICENCE | {"from": "2026-01-01", "promised_limit": "0", "summary": "新规"})
    write(packs / "panjin-demo" / "items" / "jsz-qmhz.yaml", document)
    load()
    assert selectors.version("jsz-qmhz", date(2025, 12, 31)).summary == LICENCE["summary"]
    assert selectors.version("jsz-qmhz", date(2026, 1, 1)).summary == "新规"
    with pytest.raises(selectors.NotInForce):
        selectors.version("jsz-qmhz", date(2022, 3, 31))
    assert len(selectors.versions("jsz-qmhz")) == 2


def test_the_database_refuses_two_versions_on_one_day(city: None) -> None:
    held = selectors.version("jsz-qmhz", TODAY)
    with pytest.raises(IntegrityError, match="one_version_a_day"), transaction.atomic():
        ItemVersion.objects.filter(pk=held.pk).update(superseded_at=MORNING)
        held.pk, held.superseded_at = None, None
        held.save(force_insert=True)
        held.pk = None
        held.save(force_insert=True)


def test_the_spec_comes_back_as_it_was_written(city: None) -> None:
    spec = selectors.version("jsz-qmhz", TODAY).spec
    assert spec.valid_from == date(2022, 4, 1)
    assert [one.code for one in selectors.materials_for(spec, {"overdue": "in-time"})] == ["id-card", "medical"]


def test_offices_that_leave_the_pack_are_retired(load: Loading, packs: Path) -> None:
    load()
    path = packs / "panjin-demo" / "offices.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("pj-daj,")) + "\n", encoding="utf-8")
    assert load(datetime(2026, 3, 3, 9, 0, tzinfo=MORNING.tzinfo))["offices"].retired == ("pj-daj",)
