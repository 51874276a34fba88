"""How urgently a candidate of a sitting needs the invigilator."""

from collections.abc import Mapping
from datetime import timedelta
from enum import IntEnum

# The page gives a sign of life at least every 60 seconds; a slow line gets half a minute more.
OFFLINE_AFTER = timedelta(seconds=90)
# A call to a doctor, another device, a fuse that blew: all are over sooner. A longer pause was probably forgotten, and
# nothing else ever ends it.
LONG_PAUSE = timedelta(minutes=15)

FOCUS_LOST = "focus_lost"
LOOKED_AT = "looked_at"
# Who looks away once or twice has closed a notice of the system.
MANY_FOCUS_LOSSES = 3


class Need(IntEnum):
    """Where a candidate stands; the lower, the sooner somebody has to look."""

    NOT_ARRIVED = 1
    OFFLINE = 2
    LONG_PAUSED = 3
    FLAGGED = 4
    PAUSED = 5
    ADMITTED = 6
    WORKING = 7
    FINISHED = 8
    VOIDED = 9
    AWAY = 10


def need_of_working(*, paused_for: timedelta | None, silent_for: timedelta, flags: Mapping[str, int]) -> Need:
    """For a candidate whose attempt is open. Nobody is offline whose time stands still."""
    if paused_for is None and silent_for >= OFFLINE_AFTER:
        return Need.OFFLINE
    if paused_for is not None and paused_for >= LONG_PAUSE:
        return Need.LONG_PAUSED
    if is_flagged(flags):
        return Need.FLAGGED
    return Need.WORKING if paused_for is None else Need.PAUSED


def is_flagged(flags: Mapping[str, int]) -> bool:
    """True if what the page noticed is worth a look. It never decides anything."""
    others = any(count for kind, count in flags.items() if kind != FOCUS_LOST)
    return others or flags.get(FOCUS_LOST, 0) >= MANY_FOCUS_LOSSES
