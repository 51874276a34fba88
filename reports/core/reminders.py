"""XL1: on which days a reminder is due."""

from collections.abc import Sequence
from datetime import date


def reminder_due(due_on: date, today: date, days_before: Sequence[int]) -> int | None:
    """The reminder step (days before) that holds today, or None.

    The smallest step that is not shorter than the days left: a missed run is made up the next day, and
    who joins five days before it hears of it once. Nothing on or after the due date.
    """
    left = (due_on - today).days
    if left < 1:
        return None
    return min((days for days in days_before if days >= left), default=None)
