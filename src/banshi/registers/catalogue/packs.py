"""How code tables, statutes, life events and items get from their files into the tables."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from banshi.kernel.packs.applying import sync
from banshi.kernel.packs.reading import Fault, Row
from banshi.kernel.packs.registry import Batch, Diff, Reading, section
from banshi.registers.catalogue import rules, searching
from banshi.registers.catalogue.models import CodeTable, Item, ItemVersion, LifeEvent, Statute
from banshi.registers.catalogue.schema import CodesFile, ItemFile, ItemSpec, LifeEventRow, StatutesFile, dump


@section("codes", files="codes.yaml", schema=CodesFile)
def load_codes(batch: Batch) -> Diff:
    tables = {code: table.model_dump() for row in batch.rows for code, table in row.data.tables.items()}
    return sync(CodeTable, tables, batch)


@section("statutes", files="statutes.yaml", schema=StatutesFile)
def load_statutes(batch: Batch) -> Diff:
    statutes = {code: one.model_dump(mode="json") for row in batch.rows for code, one in row.data.limits.items()}
    return sync(Statute, statutes, batch)


@section("life_events", files="life_events.csv", schema=LifeEventRow)
def load_life_events(batch: Batch) -> Diff:
    return sync(LifeEvent, {row.key: row.data.model_dump(exclude={"code"}) for row in batch.rows}, batch)


def check_items(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    """The rules that need one version, then those that need its sisters, then those that need other files."""
    for row in rows:
        yield from (row.fault(one.message, *one.path) for one in rules.overlaps(row.data))
        for index, spec in enumerate(row.data.versions):
            at = ("versions", index)
            yield from (row.fault(one.message, *at, *one.path) for one in rules.problems(spec))
            yield from reading.unknown("offices", [spec.office], row, *at, "office")
            yield from reading.unknown("offices", spec.co_offices, row, *at, "co_offices")
            yield from reading.unknown("life_events", spec.life_events, row, *at, "life_events")
            yield from _go_to_exists(spec, row, reading, *at)
            yield from _theme_fits(spec, row, reading, *at, "life_events")
            yield from _level_fits(spec, row, reading, *at, "level")


def _go_to_exists(spec: ItemSpec, row: Row, reading: Reading, *at: str | int) -> Iterator[Fault]:
    """A situation that belongs to another item names one that there is."""
    for s, situation in enumerate(spec.situations):
        for o, option in enumerate(situation.options):
            if option.go_to:
                yield from reading.unknown("items", [option.go_to], row, *at, "situations", s, "options", o, "go_to")


def _theme_fits(spec: ItemSpec, row: Row, reading: Reading, *path: str | int) -> Iterator[Fault]:
    events = reading.of("life_events")
    for code in spec.life_events:
        audience = events[code].data.audience if code in events else "both"
        if "both" not in (audience, spec.applicant) and audience != spec.applicant:
            yield row.fault(f"rule 8: “{code}” is a theme of {audience}s, the applicant is a {spec.applicant}", *path)


def _level_fits(spec: ItemSpec, row: Row, reading: Reading, *path: str | int) -> Iterator[Fault]:
    office = reading.of("offices").get(spec.office)
    if office and spec.level in "3456" and office.data.level != spec.level:
        yield row.fault(f"{spec.office} is an office of level {office.data.level}", *path)


@section("items", files="items/*.yaml", schema=ItemFile, check=check_items)
def load_items(batch: Batch) -> Diff:
    """Items are synchronised; versions are only ever added or superseded (see models)."""
    items = {row.key: {"base_code": row.data.base_code, "retired_on": row.data.retired_on} for row in batch.rows}
    of_items = sync(Item, items, batch)
    wanted = {(row.key, spec.valid_from): (digest(spec), spec) for row in batch.rows for spec in row.data.versions}
    held = ItemVersion.objects.filter(item__in=items, superseded_at=None).only("item_id", "valid", "digest", "revision")
    standing = {(one.item_id, one.valid.lower): one for one in held}
    left = {key: one for key, one in standing.items() if key not in wanted or wanted[key][0] != one.digest}
    fresh = {key: spec for key, (text, spec) in wanted.items() if key not in standing or key in left}
    _replace(left.values(), _rows(fresh, left), batch)
    new = set(of_items.added)
    return Diff(
        added=(*of_items.added, *(_name(key) for key in fresh if key not in left and key[0] not in new)),
        changed=(*of_items.changed, *(_name(key) for key in fresh if key in left)),
        retired=(*of_items.retired, *(_name(key) for key in left if key not in fresh)),
    )


def _name(key: tuple[str, Any]) -> str:
    return f"{key[0]}@{key[1]}"


def _rows(fresh: dict, left: dict) -> list[ItemVersion]:
    return [
        ItemVersion(revision=left[key].revision + 1 if key in left else 1, item_id=key[0], **columns(spec))
        for key, spec in fresh.items()
    ]


def _replace(left: Iterable[ItemVersion], fresh: list[ItemVersion], batch: Batch) -> None:
    gone = [one.pk for one in left]
    if gone:
        ItemVersion.objects.filter(pk__in=gone).update(superseded_at=batch.at)
    ItemVersion.objects.bulk_create(fresh)


def digest(spec: ItemSpec) -> str:
    text = json.dumps(dump(spec), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def columns(spec: ItemSpec) -> dict[str, Any]:
    """The document, and what one looks for it by."""
    words = (spec.name, *spec.keywords)
    same = {name: getattr(spec, name) for name in SAME_NAME}
    return same | {
        "document": dump(spec),
        "digest": digest(spec),
        "valid": DateRange(*rules.half_open(spec)),
        "pinyin": searching.pinyin((*words, spec.result.name)),
        "initials": searching.initials((*words, spec.result.name)),
        "haystack": searching.normal("\n".join((*words, spec.summary, spec.name_en, spec.result.name))),
        "office_id": spec.office,
        "audience": list(spec.audience),
        "channels": list(spec.channels),
        "life_events": list(spec.life_events),
        "promised": spec.promised_limit,
        "statutory": spec.statutory_limit or "",
        "charged": spec.fee.charged,
        "is_on_application": spec.item_type in rules.ON_APPLICATION,
        "synthetic": bool(spec.synthetic),
    }


SAME_NAME = (
    "name",
    "name_en",
    "summary",
    "summary_en",
    "level",
    "item_type",
    "case_type",
    "window_kind",
    "applicant",
    "online_depth",
    "visits",
    "bookable",
)
