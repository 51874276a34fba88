"""Scores are appended, results are derived from them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.models import Attempt, AttemptState, Exam, Result, Score
from assessments.services.attempts import score_unscored, start_attempt, submit_attempt
from assessments.services.results import settle_result
from assessments.services.saving import Answer, save_response
from assessments.services.scoring import score_attempt
from assessments.signals import result_settled
from tests import factories
from tests.conftest import NOON

RIGHT, WRONG = 0, 1


def sit(staff, part, *values: int, now=NOON) -> Attempt:
    """A whole attempt: one value per item, then submitted."""
    attempt = start_attempt(staff, part, now=now, by=staff.user)
    for position, value in enumerate(values, start=1):
        save_response(Answer(attempt.pk, staff.pk, 1, position, position, value), now=now)
    submit_attempt(attempt, now=now, by=staff.user)
    return attempt


@pytest.fixture
def announced():
    """What `result_settled` was sent for."""
    results = []

    def remember(sender, result, **kwargs):
        results.append(result)

    result_settled.connect(remember)
    yield results
    result_settled.disconnect(remember)


def test_score_says_how_it_came(exam, learner) -> None:
    attempt = sit(learner, exam.parts.get(), RIGHT, RIGHT, RIGHT, WRONG)

    score = attempt.scores.get()
    assert (score.rule, score.raw, score.maximum, score.scaled) == ("partial-credit-1", 3, 4, 75)
    assert score.item_scores == {"1": "1.0000", "2": "1.0000", "3": "1.0000", "4": "0.0000"}
    assert score.topics == [{"topic": "An toàn", "raw": "3.0000", "maximum": "4", "scaled": "75.00"}]


@pytest.mark.parametrize(
    ("values", "passed"),
    [((RIGHT, RIGHT, WRONG, WRONG), True), ((RIGHT, WRONG, WRONG, WRONG), False), ((), False)],
)
def test_result_compares_with_the_cut(exam, learner, values, passed) -> None:
    sit(learner, exam.parts.get(), *values)

    assert Result.objects.get().passed is passed


def test_result_copies_the_facts(exam, learner, office) -> None:
    sit(learner, exam.parts.get(), RIGHT, RIGHT)

    result = Result.objects.get()
    assert (result.full_name, result.agency_code, result.agency_name) == (
        learner.full_name,
        office.code,
        office.name,
    )
    assert (result.cut_score, result.attempts_used, result.settled_at) == (50, 1, NOON)


@pytest.mark.parametrize(
    ("counts", "expected"), [("highest", 100), ("last", 25), ("first", 50), ("mean", Decimal("58.33"))]
)
def test_exam_says_which_attempt_counts(department, learner, counts, expected) -> None:
    exam = factories.make_open_exam(department, counts=counts, wait_hours=0)
    part = exam.parts.get()

    sit(learner, part, RIGHT, RIGHT)
    sit(learner, part, RIGHT, RIGHT, RIGHT, RIGHT, now=NOON + timedelta(days=1))
    sit(learner, part, RIGHT, now=NOON + timedelta(days=2))

    result = Result.objects.get()
    assert (result.score, result.first_score, result.attempts_used) == (expected, 50, 3)


def test_attempt_that_does_not_count_moves_no_date(department, learner) -> None:
    part = factories.make_open_exam(department, counts="highest", wait_hours=0).parts.get()
    sit(learner, part, RIGHT, RIGHT, RIGHT)

    sit(learner, part, RIGHT, now=NOON + timedelta(days=30))

    result = Result.objects.get()
    assert (result.score, result.settled_at, result.attempts_used) == (75, NOON, 2)


def test_better_attempt_moves_the_date(department, learner) -> None:
    part = factories.make_open_exam(department, counts="highest", wait_hours=0).parts.get()
    sit(learner, part, RIGHT)

    sit(learner, part, RIGHT, RIGHT, RIGHT, now=NOON + timedelta(days=30))

    assert Result.objects.get().settled_at == NOON + timedelta(days=30)


def test_result_waits_for_every_part(department, learner) -> None:
    first, second = factories.make_open_exam(department, parts=2).parts.order_by("position")

    sit(learner, first, RIGHT, RIGHT, RIGHT, RIGHT)
    assert not Result.objects.exists()

    sit(learner, second, RIGHT)
    result = Result.objects.get()
    assert (result.score, result.passed) == (Decimal("62.50"), False)


def test_result_is_announced(exam, learner, announced) -> None:
    sit(learner, exam.parts.get(), RIGHT)

    assert announced == [Result.objects.get()]


def test_trial_makes_no_result(exam, learner, announced) -> None:
    exam.official = False
    exam.save()

    attempt = sit(learner, exam.parts.get(), RIGHT)

    assert attempt.state == AttemptState.SCORED
    assert (Result.objects.count(), announced) == (0, [])


def test_settling_twice_keeps_one_result(exam, learner) -> None:
    sit(learner, exam.parts.get(), RIGHT)
    before = Result.objects.get()

    settle_result(learner, exam, "2026", now=NOON)

    assert Result.objects.get().uuid == before.uuid


def test_rescoring_appends_and_agrees(exam, learner) -> None:
    attempt = sit(learner, exam.parts.get(), RIGHT)

    score_attempt(attempt, now=NOON)

    scaled = Score.objects.filter(attempt=attempt).values_list("scaled", flat=True)
    assert list(scaled) == [25, 25]


def test_hourly_round_scores_what_was_left(exam, learner) -> None:
    attempt = start_attempt(learner, exam.parts.get(), now=NOON, by=None)
    Attempt.objects.filter(pk=attempt.pk).update(state="submitted", submitted_at=NOON)

    assert score_unscored(now=NOON) == 1
    assert Result.objects.get().score == 0
    assert learner.user.notices.get().url == f"/attempts/{attempt.uuid}/result/"


def test_withheld_score_is_not_announced(exam, learner) -> None:
    Exam.objects.update(withhold_results=True)
    attempt = start_attempt(learner, exam.parts.get(), now=NOON, by=None)
    Attempt.objects.filter(pk=attempt.pk).update(state="submitted", submitted_at=NOON)

    assert score_unscored(now=NOON) == 1
    assert not learner.user.notices.exists()
