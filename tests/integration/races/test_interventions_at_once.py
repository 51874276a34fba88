"""An invigilator's act against a save, a submit, the sweeper and another invigilator: one comes first, none is lost."""

import threading
from datetime import timedelta

import pytest

from assessments.models import Attempt, AttemptEvent, Response, ResponseLog, Score
from assessments.services import interventions as acts
from assessments.services.attempts import close_overdue, start_attempt, submit_attempt
from assessments.services.errors import AttemptIsClosed, AttemptIsPaused, SittingIsPaused
from assessments.services.saving import Answer, Saved, save_response
from tests import factories
from tests.conftest import NOON
from tests.races import Held, Started, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

TEN = timedelta(minutes=10)


@pytest.fixture
def by(candidate):
    """Who watches."""
    return factories.make_user()


@pytest.fixture
def seated(open_attempt):
    """The candidate's attempt in a room."""
    open_attempt.sitting = factories.make_sitting(open_attempt.part.exam, begins_at=NOON)
    open_attempt.save()
    return open_attempt


def save(attempt, position: int = 1):
    return save_response(Answer(attempt.pk, attempt.staff_id, 1, 1, position, 0), now=NOON)


def fresh() -> Attempt:
    return Attempt.objects.get()


def test_look_then_write_loses_an_extension(seated) -> None:
    """The race: both read the same deadline, and the later write takes the earlier one's minutes away."""
    both_have_looked = threading.Barrier(2)

    def extend_without_care() -> None:
        attempt = fresh()
        both_have_looked.wait(20)
        attempt.deadline += TEN
        attempt.closes_at += TEN
        attempt.save()

    together(extend_without_care, extend_without_care)

    assert fresh().deadline == NOON + timedelta(minutes=40)


def test_two_extensions_add_up(seated, by) -> None:
    together(*[lambda: acts.extend_attempt(seated, 10, reason="x", now=NOON, by=by)] * 4)

    assert fresh().deadline == NOON + timedelta(minutes=70)


def test_pause_waits_for_a_save_under_way(seated, by) -> None:
    saving = Held(lambda: save(seated))

    pause = Started(lambda: acts.pause_attempt(seated, now=NOON, by=by))

    assert pause.is_blocked() is True
    assert isinstance(saving.release(), Saved)
    assert pause.result() is None
    assert (fresh().paused_at, Response.objects.count()) == (NOON, 1)


def test_save_that_waits_for_a_pause_is_kept_and_not_acknowledged(seated, by) -> None:
    pause = Held(lambda: acts.pause_attempt(seated, now=NOON, by=by))

    saving = Started(lambda: save(seated))

    assert saving.is_blocked() is True
    pause.release()
    assert isinstance(saving.result(), AttemptIsPaused)
    assert (Response.objects.count(), ResponseLog.objects.get().late) == (0, True)


def test_save_that_waits_for_the_rooms_pause_is_not_acknowledged(seated, by) -> None:
    pause = Held(lambda: acts.pause_sitting(seated.sitting, now=NOON, by=by))

    saving = Started(lambda: save(seated))

    assert saving.is_blocked() is True
    assert pause.release() == 1
    assert isinstance(saving.result(), AttemptIsPaused)


def test_sweep_that_waits_for_a_pause_closes_nothing(seated, by) -> None:
    end = seated.closes_at
    pause = Held(lambda: acts.pause_attempt(seated, now=end - TEN, by=by))

    sweep = Started(lambda: close_overdue(now=end))

    assert sweep.is_blocked() is True
    pause.release()
    assert (sweep.result(), fresh().state) == (0, "in_progress")


def test_sweep_that_looked_before_an_extension_closes_nothing(seated, by) -> None:
    """The sweeper has chosen the attempt; while it waits for the row, the attempt gets its minutes."""
    end = seated.closes_at
    extension = Held(lambda: acts.extend_attempt(seated, 10, reason="x", now=NOON, by=by))

    sweep = Started(lambda: close_overdue(now=end))

    assert sweep.is_blocked() is True
    extension.release()
    assert (sweep.result(), fresh().state) == (0, "in_progress")


def test_sweep_that_looked_before_a_resumption_closes_nothing(seated, by) -> None:
    """Paused and resumed while the sweeper holds its old list: the new end counts."""
    seen = fresh()
    acts.pause_attempt(seated, now=NOON + TEN, by=by)
    acts.resume_attempt(seated, now=NOON + 2 * TEN, by=by)

    swept = submit_attempt(seen, now=seen.closes_at, by=None, closed_by="clock")

    assert (swept, fresh().state) == (False, "in_progress")


