"""The pool of a web process gets over a database that was restarted, by itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection
from django.db.utils import ConnectionHandler

from lms.settings import env

KEPT = 3
RECOVERY_SECONDS = 30


@pytest.fixture
def handler(db: None) -> Iterator[ConnectionHandler]:
    """Connections as a web process makes them, to this test's own database."""
    config = env.databases("web")[DEFAULT_DB_ALIAS]
    config |= {name: connection.settings_dict[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    config["OPTIONS"]["pool"]["min_size"] = KEPT
    handler = ConnectionHandler({DEFAULT_DB_ALIAS: config})
    handler[DEFAULT_DB_ALIAS]._connection_pools = {}
    yield handler
    handler[DEFAULT_DB_ALIAS].close()
    handler[DEFAULT_DB_ALIAS].close_pool()


def ask(handler: ConnectionHandler) -> int | None:
    """One request: the number of the server process that answered, or None."""
    asked: Any = handler[DEFAULT_DB_ALIAS]
    try:
        with asked.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])
    except OperationalError:
        return None
    finally:
        asked.close_if_unusable_or_obsolete()
        asked.close()


@pytest.mark.postgres
def test_pool_gets_over_a_restart(handler: ConnectionHandler) -> None:
    ask(handler)
    handler[DEFAULT_DB_ALIAS].pool.wait()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        ended = len(cursor.fetchall())

    answers = [ask(handler) for _ in range(ended + 1)]

    assert ended >= KEPT
    assert answers[-1] is not None


def test_attempts_to_come_back_are_short_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://lms@db.example/lms")

    options = env.databases("web")[DEFAULT_DB_ALIAS]["OPTIONS"]

    assert options["pool"]["reconnect_timeout"] + options["connect_timeout"] <= RECOVERY_SECONDS
    # In milliseconds: a host that vanished without a word.
    assert options["tcp_user_timeout"] <= RECOVERY_SECONDS * 1000
