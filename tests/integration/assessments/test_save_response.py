"""Saving one answer. The same suite runs on SQLite and on PostgreSQL: the promise is one, the ways are two."""

from datetime import timedelta
from typing import Any

import pytest

from assessments.models import Attempt, Response, ResponseLog
from assessments.services.attempts import submit_attempt, take_over_seat
from assessments.services.errors import (
    AnswerIsOlder,
    AttemptIsOver,
    AttemptIsPaused,
    NoSuchItem,
    Refusal,
    SeatHasMoved,
)
from assessments.services.saving import LATE_AT_MOST, Answer, save_response
from tests.conftest import NOON


def answer(attempt: Attempt, **facts: Any) -> Answer:
    """The learner's answer 2 to the first item, from the first seat."""
    given = {"seat": 1, "sequence": 1, "position": 1, "value": 2} | facts
    return Answer(attempt_id=attempt.pk, staff_id=attempt.staff_id, **given)


def kept(attempt: Attempt) -> list[Any]:
    return list(
        Response.objects.filter(attempt=attempt).order_by("position").values_list("position", "value")
    )


def logged(attempt: Attempt) -> list[Any]:
    return list(ResponseLog.objects.filter(attempt=attempt).order_by("pk").values_list("value", "late"))


def test_answer_is_kept_and_logged(attempt: Attempt) -> None:
    saved = save_response(answer(attempt), now=NOON)

    assert (saved.saved_at, saved.sequence) == (NOON, 1)
    assert kept(attempt) == [(1, 2)]
    assert logged(attempt) == [(2, False)]


@pytest.mark.parametrize("value", [None, 0, [0, 2], [1, None, 0], "bảo mật", "12,5"])
def test_every_shape_reads_back(attempt: Attempt, value: Any) -> None:
    save_response(answer(attempt, value=value), now=NOON)

    assert kept(attempt) == [(1, value)]


def test_newer_answer_replaces_older(attempt: Attempt) -> None:
    save_response(answer(attempt), now=NOON)
    save_response(answer(attempt, sequence=2, value=3), now=NOON)

    assert kept(attempt) == [(1, 3)]
    assert logged(attempt) == [(2, False), (3, False)]


def test_late_arrival_of_older_is_refused(attempt: Attempt) -> None:
    save_response(answer(attempt, sequence=5, value=3), now=NOON)

    with pytest.raises(AnswerIsOlder) as refusal:
        save_response(answer(attempt, sequence=4), now=NOON)

    assert refusal.value.sequence == 5
    assert kept(attempt) == [(1, 3)]


def test_duplicate_is_acknowledged_and_not_logged(attempt: Attempt) -> None:
    first = save_response(answer(attempt), now=NOON)
    second = save_response(answer(attempt), now=NOON + timedelta(seconds=9))

    assert second == first
    assert logged(attempt) == [(2, False)]


def test_duplicate_after_submission_is_acknowledged(attempt: Attempt) -> None:
    first = save_response(answer(attempt), now=NOON)
    submit_attempt(attempt, now=NOON, by=None)

    assert save_response(answer(attempt), now=NOON) == first


def test_same_sequence_with_other_value_is_refused(attempt: Attempt) -> None:
    save_response(answer(attempt), now=NOON)

    with pytest.raises(AnswerIsOlder):
        save_response(answer(attempt, value=3), now=NOON)

    assert kept(attempt) == [(1, 2)]


@pytest.mark.parametrize(("seconds", "expected"), [(0, [(1, 2)]), (59, [(1, 2)])])
def test_grace_still_counts(attempt: Attempt, seconds: int, expected: list[Any]) -> None:
    save_response(answer(attempt), now=attempt.deadline + timedelta(seconds=seconds))

    assert kept(attempt) == expected


def test_answer_at_the_close_is_kept_as_late(attempt: Attempt) -> None:
    with pytest.raises(AttemptIsOver):
        save_response(answer(attempt), now=attempt.closes_at)

    assert kept(attempt) == []
    assert logged(attempt) == [(2, True)]


def refused(attempt: Attempt, now: Any = None, **facts: Any) -> None:
    with pytest.raises(Refusal):
        save_response(answer(attempt, **facts), now=now or attempt.closes_at)


@pytest.mark.parametrize("value", [None, 0, [0, 2], [1, None, 0], "bảo mật", "12,5"])
def test_late_answer_sent_again_is_logged_once(attempt: Attempt, value: Any) -> None:
    for _time in range(3):
        refused(attempt, value=value)

    assert logged(attempt) == [(value, True)]


