"""One row at a time, by statements put together once: the ORM writes its SQL anew for each row, at several times the cost.

For what every call asks and every step writes. A value that the driver does not write as it is goes through its field's own
conversions, so a model means the same whichever way its row travels. Everything else stays with the ORM.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, CharField, DateField, Field, ForeignKey, IntegerField, Model, TextField

from banshi.kernel.writing import write

Row = TypeVar("Row", bound=Model)


def find(model: type[Row], where: str, params: Sequence[Any]) -> Row | None:
    """The first row of `model`'s own table that fits `where` (SQL, in the program only), as an instance; or None."""
    here = connections[DEFAULT_DB_ALIAS]  # looked up once: the proxy `django.db.connection` does so each time
    with here.cursor() as cursor:
        cursor.execute(f'SELECT {columns(model)} FROM "{model._meta.db_table}" WHERE {where}', params)
        found = cursor.fetchone()
    return None if found is None else made(model, found)


@cache
def columns(model: type[Model], table: str = "") -> str:
    """The columns of a model's own table, for a statement that asks for one of its rows among other things."""
    return ", ".join(f'"{table or model._meta.db_table}"."{field.column}"' for field in model._meta.concrete_fields)


def made(model: type[Row], found: Sequence[Any]) -> Row:
    """The instance, from what such a statement found in these columns."""
    here, values = connections[DEFAULT_DB_ALIAS], list(found)
    for place, convert in _conversions(model):
        values[place] = convert(values[place], None, here)
    return model.from_db(DEFAULT_DB_ALIAS, _names(model), values)


def insert(row: Model) -> None:
    """Write a new row that has its key already, now or with what is written together. What is None is left out."""
    assert row.pk is not None  # nobody would learn of another one
    here = connections[DEFAULT_DB_ALIAS]
    sql, writes = _insertion(type(row), tuple(name for name in _names(type(row)) if getattr(row, name) is not None))
    write(sql, _values(row, writes, here))
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(row: Model, names: Collection[str]) -> None:
    """Write these fields of a row that the caller has locked. The same statement for the same fields."""
    here = connections[DEFAULT_DB_ALIAS]
    sql, writes = _update(type(row), tuple(sorted(names)))
    write(sql, [*_values(row, writes, here), row.pk])


# What the driver writes as it is.
PLAIN = (BooleanField, CharField, DateField, ForeignKey, IntegerField, TextField)
Write = tuple[str, Callable[..., Any] | None]  # the attribute, and what converts it on the way


def _writes(fields: Iterable["Field[Any, Any]"]) -> list[Write]:
    return [(field.attname, None if isinstance(field, PLAIN) else field.get_db_prep_save) for field in fields]


def _values(row: Model, writes: list[Write], here: BaseDatabaseWrapper) -> list[Any]:
    return [convert(getattr(row, name), here) if convert else getattr(row, name) for name, convert in writes]


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _conversions(model: type[Model]) -> list[tuple[int, Callable[..., Any]]]:
    """Where a column stands that does not arrive as its field means it, and what converts it on the way."""
    here = connections[DEFAULT_DB_ALIAS]
    found = []
    for place, field in enumerate(model._meta.concrete_fields):
        native = here.ops.get_db_converters(field.get_col(model._meta.db_table))
        found += [(place, convert) for convert in (*native, *field.get_db_converters(here))]
    return found


@cache
def _insertion(model: type[Model], said: tuple[str, ...]) -> tuple[str, list[Write]]:
    fields = [field for field in model._meta.local_concrete_fields if field.attname in said]
    names, marks = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})', _writes(fields)


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[Write]]:
    by_name = {field.name: field for field in model._meta.local_concrete_fields}
    fields = [by_name[name] for name in names]
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    return f'UPDATE "{model._meta.db_table}" SET {columns} WHERE "{model._meta.pk.column}" = %s', _writes(fields)
