"""A save against a submit: what was acknowledged is scored."""

import pytest

from assessments.models import ResponseLog, Score
from assessments.services import saving
from assessments.services.attempts import submit_attempt
from assessments.services.errors import AttemptIsOver
from assessments.services.saving import Answer, Saved, save_response
from tests.conftest import NOON
from tests.races import Held, Started, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def right_answer(attempt, position: int = 1) -> Answer:
    return Answer(attempt.pk, attempt.staff_id, seat=1, sequence=1, position=position, value=0)


def test_without_the_row_lock_an_answer_goes_unscored(open_attempt, monkeypatch) -> None:
    """The race: the answer is acknowledged, and the score does not know it."""
    monkeypatch.setattr(saving, "ONE_STATEMENT", saving.ONE_STATEMENT.replace("FOR SHARE", ""))
    save = Held(lambda: save_response(right_answer(open_attempt), now=NOON))

    submit = Started(lambda: submit_attempt(open_attempt, now=NOON, by=None))

    assert submit.is_blocked() is False
    assert isinstance(save.release(), Saved)
    assert (submit.result(), Score.objects.get().raw) == (True, 0)


def test_submit_waits_for_a_save_under_way(open_attempt) -> None:
    save = Held(lambda: save_response(right_answer(open_attempt), now=NOON))

    submit = Started(lambda: submit_attempt(open_attempt, now=NOON, by=None))

    assert submit.is_blocked() is True
    assert isinstance(save.release(), Saved)
    assert (submit.result(), Score.objects.get().raw) == (True, 1)


def test_save_waits_for_a_submit_under_way(open_attempt) -> None:
    submit = Held(lambda: submit_attempt(open_attempt, now=NOON, by=None))

    save = Started(lambda: save_response(right_answer(open_attempt), now=NOON))

    assert save.is_blocked() is True
    assert submit.release() is True
    assert isinstance(save.result(), AttemptIsOver)
    assert ResponseLog.objects.get().late is True


def test_saves_do_not_wait_for_each_other(open_attempt) -> None:
    first = Held(lambda: save_response(right_answer(open_attempt), now=NOON))

    second = Started(lambda: save_response(right_answer(open_attempt, position=2), now=NOON))

    assert second.is_blocked() is False
    assert isinstance(second.result(), Saved)
    assert isinstance(first.release(), Saved)


@pytest.mark.parametrize("round_number", range(8))
def test_score_counts_what_was_acknowledged(open_attempt, round_number) -> None:
    saves = [lambda p=p: save_response(right_answer(open_attempt, p), now=NOON) for p in (1, 2, 3, 4)]

    *outcomes, _ = together(*saves, lambda: submit_attempt(open_attempt, now=NOON, by=None))

    acknowledged = [each for each in outcomes if isinstance(each, Saved)]
    assert Score.objects.get().raw == len(acknowledged)
