"""What an invigilator does to an attempt and to a whole room, and what it does to the clock."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from assessments.models import Attempt, AttemptEvent, Response, Result, Score, Sitting, SittingEvent
from assessments.services import interventions as acts
from assessments.services.answer_files import FileTakenBefore
from assessments.services.attempts import close_overdue, start_attempt, submit_attempt, take_over_seat
from assessments.services.errors import (
    ActRefused,
    AlreadyPaused,
    AttemptIsClosed,
    AttemptIsPaused,
    NotPaused,
    OwnAttempt,
    SittingIsNotOpen,
    SittingIsPaused,
)
from assessments.services.saving import Answer, save_response
from people.models import StaffProfile, User
from tests import factories
from tests.conftest import NOON

TEN = timedelta(minutes=10)
QUARTER = timedelta(minutes=15)


@pytest.fixture
def sitting(exam: Any, learner: StaffProfile, colleague: StaffProfile, examiner: StaffProfile) -> Sitting:
    """The learner's and the colleague's room, from noon on."""
    people = [learner, colleague]
    return factories.make_sitting(exam, begins_at=NOON, candidates=people, invigilators=[examiner])


@pytest.fixture
def begin(sitting: Sitting) -> Callable[[StaffProfile], Attempt]:
    """Starts a person's attempt in the room at noon."""

    def of(staff: StaffProfile) -> Attempt:
        return factories.make_attempt(staff, sitting.exam.parts.get(), now=NOON, sitting=sitting)

    return of


@pytest.fixture
def seated(begin: Callable[[StaffProfile], Attempt], learner: StaffProfile) -> Attempt:
    """The learner's attempt in the room."""
    return begin(learner)


@pytest.fixture
def by(examiner: StaffProfile) -> User:
    """Who watches."""
    return examiner.user


def answer(attempt: Attempt, sequence: int = 1) -> Answer:
    return Answer(attempt.pk, attempt.staff_id, seat=1, sequence=sequence, position=1, value=0)


def times(attempt: Attempt) -> tuple[Any, Any]:
    attempt.refresh_from_db()
    return attempt.deadline - NOON, attempt.closes_at - NOON


def test_pause_stops_saves_and_the_clock(seated: Attempt, by: User) -> None:
    acts.pause_attempt(seated, now=NOON + TEN, by=by, reason="Mất điện")

    with pytest.raises(AttemptIsPaused):
        save_response(answer(seated), now=NOON + TEN)
    assert close_overdue(now=NOON + timedelta(hours=3)) == 0
    event = AttemptEvent.objects.get(attempt=seated)
    assert (event.kind, event.at, event.by, event.data) == (
        "paused", NOON + TEN, by, {"reason": "Mất điện"},
    )  # fmt: skip


def test_resumption_gives_the_pause_back(seated: Attempt, by: User) -> None:
    acts.pause_attempt(seated, now=NOON + TEN, by=by)
    acts.resume_attempt(seated, now=NOON + TEN + QUARTER, by=by)

    assert times(seated) == (timedelta(minutes=45), timedelta(minutes=46))
    assert save_response(answer(seated), now=NOON + timedelta(minutes=45)).sequence == 1
    assert AttemptEvent.objects.get(kind="resumed").data["seconds"] == 900


def test_pause_goes_beyond_the_fixed_end(seated: Attempt, sitting: Sitting, by: User) -> None:
    Sitting.objects.update(ends_at=NOON + timedelta(minutes=31))

    acts.pause_attempt(seated, now=NOON + TEN, by=by)
    acts.resume_attempt(seated, now=NOON + TEN + QUARTER, by=by)

    assert times(seated)[0] == timedelta(minutes=45)
    sitting.refresh_from_db()
    assert sitting.ends_at == NOON + timedelta(minutes=31)


def test_second_pause_and_second_resumption_are_refused(seated: Attempt, by: User) -> None:
    acts.pause_attempt(seated, now=NOON, by=by)
    with pytest.raises(AlreadyPaused):
        acts.pause_attempt(seated, now=NOON + TEN, by=by)
    acts.resume_attempt(seated, now=NOON + TEN, by=by)

    with pytest.raises(NotPaused):
        acts.resume_attempt(seated, now=NOON + QUARTER, by=by)
    assert times(seated)[0] == timedelta(minutes=40)


