"""Calls that run at the same time, each with a database connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction

PATIENCE = 20


def in_own_connection(call: Callable[[], Any]) -> Any:
    """What the call returns, or the exception that it raises."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - the test looks at it
        return error
    finally:
        connection.close()


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same time; what each returned or raised."""
    gate = threading.Barrier(len(calls))

    def behind_the_gate(call: Callable[[], Any]) -> Any:
        gate.wait(PATIENCE)
        return in_own_connection(call)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(behind_the_gate, calls))


class Held:
    """A call whose transaction has done its work and is not committed before `release`."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self._done, self._go = threading.Event(), threading.Event()
        self._pool = ThreadPoolExecutor(1)
        self._future = self._pool.submit(in_own_connection, lambda: self._hold(call))
        assert self._done.wait(PATIENCE)

    def _hold(self, call: Callable[[], Any]) -> Any:
        with transaction.atomic():
            result = call()
            self._done.set()
            assert self._go.wait(PATIENCE)
        return result

    def release(self) -> Any:
        """Commit; what the call returned or raised."""
        self._go.set()
        self._pool.shutdown()
        return self._future.result()


class Started:
    """A call that runs in a thread of its own."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._future = self._pool.submit(in_own_connection, call)

    def result(self) -> Any:
        """Wait for it; what the call returned or raised."""
        self._pool.shutdown()
        return self._future.result(PATIENCE)

    def is_blocked(self) -> bool:
        """Wait until the call is done or waits for another transaction's lock; True for the latter."""
        tick = threading.Event()
        for _ in range(PATIENCE * 100):
            if self._future.done():
                return False
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
                )
                if cursor.fetchone()[0]:
                    return True
            tick.wait(0.01)
        raise TimeoutError
