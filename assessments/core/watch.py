"""How urgently a candidate of a sitting needs the invigilator."""

from collections.abc import Mapping
from datetime import timedelta
from enum import IntEnum

# The page gives a sign of life at least every 60 seconds; a slow line gets half a minute more.
OFFLINE_AFTER = timedelta(seconds=90)

FOCUS_LOST = "focus_lost"
LOOKED_AT = "looked_at"
# Who looks away once or twice has closed a notice of the system.
MANY_FOCUS_LOSSES = 3


class Need(IntEnum):
    """Where a candidate stands; the lower, the sooner somebody has to look."""

    NOT_ARRIVED = 1
    OFFLINE = 2
    FLAGGED = 3
    PAUSED = 4
    ADMITTED = 5
    WORKING = 6
    FINISHED = 7
    VOIDED = 8
    AWAY = 9


def need_of_working(*, paused: bool, silent_for: timedelta, flags: Mapping[str, int]) -> Need:
    """For a candidate whose attempt is open. Nobody is offline whose time stands still."""
    if not paused and silent_for >= OFFLINE_AFTER:
        return Need.OFFLINE
    if is_flagged(flags):
        return Need.FLAGGED
    return Need.PAUSED if paused else Need.WORKING


def is_flagged(flags: Mapping[str, int]) -> bool:
    """True if what the page noticed is worth a look. It never decides anything."""
    others = any(count for kind, count in flags.items() if kind != FOCUS_LOST)
    return others or flags.get(FOCUS_LOST, 0) >= MANY_FOCUS_LOSSES
