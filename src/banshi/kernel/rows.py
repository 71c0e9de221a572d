"""One row at a time, by statements put together once: the ORM writes its SQL anew for each row, at several times the cost.

For what every call asks and every step writes. Values go through the fields' own conversions, so a model means the same
whichever way its row travels. Everything else stays with the ORM.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)


def find(model: type[Row], sql: str, params: Sequence[Any]) -> Row | None:
    """The first row of a statement that selects all columns of `model`'s own table, as an instance; or None."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchone()
        places = _places(model, tuple(column.name for column in cursor.description))
    if found is None:
        return None
    values = []
    for place, conversions in places:
        value = found[place]
        for convert in conversions:
            value = convert(value, None, connection)
        values.append(value)
    return model.from_db("default", _names(model), values)


def insert(row: Model) -> None:
    """Write a new row and give the instance its key. One statement."""
    sql, fields = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(row, fields, add=True))
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, "default"


def update(row: Model, names: Collection[str]) -> None:
    """Write these fields of a row that the caller has locked. One statement, the same for the same fields."""
    sql, fields = _update(type(row), tuple(sorted(names)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_values(row, fields, add=False), row.pk])


def _values(row: Model, fields: Sequence["Field[Any, Any]"], *, add: bool) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, add), connection) for field in fields]


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _places(model: type[Model], columns: tuple[str, ...]) -> list[tuple[int, list[Callable[..., Any]]]]:
    """In the order of the model's fields: where each one's column stands, and what converts it on the way."""
    fields = model._meta.concrete_fields
    return [(columns.index(f.column), [*f.get_db_converters(connection), *_native(f)]) for f in fields]


def _native(field: "Field[Any, Any]") -> list[Callable[..., Any]]:
    return connection.ops.get_db_converters(field.get_col(field.model._meta.db_table))  # type: ignore[no-any-return]


@cache
def _insertion(model: type[Model]) -> tuple[str, list["Field[Any, Any]"]]:
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    key = model._meta.pk.column
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks}) RETURNING "{key}"', fields


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[str, list["Field[Any, Any]"]]:
    by_name = {field.name: field for field in model._meta.local_concrete_fields}
    fields = [by_name[name] for name in names]
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    return f'UPDATE "{model._meta.db_table}" SET {columns} WHERE "{model._meta.pk.column}" = %s', fields