def test_late_answers_are_bounded_and_the_newest_stays(attempt: Attempt) -> None:
    for sequence in range(1, LATE_AT_MOST + 31):
        refused(attempt, sequence=sequence, value=f"lần {sequence}")

    words = [value for value, _late in logged(attempt)]
    assert words[:-1] == [f"lần {sequence}" for sequence in range(1, LATE_AT_MOST)]
    assert words[-1] == f"lần {LATE_AT_MOST + 30}"


def test_full_log_keeps_the_newest_over_an_older(attempt: Attempt) -> None:
    for sequence in range(11, LATE_AT_MOST + 11):
        refused(attempt, sequence=sequence)
    refused(attempt, sequence=5, value=3)

    assert set(logged(attempt)) == {(2, True)}


def test_bound_is_per_item_and_seat(attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(seat=2)
    for sequence in range(1, LATE_AT_MOST + 1):
        refused(attempt, sequence=sequence)

    refused(attempt, position=2, value=1)
    refused(attempt, seat=2, value=3)

    assert logged(attempt)[LATE_AT_MOST:] == [(1, True), (3, True)]


def test_late_answer_is_kept_after_many_that_counted(attempt: Attempt) -> None:
    for sequence in range(1, LATE_AT_MOST + 11):
        save_response(answer(attempt, sequence=sequence), now=NOON)

    refused(attempt, sequence=99, value=3)

    assert logged(attempt) == [(2, False)] * (LATE_AT_MOST + 10) + [(3, True)]


def test_older_answers_are_bounded(attempt: Attempt) -> None:
    save_response(answer(attempt, sequence=1000), now=NOON)

    for sequence in range(1, LATE_AT_MOST + 31):
        refused(attempt, now=NOON, sequence=sequence, value=3)

    assert logged(attempt) == [(2, False)] + [(3, False)] * (LATE_AT_MOST - 1)


def test_seat_that_was_never_given_is_not_logged(attempt: Attempt) -> None:
    with pytest.raises(SeatHasMoved):
        save_response(answer(attempt, seat=7), now=NOON)

    assert logged(attempt) == []


def test_answer_after_submission_is_kept_as_late(attempt: Attempt) -> None:
    submit_attempt(attempt, now=NOON, by=None)

    with pytest.raises(AttemptIsOver):
        save_response(answer(attempt), now=NOON)

    assert logged(attempt) == [(2, True)]


def test_answer_of_the_old_seat_is_kept_as_late(attempt: Attempt) -> None:
    take_over_seat(attempt, now=NOON, by=None)

    with pytest.raises(SeatHasMoved):
        save_response(answer(attempt, sequence=9), now=NOON)

    assert kept(attempt) == []
    assert logged(attempt) == [(2, True)]


def test_new_seat_begins_a_new_order(attempt: Attempt) -> None:
    save_response(answer(attempt, sequence=40), now=NOON)
    take_over_seat(attempt, now=NOON, by=None)

    save_response(answer(attempt, seat=2, sequence=1, value=3), now=NOON)

    assert kept(attempt) == [(1, 3)]


@pytest.mark.parametrize("position", [0, 5, 99])
def test_item_outside_the_form_is_refused(attempt: Attempt, position: int) -> None:
    with pytest.raises(NoSuchItem):
        save_response(answer(attempt, position=position), now=NOON)

    assert kept(attempt) == []


def test_ticket_of_another_person_opens_nothing(attempt: Attempt) -> None:
    stranger = Answer(attempt.pk, attempt.staff_id + 1, seat=1, sequence=1, position=1, value=2)

    with pytest.raises(NoSuchItem):
        save_response(stranger, now=NOON)

    assert kept(attempt) == []


def test_browser_time_is_kept_for_the_examiner(attempt: Attempt) -> None:
    save_response(answer(attempt, client_at=NOON - timedelta(hours=3)), now=NOON)

    entry = ResponseLog.objects.get(attempt=attempt)
    assert (entry.received_at, entry.client_at) == (NOON, NOON - timedelta(hours=3))


@pytest.mark.parametrize("minutes", [1, 600])
def test_paused_attempt_takes_nothing_and_keeps_it_for_a_person(attempt: Attempt, minutes: int) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(paused_at=NOON)

    with pytest.raises(AttemptIsPaused):
        save_response(answer(attempt), now=NOON + timedelta(minutes=minutes))

    assert kept(attempt) == []
    assert logged(attempt) == [(2, True)]
