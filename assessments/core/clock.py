"""The exam clock. All times are aware datetimes of the server; a browser's clock never enters.

Promises and rules: docs/algorithms/exam-clock.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Literal

NO_LIMIT = timedelta(hours=24)

Start = Literal["may_start", "not_open_yet", "over"]
Wait = Literal["ready", "wait", "window_closes_before"]


def deadline_for(
    started_at: datetime, minutes: int | None, *, extra_minutes: int = 0, ends_at: datetime | None = None
) -> datetime:
    """The moment that the page counts down to: start + own time, no later than a sitting's fixed end.

    `minutes` None is "no limit": it ends after 24 hours all the same.
    """
    limit = NO_LIMIT if minutes is None else timedelta(minutes=minutes + extra_minutes)
    deadline = started_at + limit
    return min(deadline, ends_at) if ends_at else deadline


def closes_at(deadline: datetime, grace_seconds: int) -> datetime:
    """The hard stop: what is received before it counts."""
    return deadline + timedelta(seconds=grace_seconds)


def moved_deadline(
    started_at: datetime,
    deadline: datetime,
    *,
    minutes: int | None,
    own_minutes: int | None,
    now: datetime,
    ends_at: datetime | None = None,
) -> datetime:
    """The deadline of an open attempt whose own time changes from `minutes` to `own_minutes`.

    What pauses and invigilators gave stays on top. A sitting's fixed end still caps it, but takes nothing that was
    given before. Less time ends an attempt now at the earliest, so that its grace still takes what is on the way.
    """
    given = max(deadline - deadline_for(started_at, minutes), timedelta())
    moved = deadline_for(started_at, own_minutes) + given
    if ends_at:
        moved = min(moved, max(ends_at, deadline))
    return max(moved, min(deadline, now))


def is_open(now: datetime, hard_stop: datetime) -> bool:
    """Whether something received now still counts."""
    return now < hard_stop


def may_start(now: datetime, opens_at: datetime | None, window_closes_at: datetime | None) -> Start:
    """The window's end is the last moment to start, not to finish."""
    if opens_at and now < opens_at:
        return "not_open_yet"
    if window_closes_at and now >= window_closes_at:
        return "over"
    return "may_start"


def remaining(now: datetime, deadline: datetime) -> timedelta:
    return max(deadline - now, timedelta())


def seconds_left(now: datetime, deadline: datetime) -> int:
    """Whole seconds, rounded up, never negative: the page shows 0 only when time is up."""
    return ceil(remaining(now, deadline).total_seconds())


@dataclass(frozen=True)
class Waiting:
    """Whether a new attempt may start; `until` is the first moment, also when the window closes before it."""

    state: Wait
    until: datetime


def wait_before_next(
    now: datetime,
    *,
    last_deadline: datetime,
    last_submitted_at: datetime | None,
    wait_hours: int,
    window_closes_at: datetime | None,
) -> Waiting:
    """Waiting time runs from the end of the last attempt: its submission, at the latest its deadline.

    So a sweep that closes an attempt late never makes a candidate wait longer.
    """
    ended_at = min(last_submitted_at or last_deadline, last_deadline)
    until = ended_at + timedelta(hours=wait_hours)
    if now >= until:
        return Waiting("ready", until)
    if window_closes_at and until >= window_closes_at:
        return Waiting("window_closes_before", until)
    return Waiting("wait", until)
