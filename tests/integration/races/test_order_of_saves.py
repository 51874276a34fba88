"""Duplicates, reordered saves and two devices: order is (seat, sequence), not arrival."""

import re

import pytest

from assessments.models import Response, ResponseLog
from assessments.services import saving
from assessments.services.attempts import take_over_seat
from assessments.services.errors import AnswerIsOlder, SeatHasMoved
from assessments.services.saving import Answer, Saved, save_response
from tests.conftest import NOON
from tests.races import Held, Started, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ORDER_GUARD = re.compile(
    r"WHERE \(current\.seat, current\.sequence\) < \(EXCLUDED\.seat, EXCLUDED\.sequence\)"
)
SEAT_GUARD = " AND seat = %(seat)s"


def answer(attempt, sequence: int, value: int, seat: int = 1) -> Answer:
    return Answer(attempt.pk, attempt.staff_id, seat=seat, sequence=sequence, position=1, value=value)


@pytest.fixture
def no_order(monkeypatch) -> None:
    """The mutant: what arrives last wins."""
    assert ORDER_GUARD.search(saving.ONE_STATEMENT)
    monkeypatch.setattr(saving, "ONE_STATEMENT", ORDER_GUARD.sub("", saving.ONE_STATEMENT))


def test_without_the_order_an_older_answer_wins(open_attempt, no_order) -> None:
    """The race: the newer save commits first, the older arrives after it."""
    save_response(answer(open_attempt, sequence=2, value=0), now=NOON)
    save_response(answer(open_attempt, sequence=1, value=3), now=NOON)

    assert Response.objects.get().value == 3


def test_older_save_that_waits_for_a_newer_loses(open_attempt) -> None:
    newer = Held(lambda: save_response(answer(open_attempt, sequence=2, value=0), now=NOON))

    older = Started(lambda: save_response(answer(open_attempt, sequence=1, value=3), now=NOON))

    assert older.is_blocked() is True
    assert isinstance(newer.release(), Saved)
    assert isinstance(older.result(), AnswerIsOlder)
    assert Response.objects.get().value == 0


@pytest.mark.parametrize("round_number", range(5))
def test_highest_sequence_stands_in_the_end(open_attempt, round_number) -> None:
    saves = [lambda n=n: save_response(answer(open_attempt, n, n), now=NOON) for n in (5, 1, 6, 2, 4, 3)]

    together(*saves)

    assert Response.objects.get().value == 6


def test_without_the_order_a_duplicate_is_logged_twice(open_attempt, no_order) -> None:
    """The race: the network repeats a request."""
    together(*[lambda: save_response(answer(open_attempt, 1, 2), now=NOON)] * 4)

    assert ResponseLog.objects.count() == 4


def test_duplicates_are_one_answer(open_attempt) -> None:
    outcomes = together(*[lambda: save_response(answer(open_attempt, 1, 2), now=NOON)] * 4)

    assert {type(each) for each in outcomes} == {Saved}
    assert (Response.objects.count(), ResponseLog.objects.count()) == (1, 1)


def test_without_the_seat_an_old_device_writes_on(open_attempt, monkeypatch) -> None:
    """The race: the first device does not know yet that it was taken over."""
    monkeypatch.setattr(saving, "ONE_STATEMENT", saving.ONE_STATEMENT.replace(SEAT_GUARD, ""))
    take_over_seat(open_attempt, now=NOON, by=None)

    save_response(answer(open_attempt, sequence=9, value=3, seat=1), now=NOON)

    assert Response.objects.get().value == 3


def test_save_that_waits_for_a_take_over_is_late(open_attempt) -> None:
    take_over = Held(lambda: take_over_seat(open_attempt, now=NOON, by=None))

    save = Started(lambda: save_response(answer(open_attempt, sequence=9, value=3), now=NOON))

    assert save.is_blocked() is True
    assert take_over.release() == 2
    assert isinstance(save.result(), SeatHasMoved)
    assert (Response.objects.count(), ResponseLog.objects.get().late) == (0, True)


def test_take_over_waits_for_a_save_under_way(open_attempt) -> None:
    save = Held(lambda: save_response(answer(open_attempt, sequence=9, value=3), now=NOON))

    take_over = Started(lambda: take_over_seat(open_attempt, now=NOON, by=None))

    assert take_over.is_blocked() is True
    assert isinstance(save.release(), Saved)
    assert take_over.result() == 2


def test_two_take_overs_give_two_seats(open_attempt) -> None:
    outcomes = together(*[lambda: take_over_seat(open_attempt, now=NOON, by=None)] * 3)

    assert sorted(outcomes) == [2, 3, 4]
