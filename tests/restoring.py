"""Puts back what a test with real commits changed.

Django's flush would also take the rows that migrations made (the root of the page tree, the menu of tasks), and every
later test would miss them. Here the small tables are remembered once, and after such a test all is as it was.
"""

from typing import Any

from django.db import connection, transaction

Snapshot = dict[str, tuple[list[str], list[Any]]]


def take_snapshot() -> Snapshot:
    """Columns and rows of every table, as migrations left them."""
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in sorted(connection.introspection.table_names())}


def put_back(snapshot: Snapshot) -> None:
    """Make every table what it was. References are checked at the end, so the order does not matter."""
    with transaction.atomic(), connection.cursor() as cursor:
        changed = [table for table, was in snapshot.items() if _rows(cursor, table) != was]
        for table in changed:
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of our own tables
        for table in changed:
            columns, rows = snapshot[table]
            names = ", ".join(f'"{column}"' for column in columns)
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)  # noqa: S608


def _rows(cursor: Any, table: str) -> tuple[list[str], list[Any]]:
    cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
    return [column[0] for column in cursor.description], cursor.fetchall()
