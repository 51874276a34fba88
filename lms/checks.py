"""What the database must promise before this system promises anything: asked by `check --database` and at /ready/."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

# An acknowledged answer must have reached the disk, and survive a torn page.
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
SQLITE_FULL = 2
CLOCK_SECONDS = 1.0


@register(Tags.database)
def check_durability(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Errors for each setting under which an acknowledged answer could be lost in a crash."""
    found = [(alias, name) for alias in databases or [] for name in lax_settings(connections[alias])]
    return [
        Error(
            f"The database {alias!r} runs with {name}=off: acknowledged answers could be lost in a crash.",
            hint=f"Set {name}=on and reload the configuration.",
            id="lms.E001",
        )
        for alias, name in found
    ]


def lax_settings(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the settings that let a commit be lost."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'", [[*DURABLE]]
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("PRAGMA synchronous")
        return [] if cursor.fetchone()[0] >= SQLITE_FULL else ["synchronous"]


def clock_difference(connection: BaseDatabaseWrapper) -> float:
    """By how many seconds this node's clock is ahead of the database's; 0 where both are one machine."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        before = datetime.now(UTC)
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
        ours = before + (datetime.now(UTC) - before) / 2
    return float((ours - theirs).total_seconds())


def not_ready(connection: BaseDatabaseWrapper) -> list[str]:
    """Why this node must not get requests now, in words for the operator; empty if it may."""
    try:
        lax = lax_settings(connection)
        ahead = clock_difference(connection)
    except DatabaseError:
        return ["the database does not answer"]
    wrong = [f"the database runs with {name}=off" for name in lax]
    if abs(ahead) > CLOCK_SECONDS:
        wrong.append(f"the clock is {ahead:+.1f} s from the database's")
    return wrong
