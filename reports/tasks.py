"""What the worker does for this app. Each may run twice without harm, except that a second run is a second run."""

from contextlib import suppress
from datetime import date, timedelta

from django.utils import timezone

from people.models import User
from people.yielding import gives_way
from reports.errors import RollUpRefused
from reports.periods import default_as_of, parse_period
from reports.services import end_hearings, roll_up, send_reminders, tell_roll_up_is_ready, tell_roll_up_waits

MONDAY = 0


@gives_way(tell_roll_up_waits)
def roll_up_now(period: str, as_of: str, user_id: int) -> None:
    """One run that somebody asked for, too large for the page or asked for during a sitting."""
    by = User.objects.filter(pk=user_id).first()
    run = roll_up(parse_period(period), date.fromisoformat(as_of), now=timezone.now(), by=by)
    tell_roll_up_is_ready(run)


@gives_way()
def roll_up_on_schedule() -> None:
    """Daily: the current year on Mondays, and whatever period ended yesterday."""
    now = timezone.now()
    today = timezone.localdate(now)
    for code in periods_due(today):
        period = parse_period(code)
        # Before the list of agencies is imported there is nothing to count.
        with suppress(RollUpRefused):
            roll_up(period, default_as_of(period, today), now=now, by=None)


def look_after_proposals() -> None:
    """Daily: reminders before due dates, and the end of silent hearings."""
    now = timezone.now()
    send_reminders(now=now)
    end_hearings(now=now)


def periods_due(today: date) -> list[str]:
    """The periods to count on a day."""
    due = [str(today.year)] if today.weekday() == MONDAY else []
    if today.day == 1:
        ended = today - timedelta(days=1)
        due.append(f"{ended:%Y-%m}")
        due += [f"{ended.year}-Q{ended.month // 3}"] if ended.month % 3 == 0 else []
        due += [str(ended.year)] if ended.month == 12 else []
    return due
