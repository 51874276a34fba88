"""When a sitting lets a candidate start, when the time begins to run, and whom the sitting's end would cut short."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Standing = Literal["may_start", "not_begun", "not_admitted", "too_late"]


@dataclass(frozen=True)
class Times:
    """A sitting's times. `together`: the time runs for all from its beginning."""

    begins_at: datetime
    late_until: datetime
    ends_at: datetime | None
    together: bool


def standing(times: Times, *, now: datetime, admitted: bool, started: bool) -> Standing:
    """Whether a candidate may start a part now; `started`: they have begun another part in this sitting.

    The last moment to start is for the first part; the next ones may begin until the sitting's end.
    """
    last = times.ends_at if started else times.late_until
    if last and now >= last:
        return "too_late"
    if now < times.begins_at:
        return "not_begun"
    return "may_start" if admitted else "not_admitted"


def clock_starts_at(times: Times, *, now: datetime, started: bool) -> datetime:
    """From when the time of a part counts that is begun now: late arrivals of a common start lose what they missed."""
    return times.begins_at if times.together and not started else now


def cuts_short(times: Times, minutes: Sequence[int | None]) -> bool:
    """True if who starts at the last moment could be closed before their own minutes of all parts are over.

    No limit ends with the sitting, so it is never cut short.
    """
    total = _total(minutes)
    first = times.begins_at if times.together else times.late_until
    return times.ends_at is not None and total is not None and first + total > times.ends_at


def over_before_last_start(times: Times, minutes: int | None) -> bool:
    """True if the time of a common start is over before the last moment to start: who comes then has no time left."""
    if not times.together or minutes is None:
        return False
    return times.begins_at + timedelta(minutes=minutes) <= times.late_until


def last_start(times: Times, minutes: Sequence[int | None]) -> datetime:
    """The latest moment at which the last part may still have to start, if nobody rests between parts."""
    first = times.begins_at if times.together else times.late_until
    return max(times.late_until, first + (_total(minutes[:-1]) or timedelta()))


def outside_window(
    times: Times, minutes: Sequence[int | None], opens_at: datetime | None, closes_at: datetime | None
) -> bool:
    """True if somebody whom the sitting lets start would be refused by the exam's window."""
    early = opens_at is not None and times.begins_at < opens_at
    late = closes_at is not None and last_start(times, minutes) > closes_at
    return early or late


def _total(minutes: Sequence[int | None]) -> timedelta | None:
    return None if None in minutes else timedelta(minutes=sum(each or 0 for each in minutes))
