"""Working days: Monday to Friday, less the holidays, plus the Saturdays worked in exchange (table `Holiday`)."""

from collections.abc import Mapping
from datetime import date, timedelta

from .models import Holiday

SATURDAY = 5


def is_workday(day: date, exceptions: Mapping[date, bool]) -> bool:
    """True if agencies are open; `exceptions` maps a day to whether it is worked."""
    return exceptions.get(day, day.weekday() < SATURDAY)


def nth_workday_after(day: date, count: int, exceptions: Mapping[date, bool]) -> date:
    """The `count`-th working day after `day` (which itself does not count)."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day, exceptions)
    return day


def add_workdays(day: date, count: int) -> date:
    """`nth_workday_after` by the installation's holiday table."""
    exceptions = dict(Holiday.objects.filter(on__gt=day).values_list("on", "works"))
    return nth_workday_after(day, count, exceptions)