@pytest.mark.parametrize("round_number", range(4))
def test_extension_and_clock_agree(seated, by, round_number) -> None:
    end = seated.closes_at
    just_before = end - timedelta(seconds=1)

    extended, swept = together(
        lambda: acts.extend_attempt(seated, 10, reason="x", now=just_before, by=by),
        lambda: close_overdue(now=end),
    )

    assert (isinstance(extended, AttemptIsClosed), fresh().state) in {
        (True, "scored"),
        (False, "in_progress"),
    }
    assert swept == isinstance(extended, AttemptIsClosed)


@pytest.mark.parametrize("round_number", range(4))
def test_exactly_one_closes_an_attempt_that_is_ended(seated, by, round_number) -> None:
    ended, submitted = together(
        lambda: acts.end_attempt(seated, reason="x", now=NOON, by=by),
        lambda: submit_attempt(fresh(), now=NOON, by=None),
    )

    assert isinstance(ended, AttemptIsClosed) == submitted
    assert AttemptEvent.objects.filter(kind__in=["ended", "submitted"]).count() == 1
    assert Score.objects.count() == 1


def test_ended_attempt_scores_the_save_under_way(seated, by) -> None:
    saving = Held(lambda: save(seated))

    end = Started(lambda: acts.end_attempt(seated, reason="x", now=NOON, by=by))

    assert end.is_blocked() is True
    assert isinstance(saving.release(), Saved)
    assert end.result() is None
    assert Score.objects.get().raw == 1


@pytest.mark.parametrize("round_number", range(3))
def test_two_resumptions_of_a_room_give_the_time_back_once(seated, by, round_number) -> None:
    acts.pause_sitting(seated.sitting, now=NOON, by=by)

    outcomes = together(*[lambda: acts.resume_sitting(seated.sitting, now=NOON + TEN, by=by)] * 3)

    assert sorted(type(each).__name__ for each in outcomes) == ["NotPaused", "NotPaused", "int"]
    assert fresh().deadline == NOON + timedelta(minutes=40)


@pytest.mark.parametrize("round_number", range(4))
def test_single_and_room_resumption_do_not_both_give(seated, by, round_number) -> None:
    acts.pause_sitting(seated.sitting, now=NOON, by=by)

    together(
        lambda: acts.resume_sitting(seated.sitting, now=NOON + TEN, by=by),
        lambda: acts.resume_attempt(seated, now=NOON + TEN, by=by),
    )

    assert fresh().deadline == NOON + timedelta(minutes=40)


@pytest.mark.parametrize("round_number", range(4))
def test_pause_and_room_pause_stop_once(seated, by, round_number) -> None:
    together(
        lambda: acts.pause_sitting(seated.sitting, now=NOON + TEN, by=by),
        lambda: acts.pause_attempt(seated, now=NOON, by=by),
    )

    assert AttemptEvent.objects.filter(kind="paused").count() == 1
    assert fresh().paused_at in {NOON, NOON + TEN}


def start(sitting):
    other = factories.make_staff(agency=sitting.agency)
    factories.let_in(sitting, other)
    return lambda: start_attempt(other, sitting.exam.parts.get(), now=NOON, by=None)


def test_room_pause_waits_for_a_start_under_way(seated, by) -> None:
    starting = Held(start(seated.sitting))

    pause = Started(lambda: acts.pause_sitting(seated.sitting, now=NOON, by=by))

    assert pause.is_blocked() is True
    starting.release()
    assert pause.result() == 2
    assert not Attempt.objects.filter(paused_at=None).exists()


def test_start_that_waits_for_a_room_pause_is_refused(seated, by) -> None:
    starting = start(seated.sitting)
    pause = Held(lambda: acts.pause_sitting(seated.sitting, now=NOON, by=by))

    started = Started(starting)

    assert started.is_blocked() is True
    assert pause.release() == 1
    assert isinstance(started.result(), SittingIsPaused)
    assert Attempt.objects.count() == 1


def test_free_seat_goes_to_one_device(seated, by) -> None:
    acts.move_to_device(seated, now=NOON, by=by)

    claims = together(*[lambda: acts.claim_seat(fresh(), now=NOON, by=seated.staff.user)] * 3)

    assert sorted(claims) == [False, False, True]
    assert fresh().seat == 3
