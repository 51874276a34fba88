"""The shared cache, and what stands in for it: no page may need Redis."""

import logging
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0


class Outage:
    """What a process knows of one Redis: whether it was silent last, and when to ask it again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ask_again_at: float | None = None

    def lets_ask(self) -> bool:
        """True while Redis answers; in an outage to one thread every `PAUSE_SECONDS`: a hanging Redis costs it time."""
        with self._lock:
            if self._ask_again_at is None:
                return True
            due = monotonic() >= self._ask_again_at
            if due:
                self._ask_again_at = monotonic() + PAUSE_SECONDS
            return due

    def begin(self) -> bool:
        """Leave Redis alone for a while; True if it had answered until now."""
        with self._lock:
            new = self._ask_again_at is None
            self._ask_again_at = monotonic() + PAUSE_SECONDS
            return new

    def end(self) -> bool:
        """Redis has answered; True if it had not before."""
        with self._lock:
            was_silent, self._ask_again_at = self._ask_again_at is not None, None
            return was_silent


def _either(name: str) -> Callable[..., Any]:
    """The cache's method of this name: Redis's, or the process's own while Redis does not answer."""

    def call(self: "SharedOrOwnCache", *args: Any, **kwargs: Any) -> Any:
        if self.outage.lets_ask():
            try:
                answer = getattr(RedisCache, name)(self, *args, **kwargs)
            except RedisError as fault:
                if self.outage.begin():
                    logger.warning(
                        "Redis does not answer, each process counts by itself: %s", type(fault).__name__
                    )
            else:
                if self.outage.end():
                    logger.warning("Redis answers again")
                    self.own.clear()
                return answer
        return getattr(self.own, name)(*args, **kwargs)

    return call


class SharedOrOwnCache(RedisCache):
    """Redis; while it does not answer, a cache in the process.

    So guards that count (turns at the gate, tries of access codes, certificate checks) still hold, per process, and
    what is merely kept is computed again.
    """

    _outages: ClassVar[dict[str, Outage]] = {}

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.outage = self._outages.setdefault(str(server), Outage())
        self.own = LocMemCache(f"instead of {server}", {**params, "OPTIONS": {}})

    add = _either("add")
    get = _either("get")
    set = _either("set")
    touch = _either("touch")
    delete = _either("delete")
    get_many = _either("get_many")
    has_key = _either("has_key")
    incr = _either("incr")
    set_many = _either("set_many")
    delete_many = _either("delete_many")
    clear = _either("clear")
