"""Counting and timing what simulated candidates do, from many threads."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

ACTS = ("start", "paper", "save", "pulse", "submit")
KEPT_ERRORS = 5


class Tally:
    """How often each act was done and how long it took; what went wrong."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.counts: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def timed(self, act: str) -> Iterator[None]:
        """Time an act that ends without an exception."""
        begun = time.perf_counter()
        yield
        with self._lock:
            self.seconds[act].append(time.perf_counter() - begun)

    def count(self, what: str) -> None:
        """Count something that is neither an act nor an error."""
        with self._lock:
            self.counts[what] += 1

    def made(self, act: str) -> int:
        """How often an act was done."""
        return len(self.seconds.get(act, []))

    def percentile(self, act: str, share: float) -> float:
        """The time in milliseconds that this share of an act's does not exceed."""
        return percentile(self.seconds.get(act, []), share)

    def failed(self, what: str) -> None:
        """Count an error by its sentence."""
        with self._lock:
            self.errors[what] += 1

    def summary(self) -> dict[str, Any]:
        """Counts and percentiles in milliseconds, for programs."""
        acts = {
            act: {"count": len(times), "p50_ms": percentile(times, 0.5), "p95_ms": percentile(times, 0.95)}
            for act, times in ((act, self.seconds.get(act, [])) for act in ACTS)
        }
        return {
            "starts": acts["start"]["count"],
            "saves": acts["save"]["count"],
            "submits": acts["submit"]["count"],
            "errors": sum(self.errors.values()),
            "acts": acts,
            "first_errors": dict(self.errors.most_common(KEPT_ERRORS)),
        }


def percentile(times: list[float], share: float) -> float:
    """The time that this share of the acts does not exceed, in milliseconds; 0 for none."""
    if not times:
        return 0.0
    ordered = sorted(times)
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)
