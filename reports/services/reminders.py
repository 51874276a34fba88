"""XL1: reminders before the due date, in the application and by e-mail."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import CoursePage
from people.models import StaffProfile
from people.services.notices import notify
from reports.core.reminders import reminder_due
from reports.models import Rule
from reports.periods import Period
from reports.rules import RULES, check_parameters
from reports.services.rules import agencies_off, numbers_of, version_in_force


class Due(NamedTuple):
    """One reminder to send: the step is the number of days before the due date."""

    staff: int
    course: int
    due_on: date
    step: int


def send_reminders(*, now: datetime) -> int:
    """Tells everybody whose obligation falls due soon and is not completed, once a step; returns how many people
    obligations were reminded of, the ones told before included."""
    today = timezone.localdate(now)
    due = list(find_due(today, _steps(today)))
    staff = StaffProfile.objects.select_related("user").in_bulk({row.staff for row in due})
    courses = CoursePage.objects.in_bulk({row.course for row in due})
    for row in due:
        course = courses[row.course]
        left = (row.due_on - today).days
        notify(
            staff[row.staff].user,
            "reminder",
            _("%(days)s days left for “%(course)s”") % {"days": left, "course": course.title},
            _("The course is due on %(day)s. What you have done so far is kept.")
            % {"day": f"{row.due_on:%d/%m/%Y}"},
            reverse("my_learning"),
            now=now,
            dedupe_key=f"xl1-{course.pk}-{row.due_on}-{row.step}",
        )
    return len(due)


def find_due(today: date, steps: list[int]) -> Iterator[Due]:
    """Obligations of today that are not completed and stand at a step, less those where the rule is off."""
    import pandas as pd

    from reports.analysis import attach_progress, close_tree, find_obligations
    from reports.frames import read_facts

    if not steps:
        return
    window = Period(today, today, "")
    facts = read_facts(window, today)
    closure = close_tree(facts.tree)
    rows = attach_progress(find_obligations(facts, closure, window, today), facts.enrolments, today)
    off = closure.loc[closure["above"].isin(_switched_off(today)), "agency"]
    soon = rows["due_on"] <= pd.Timestamp(today) + pd.Timedelta(days=max(steps))
    rows = rows[soon & ~rows["completed"] & ~rows["agency"].isin(off)]
    for staff, course, due_at in rows[["staff", "course", "due_on"]].itertuples(index=False):
        due_on = due_at.date()
        step = reminder_due(due_on, today, steps)
        if step is not None:
            yield Due(int(staff), int(course), due_on, step)


def _steps(today: date) -> list[int]:
    """The days of the version in force; an installation without rules keeps the usual ones."""
    rule = Rule.objects.filter(code="XL1").first()
    version = version_in_force(rule, today) if rule else None
    if rule and version is None:
        return []
    numbers = numbers_of(version) if version else check_parameters(RULES["XL1"].parameters, {})
    return list(numbers["days_before"])


def _switched_off(today: date) -> set[int]:
    rule = Rule.objects.filter(code="XL1").first()
    return agencies_off(rule, today) if rule else set()