def test_node_with_a_slow_clock_takes_no_time_away(seated: Attempt, by: User) -> None:
    acts.pause_attempt(seated, now=NOON + TEN, by=by)

    acts.resume_attempt(seated, now=NOON + TEN - timedelta(seconds=1), by=by)

    assert times(seated)[0] == timedelta(minutes=30)


def test_extension_moves_the_end(seated: Attempt, by: User) -> None:
    acts.extend_attempt(seated, 5, reason="Máy hỏng ", now=NOON + TEN, by=by)

    assert times(seated) == (timedelta(minutes=35), timedelta(minutes=36))
    assert AttemptEvent.objects.get().data == {"reason": "Máy hỏng", "minutes": 5}


@pytest.mark.parametrize(("minutes", "reason"), [(0, "x"), (241, "x"), (-5, "x"), (5, ""), (5, "  ")])
def test_extension_needs_minutes_and_a_reason(seated: Attempt, by: User, minutes: int, reason: str) -> None:
    with pytest.raises(acts.BadAct):
        acts.extend_attempt(seated, minutes, reason=reason, now=NOON, by=by)

    assert times(seated)[0] == timedelta(minutes=30)


def test_overdue_attempt_is_not_reopened(seated: Attempt, by: User) -> None:
    end = seated.closes_at

    for act in (acts.pause_attempt, acts.move_to_device):
        with pytest.raises(AttemptIsClosed):
            act(seated, now=end, by=by)
    with pytest.raises(AttemptIsClosed):
        acts.extend_attempt(seated, 5, reason="Muộn", now=end, by=by)


def test_paused_attempt_past_its_end_is_extended(seated: Attempt, by: User) -> None:
    acts.pause_attempt(seated, now=NOON + TEN, by=by)

    acts.extend_attempt(seated, 5, reason="Đổi máy", now=NOON + timedelta(hours=2), by=by)

    assert times(seated)[0] == timedelta(minutes=35)


def test_moved_attempt_goes_to_the_next_device_once(seated: Attempt, by: User) -> None:
    acts.move_to_device(seated, now=NOON, by=by, reason="Hỏng bàn phím")
    seated.refresh_from_db()
    assert seated.seat == 2

    claims = [acts.claim_seat(seated, now=NOON, by=seated.staff.user) for _ in range(2)]

    seated.refresh_from_db()
    assert (claims, seated.seat) == ([True, False], 3)


def test_seat_that_was_taken_by_hand_is_not_free(seated: Attempt, by: User) -> None:
    acts.move_to_device(seated, now=NOON, by=by)
    take_over_seat(seated, now=NOON, by=seated.staff.user)

    assert acts.claim_seat(seated, now=NOON, by=seated.staff.user) is False


def test_paused_attempt_past_its_end_changes_devices(seated: Attempt, by: User) -> None:
    acts.pause_attempt(seated, now=NOON + TEN, by=by)
    late = NOON + timedelta(hours=2)

    acts.move_to_device(seated, now=late, by=by)

    assert acts.claim_seat(seated, now=late, by=seated.staff.user) is True
    assert take_over_seat(seated, now=late, by=seated.staff.user) == 4


@pytest.mark.parametrize("paused", [False, True])
def test_ended_attempt_is_scored(seated: Attempt, by: User, paused: bool) -> None:
    save_response(answer(seated), now=NOON)
    if paused:
        acts.pause_attempt(seated, now=NOON, by=by)

    acts.end_attempt(seated, reason="Xin về sớm", now=NOON + TEN, by=by)

    seated.refresh_from_db()
    assert (seated.state, seated.closed_by, seated.paused_at) == ("scored", "invigilator", None)
    assert Score.objects.get().raw == 1
    assert AttemptEvent.objects.get(kind="ended").data["reason"] == "Xin về sớm"


