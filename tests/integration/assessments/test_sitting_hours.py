"""Until when heavy work keeps out of the way: the hours of official sittings, and nothing else."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from assessments.models import Exam, SittingState
from assessments.services.sitting_hours import busy_until
from people import yielding
from people.models import StaffProfile
from tests import factories
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)


def at(minutes: int) -> datetime:
    """So many minutes after noon."""
    return NOON + minutes * MINUTE


def test_nobody_sits(exam: Exam) -> None:
    assert busy_until(NOON) is None


@pytest.mark.parametrize(("minutes", "busy"), [(-16, False), (-15, True), (0, True), (29, True), (30, False)])
def test_sitting_is_open_while_it_takes_in(exam: Exam, minutes: int, busy: bool) -> None:
    factories.make_sitting(exam)

    assert busy_until(at(minutes)) == (at(60) if busy else None)


@pytest.mark.parametrize(("minutes", "end"), [(0, at(90)), (89, at(90)), (90, None)])
def test_fixed_end_is_the_end(exam: Exam, minutes: int, end: datetime | None) -> None:
    factories.make_sitting(exam, ends_at=at(90))

    assert busy_until(at(minutes)) == end


def test_whoever_sits_keeps_it_open(exam: Exam, learner: StaffProfile) -> None:
    sitting = factories.make_sitting(exam)
    factories.make_attempt(learner, exam.parts.get(), now=at(29), sitting=sitting)

    assert busy_until(at(45)) == at(60)
    assert busy_until(at(61)) is None


def test_latest_of_several_counts(exam: Exam) -> None:
    factories.make_sitting(exam)
    factories.make_sitting(exam, ends_at=at(200))

    assert busy_until(NOON) == at(200)


@pytest.mark.parametrize(
    "fields", [{"trial": True}, {"state": SittingState.DRAFT}, {"state": SittingState.CLOSED}]
)
def test_rehearsals_drafts_and_closed_ones_disturb_nobody(exam: Exam, fields: dict[str, Any]) -> None:
    factories.make_sitting(exam, **fields)

    assert busy_until(NOON) is None


def test_trial_exam_is_a_rehearsal(exam: Exam) -> None:
    factories.make_sitting(exam)
    Exam.objects.update(official=False)

    assert busy_until(NOON) is None


def test_heavy_work_asks(exam: Exam) -> None:
    factories.make_sitting(exam)

    assert yielding.wait_until(NOON, NOON) == at(60)


def test_asking_is_cheap(exam: Exam, django_assert_max_num_queries: Any) -> None:
    factories.make_sitting(exam)
    factories.make_sitting(exam)

    with django_assert_max_num_queries(2):
        busy_until(NOON)
