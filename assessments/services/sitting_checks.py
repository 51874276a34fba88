"""What a sitting promises its candidates, held against the times of every one of them: start + own time.

Promise 13 of docs/algorithms/exam-clock.md.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from assessments.core import sittings as core
from assessments.core.allowances import Rules
from assessments.models import Exam, ExamState, Place, PlaceState, Sitting, StartMode
from people.models import StaffProfile

from .allowances import times_for


@dataclass(frozen=True)
class SittingRefusal:
    """Why a sitting cannot be published, and whom it concerns (nobody named: all)."""

    reason: str
    people: tuple[str, ...] = ()


class SittingNotPublishable(Exception):
    """Every reason why a sitting cannot be published, or cannot stay so after a change."""

    def __init__(self, refusals: list[SittingRefusal]) -> None:
        super().__init__(", ".join(refusal.reason for refusal in refusals))
        self.refusals = refusals


def refusals_of(sitting: Sitting, *, now: datetime) -> list[SittingRefusal]:
    """Everything that stands between a sitting and its publication."""
    facts = [
        ("exam_not_published", sitting.exam.state != ExamState.PUBLISHED),
        ("no_candidates", not expected(sitting).exists()),
        ("no_invigilators", not sitting.invigilators.exists()),
        ("no_time_to_start", sitting.late_until <= sitting.begins_at),
        ("already_past", sitting.late_until <= now),
    ]
    return [SittingRefusal(reason) for reason, holds in facts if holds] + closed_too_early(sitting)


def refusals_of_exam(exam: Exam) -> list[SittingRefusal]:
    """Whom the sittings prepared for an exam would close before start + own time."""
    open_sittings = exam.sittings.ahead()
    return [refusal for sitting in open_sittings for refusal in closed_too_early(sitting)]


def closed_too_early(sitting: Sitting) -> list[SittingRefusal]:
    """Which candidates the sitting's times or the exam's window would deny some of their own time."""
    times = times_of(sitting)
    found: dict[str, list[str]] = defaultdict(list)
    people = list(StaffProfile.objects.filter(places__in=expected(sitting)).distinct())
    rules = times_for(sitting.exam, people)
    for staff in people:
        for reason in _reasons(times, rules[staff.pk]):
            found[reason].append(staff.full_name)
    return [SittingRefusal(reason, tuple(names)) for reason, names in found.items()]


def _reasons(times: core.Times, rules: list[Rules]) -> list[str]:
    if not rules:
        return []
    minutes, first = [each.minutes for each in rules], rules[0]
    facts = [
        ("cuts_short", core.cuts_short(times, minutes)),
        ("over_before_last_start", core.over_before_last_start(times, first.minutes)),
        ("outside_window", core.outside_window(times, minutes, first.opens_at, first.closes_at)),
    ]
    return [reason for reason, holds in facts if holds]


def times_of(sitting: Sitting) -> core.Times:
    """The sitting's times for the core."""
    together = sitting.start_mode == StartMode.TOGETHER
    return core.Times(sitting.begins_at, sitting.late_until, sitting.ends_at, together)


def expected(sitting: Sitting) -> "QuerySet[Place]":
    """Those who are to sit: not the absent and the moved."""
    return sitting.places.filter(state__in=[PlaceState.EXPECTED, PlaceState.ADMITTED])
