"""Heavy work yields: while something runs that must not be disturbed, it is put off, and who asked is told.

This app does not know what that may be: whoever knows registers a watch. Nothing is put off for ever: at the latest
YIELD_HOURS after it was asked for, it is done.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import formats, timezone
from django_q.tasks import schedule

Watch = Callable[[datetime], datetime | None]
Task = Callable[..., None]

SOONEST = timedelta(minutes=10)
_watches: list[Watch] = []


def register(watch: Watch) -> None:
    """Adds a watch: given a moment, it says until when nothing heavy should run, or None."""
    if watch not in _watches:
        _watches.append(watch)


def wait_until(now: datetime, since: datetime) -> datetime | None:
    """When to try again what was asked for at `since`; None: now is as good as any time."""
    last_moment = since + timedelta(hours=settings.YIELD_HOURS)
    if now >= last_moment:
        return None
    busy = [until for watch in _watches if (until := watch(now))]
    return min(max(*busy, now + SOONEST), last_moment) if busy else None


def say_moment(moment: datetime) -> str:
    """The moment as notices give it, in the language that is active."""
    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def gives_way(tell: Callable[..., object] | None = None) -> Callable[[Task], Task]:
    """A task that puts itself off while it should wait, in one transaction with `tell(*args, later, now)`."""

    def decorate(task: Task) -> Task:
        path = f"{task.__module__}.{task.__name__}"

        @wraps(task)
        def wrapped(*args: Any, since: str = "") -> None:
            now = timezone.now()
            asked_at = datetime.fromisoformat(since) if since else now
            later = wait_until(now, asked_at)
            if later is None:
                task(*args)
                return
            with transaction.atomic():
                schedule(path, *args, since=asked_at.isoformat(), next_run=later)
                if tell:
                    tell(*args, later=later, now=now)

        return wrapped

    return decorate
