"""Queries that are put into SQL once per process, for what thousands do in the same minute.

To turn a queryset into SQL costs Django several times what the database needs to answer it, and PostgreSQL would plan
the text anew each time. See docs/decisions/0010.
"""

import copy
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Field, Model, QuerySet
from django.db.models.sql import InsertQuery
from django.db.models.sql.compiler import SQLCompiler
from psycopg import Cursor

M = TypeVar("M", bound=Model)
Key = int | str | uuid.UUID


class Prepared(Generic[M]):
    """A queryset over keys that change from call to call, while everything else in it stays.

    `build` takes the keys by name, of the given types, and compares each with a column for equality, nothing else.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], **kinds: type[Key]) -> None:
        self._build, self._kinds = build, kinds

    def __call__(self, **keys: Key) -> list[M]:
        """The rows for these keys, as the queryset gives them."""
        plan = self._plan
        with planned_cursor() as cursor:
            cursor.execute(plan.sql, [value.among(keys) for value in plan.values])
            rows = cursor.fetchall()
        queryset = plan.queryset.all()
        queryset.query.get_compiler = lambda *_, **__: plan.answered(rows)  # type: ignore[method-assign]
        return list(queryset)

    def first(self, **keys: Key) -> M | None:
        """The first of these rows."""
        return next(iter(self(**keys)), None)

    @cached_property
    def _plan(self) -> "_Plan[M]":
        marks = {name: _mark(kind, turn) for turn, (name, kind) in enumerate(self._kinds.items())}
        queryset = self._build(**marks)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        compiler.get_converters = lambda _columns: converters
        return _Plan(queryset, compiler, sql, [_Value.of(value, marks) for value in values])


class PreparedInsert(Generic[M]):
    """Inserts rows of a model, one a statement. No signal is sent; the database's constraints hold as always."""

    def __init__(self, model: type[M]) -> None:
        self._model = model

    def __call__(self, row: M) -> M:
        """The row with its key; raises what the database raises."""
        values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in self._fields]
        with planned_cursor() as cursor:
            cursor.execute(self._sql, values)
            (row.pk,) = cursor.fetchone()
        row._state.adding, row._state.db = False, connection.alias
        return row

    @cached_property
    def _fields(self) -> "list[Field[Any, Any]]":
        return [field for field in self._model._meta.concrete_fields if not field.primary_key]

    @cached_property
    def _sql(self) -> str:
        query = InsertQuery(self._model)
        query.insert_values(self._fields, [self._model()], raw=True)
        compiler: Any = query.get_compiler(connection=connection)
        compiler.returning_fields = [self._model._meta.pk]
        [(sql, _values)] = compiler.as_sql()
        return str(sql)


@contextmanager
def planned_cursor() -> Iterator[Any]:
    """A cursor whose statements PostgreSQL plans once a connection.

    Django's own puts the values into the text, so that each would be planned anew; that is more than half of what a
    small statement costs.
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            yield cursor
        return
    connection.ensure_connection()
    with connection._prepare_cursor(Cursor(connection.connection)) as cursor:  # type: ignore[attr-defined]
        yield cursor


@dataclass(frozen=True)
class _Value:
    """One value of the statement: a fixed one, or the key of that name."""

    fixed: Any
    key: str = ""
    as_hex: bool = False

    @classmethod
    def of(cls, value: Any, marks: Mapping[str, Key]) -> "_Value":
        for name, mark in marks.items():
            if value == mark:
                return cls(None, name)
            if isinstance(mark, uuid.UUID) and value == mark.hex:  # how SQLite keeps it
                return cls(None, name, as_hex=True)
        return cls(value)

    def among(self, keys: Mapping[str, Any]) -> Any:
        if not self.key:
            return self.fixed
        return keys[self.key].hex if self.as_hex else keys[self.key]


@dataclass(frozen=True)
class _Plan(Generic[M]):
    queryset: QuerySet[M]
    compiler: SQLCompiler
    sql: str
    values: list[_Value]

    def answered(self, rows: list[Any]) -> SQLCompiler:
        """The compiler as it is after it was asked."""
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        compiler.execute_sql = lambda *_, **__: iter([rows])  # type: ignore[method-assign,assignment]
        return compiler


def _mark(kind: type[Key], turn: int) -> Key:
    """Stands for a key while the SQL is made: a value that nothing else has."""
    if kind is uuid.UUID:
        return uuid.UUID(int=2**127 + turn)
    return f"key {turn}" if kind is str else -(10**15) - turn