def test_end_and_void_need_a_reason(seated: Attempt, by: User) -> None:
    for act in (acts.end_attempt, acts.void_attempt):
        with pytest.raises(acts.BadAct):
            act(seated, reason=" ", now=NOON, by=by)

    seated.refresh_from_db()
    assert (seated.state, AttemptEvent.objects.count()) == ("in_progress", 0)


def test_paused_attempt_is_voided(seated: Attempt, by: User) -> None:
    acts.pause_attempt(seated, now=NOON, by=by)

    acts.void_attempt(seated, reason="Thi hộ", now=NOON, by=by)

    seated.refresh_from_db()
    assert (seated.state, seated.paused_at, seated.closed_by) == ("voided", None, "invigilator")
    with pytest.raises(AttemptIsClosed):
        acts.void_attempt(seated, reason="Thi hộ", now=NOON, by=by)


def test_void_of_the_only_attempt_empties_the_result(
    seated: Attempt, by: User, learner: StaffProfile
) -> None:
    for position in (1, 2, 3):
        save_response(Answer(seated.pk, learner.pk, 1, 1, position, 0), now=NOON)
    submit_attempt(seated, now=NOON, by=learner.user)
    assert Result.objects.standing().get().passed is True

    acts.void_attempt(seated, reason="Thi hộ", now=NOON + TEN, by=by)

    result = Result.objects.get()
    assert (result.passed, result.score, result.parts) == (False, 0, [])
    assert not Result.objects.standing().exists()
    seated.refresh_from_db()
    assert (seated.closed_by, AttemptEvent.objects.last().data["was"]) == ("candidate", "scored")


def test_void_leaves_the_result_to_the_other_attempt(
    seated: Attempt, by: User, learner: StaffProfile
) -> None:
    submit_attempt(seated, now=NOON, by=learner.user)
    factories.let_in(factories.make_sitting(seated.part.exam, begins_at=NOON + timedelta(days=3)), learner)
    second = start_attempt(learner, seated.part, now=NOON + timedelta(days=3), by=learner.user)
    save_response(answer(second), now=NOON + timedelta(days=3))
    submit_attempt(second, now=NOON + timedelta(days=3), by=learner.user)
    assert Result.objects.get().score == 25

    acts.void_attempt(second, reason="Thi hộ", now=NOON + timedelta(days=4), by=by)

    assert (Result.objects.get().score, Result.objects.standing().count()) == (0, 1)


def test_void_reaches_a_later_result_that_kept_the_part(
    department: Any, learner: StaffProfile, by: User
) -> None:
    exam = factories.make_open_exam(department, parts=2, kept_months=24)
    years = [NOON, NOON + timedelta(days=365)]
    for part, at in zip(exam.parts.order_by("position"), years, strict=True):
        attempt = start_attempt(learner, part, now=at, by=None)
        for position in (1, 2, 3):
            save_response(Answer(attempt.pk, learner.pk, 1, 1, position, 0), now=at)
        submit_attempt(attempt, now=at, by=None)
    assert Result.objects.standing().get(period="2027").passed is True

    acts.void_attempt(Attempt.objects.get(part__position=1), reason="Thi hộ", now=years[1], by=by)

    assert not Result.objects.standing().exists()


def test_nobody_acts_on_their_own_attempt(seated: Attempt, learner: StaffProfile) -> None:
    def act(name: str, **facts: Any) -> None:
        with pytest.raises(OwnAttempt):
            getattr(acts, name)(seated, now=NOON, by=learner.user, **facts)

    act("pause_attempt")
    act("resume_attempt")
    act("extend_attempt", minutes=5, reason="x")
    act("move_to_device")
    act("end_attempt", reason="x")
    act("void_attempt", reason="x")

    assert not AttemptEvent.objects.exists()


