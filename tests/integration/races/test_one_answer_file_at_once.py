"""One answer file handed in by several at once: it is taken once."""

import pytest

from assessments.forms.answer_files import read_answer_file
from assessments.models import Attempt, AttemptEvent, ResponseLog
from assessments.services.answer_files import FileTakenBefore, take_answer_file
from tests import factories
from tests.answer_files import answer, ticket_of, write_file
from tests.conftest import NOON
from tests.races import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("round_number", range(3))
def test_file_is_taken_once(open_attempt, round_number) -> None:
    room = factories.make_sitting(open_attempt.part.exam, begins_at=NOON)
    Attempt.objects.update(sitting=room)
    file = read_answer_file(write_file(ticket_of(open_attempt), answer(1, 0), answer(2, 0, 2)))
    watchers = [factories.make_user() for _ in range(4)]

    outcomes = together(*(lambda by=by: take_answer_file(room, file, now=NOON, by=by) for by in watchers))

    assert [type(each) for each in outcomes].count(FileTakenBefore) == 3
    assert (AttemptEvent.objects.filter(kind="answer_file").count(), ResponseLog.objects.count()) == (1, 2)
