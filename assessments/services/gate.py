"""The gate before starts: under overload starts wait, saves never do.

A turn is a place on the time line. Turns lie 1/START_RATE seconds apart, and one counter in the cache hands them out:
who comes while turns are free goes straight in, who comes later gets one that lies ahead, and comes back for it. There
is no list of the waiting that could be lost or jumped: the browser keeps its turn, and who asks without it gets the
same one again. While Redis is away each process counts by itself (`lms.cache`).
"""

from datetime import UTC, datetime

from django.conf import settings
from django.core.cache import cache

from .errors import NotYourTurn

COUNTER = "start-gate"
# So many seconds' worth of turns may be taken in one instant after a quiet time.
BURST_SECONDS = 1
# How long a turn stays good after it has come.
KEPT_SECONDS = 600


def pass_gate(turn: datetime | None, who: int, *, now: datetime) -> None:
    """Returns if a start may go on now, by the turn that was given earlier or by a new one; raises NotYourTurn."""
    if not settings.START_RATE:
        return
    if turn is None or (now - turn).total_seconds() > KEPT_SECONDS:
        turn = take_turn(who, now)
    await_turn(turn, now=now)


def await_turn(turn: datetime, *, now: datetime) -> None:
    """Returns when the turn has come; raises NotYourTurn."""
    if turn > now:
        raise NotYourTurn(turn, ahead=max(1, round((turn - now).total_seconds() * settings.START_RATE)))


def take_turn(who: int, now: datetime) -> datetime:
    """The next free turn: now, or a moment ahead. The same again for who asks twice, so that nobody can use them up."""
    rate = settings.START_RATE / settings.START_COUNTERS
    first_free = int((now.timestamp() - BURST_SECONDS) * rate)
    kept = f"{COUNTER}:{who}"
    turn = cache.get(kept)
    if not isinstance(turn, datetime):
        turn = max(now, datetime.fromtimestamp(_next_number(first_free) / rate, tz=UTC))
        cache.set(kept, turn, timeout=(turn - now).total_seconds() + KEPT_SECONDS)
    return turn


def _next_number(first_free: int) -> int:
    """Counts on. After a quiet time the counter jumps to the present; who meets in that moment shares a turn."""
    cache.add(COUNTER, first_free, timeout=None)
    number = cache.incr(COUNTER)
    if number < first_free:
        cache.set(COUNTER, first_free, timeout=None)
    return max(number, first_free)