def test_power_cut_gives_everybody_the_time_back_once(
    begin: Any, sitting: Sitting, learner: StaffProfile, colleague: StaffProfile, by: User
) -> None:
    first, second = begin(learner), begin(colleague)

    paused = acts.pause_sitting(sitting, now=NOON + TEN, by=by, reason="Mất điện")
    resumed = acts.resume_sitting(sitting, now=NOON + TEN + QUARTER, by=by)
    with pytest.raises(NotPaused):
        acts.resume_sitting(sitting, now=NOON + timedelta(hours=1), by=by)

    assert (paused, resumed) == (2, 2)
    assert times(first) == times(second) == (timedelta(minutes=45), timedelta(minutes=46))
    events = SittingEvent.objects.values_list("kind", "by", "data")
    assert [kind for kind, *_ in events] == ["paused", "resumed"]
    assert events[0][2] == {"reason": "Mất điện", "attempts": 2}
    assert AttemptEvent.objects.filter(kind="resumed", data__room=True, data__seconds=900).count() == 2


def test_singly_paused_attempt_waits_for_its_own_resumption(
    begin: Any, sitting: Sitting, learner: StaffProfile, colleague: StaffProfile, by: User
) -> None:
    alone, other = begin(learner), begin(colleague)
    acts.pause_attempt(alone, now=NOON + timedelta(minutes=5), by=by)
    acts.pause_sitting(sitting, now=NOON + TEN, by=by)
    with pytest.raises(SittingIsPaused):
        acts.resume_attempt(alone, now=NOON + TEN, by=by)

    acts.resume_sitting(sitting, now=NOON + QUARTER, by=by)
    alone.refresh_from_db()
    assert alone.paused_at == NOON + timedelta(minutes=5)
    acts.resume_attempt(alone, now=NOON + timedelta(minutes=20), by=by)

    assert times(alone)[0] == timedelta(minutes=45)
    assert times(other)[0] == timedelta(minutes=35)


def test_room_pause_leaves_the_finished_and_the_overdue(
    begin: Any, sitting: Sitting, learner: StaffProfile, colleague: StaffProfile, by: User
) -> None:
    finished, overdue = begin(learner), begin(colleague)
    submit_attempt(finished, now=NOON, by=None)

    assert acts.pause_sitting(sitting, now=overdue.closes_at, by=by) == 0
    assert close_overdue(now=overdue.closes_at) == 1


def test_other_room_works_on(begin: Any, sitting: Sitting, learner: StaffProfile, by: User) -> None:
    attempt = begin(learner)
    other = factories.make_sitting(sitting.exam, begins_at=NOON)

    acts.pause_sitting(other, now=NOON, by=by)

    assert save_response(answer(attempt), now=NOON).sequence == 1


@pytest.mark.parametrize(
    ("from_minute", "moved"),
    [
        pytest.param(10, (45, 105), id="while it takes in"),
        pytest.param(40, (30, 105), id="after the last start"),
        pytest.param(95, (30, 90), id="after the end"),
        pytest.param(-5, (40, 100), id="before it begins"),
    ],
)
def test_sittings_own_times_move_along(
    sitting: Sitting, by: User, from_minute: int, moved: tuple[int, int]
) -> None:
    Sitting.objects.update(ends_at=NOON + timedelta(minutes=90))
    at = NOON + timedelta(minutes=from_minute)

    acts.pause_sitting(sitting, now=at, by=by)
    acts.resume_sitting(sitting, now=at + QUARTER, by=by)

    sitting.refresh_from_db()
    assert sitting.ends_at is not None
    assert (
        tuple((each - NOON) // timedelta(minutes=1) for each in (sitting.late_until, sitting.ends_at))
        == moved
    )


def test_draft_is_not_paused(sitting: Sitting, by: User) -> None:
    Sitting.objects.update(state="draft")

    with pytest.raises(SittingIsNotOpen):
        acts.pause_sitting(sitting, now=NOON, by=by)


def test_paused_candidate_still_sits(seated: Attempt, by: User) -> None:
    """A pause keeps the keys of the exam back: its review opens after the last one has finished."""
    acts.pause_attempt(seated, now=NOON, by=by)
    hour = NOON + timedelta(hours=1)

    assert Attempt.objects.running(now=hour).exists()
    assert not Attempt.objects.open().overdue(now=hour).exists()
    assert Response.objects.count() == 0


def test_every_refusal_says_why() -> None:
    facts = {FileTakenBefore: [NOON]}

    assert all(each(*facts.get(each, [])).message for each in ActRefused.__subclasses__())
