"""Writing rows of packs: compare all in memory, then insert, update and retire in sets. One query when nothing changed."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from banshi.kernel.packs.registry import Batch, Diff
from banshi.kernel.packs.rows import FromPack


def sync(model: type[FromPack], wanted: Mapping[str, Mapping[str, Any]], batch: Batch) -> Diff:
    """Make the table hold `wanted` (code -> column values) for this pack; what is not wanted any more is retired."""
    held = {row.pk: row for row in model._default_manager.filter(Q(pack=batch.pack) | Q(pk__in=wanted))}
    added, changed, retired = [], [], []
    for code, values in wanted.items():
        full = {**values, "pack": batch.pack, "retired_on": values.get("retired_on")}
        row = held.get(code)
        if row is None:
            added.append(model(code=code, **full))
        elif any(getattr(row, name) != value for name, value in full.items()):
            _set(row, full)
            changed.append(row)
    for code, row in held.items():
        if code not in wanted and row.retired_on is None:
            row.retired_on = batch.on
            retired.append(row)
    model._default_manager.bulk_create(added)
    if changed:
        columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        model._default_manager.bulk_update(changed, columns, batch_size=500)
    if retired:
        model._default_manager.bulk_update(retired, ["retired_on"], batch_size=500)
    return Diff(*(tuple(row.pk for row in rows) for rows in (added, changed, retired)))


def _set(row: FromPack, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
