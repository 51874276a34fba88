"""Two examiners at one late answer: one decides, the other is told."""

import pytest

from assessments.models import LateDecision, ResponseLog, Score
from assessments.services.attempts import submit_attempt
from assessments.services.errors import AttemptIsOver, DecidedAlready
from assessments.services.late import decide_late
from assessments.services.saving import Answer, save_response
from tests import factories
from tests.conftest import NOON
from tests.races import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("round_number", range(3))
def test_one_decision_and_one_new_score(open_attempt, round_number) -> None:
    submit_attempt(open_attempt, now=NOON, by=None)
    with pytest.raises(AttemptIsOver):
        save_response(Answer(open_attempt.pk, open_attempt.staff_id, 1, 1, 1, 0), now=NOON)
    entry = ResponseLog.objects.get()
    judges = [factories.make_user() for _ in range(4)]

    outcomes = together(
        *(
            lambda by=by: decide_late(
                ResponseLog.objects.get(pk=entry.pk), accepted=True, reason="Mất điện", now=NOON, by=by
            )
            for by in judges
        )
    )

    assert [type(each) for each in outcomes].count(DecidedAlready) == 3
    assert (LateDecision.objects.count(), Score.objects.count()) == (1, 2)
