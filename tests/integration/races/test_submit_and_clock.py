"""The candidate's submit against the clock: exactly one closes the attempt."""

import threading

import pytest

from assessments.models import Attempt, AttemptEvent, AttemptState, ClosedBy, Result, Score
from assessments.services.attempts import close_overdue, submit_attempt
from tests.conftest import NOON
from tests.races import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_look_then_write_lets_both_win(open_attempt) -> None:
    """The race: both see an open attempt before either writes."""
    both_have_looked = threading.Barrier(2)

    def close_without_care(by: str) -> bool:
        attempt = Attempt.objects.get(pk=open_attempt.pk)
        was_open = attempt.state == AttemptState.IN_PROGRESS
        both_have_looked.wait(20)
        attempt.state, attempt.closed_by, attempt.submitted_at = AttemptState.SUBMITTED, by, NOON
        attempt.save()
        return was_open

    outcomes = together(
        lambda: close_without_care(ClosedBy.CANDIDATE), lambda: close_without_care(ClosedBy.CLOCK)
    )

    assert outcomes == [True, True]


@pytest.mark.parametrize("round_number", range(5))
def test_exactly_one_closes(open_attempt, round_number) -> None:
    end = open_attempt.closes_at

    submitted, swept = together(
        lambda: submit_attempt(Attempt.objects.get(), now=end, by=None), lambda: close_overdue(now=end)
    )

    assert int(submitted) + swept == 1
    assert AttemptEvent.objects.filter(kind="submitted").count() == 1
    assert (Score.objects.count(), Result.objects.count()) == (1, 1)


def test_two_sweepers_close_once(open_attempt) -> None:
    end = open_attempt.closes_at

    outcomes = together(lambda: close_overdue(now=end), lambda: close_overdue(now=end))

    assert sorted(outcomes) == [0, 1]
