"""A pause that nobody ends: it stands out on the board, and those who run the sitting are told once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments.core.watch import LONG_PAUSE
from assessments.models import Attempt, Sitting
from assessments.services.interventions import pause_attempt, pause_sitting, resume_attempt, resume_sitting
from assessments.services.pauses import LOOKED_FOR, remind_of_pauses
from assessments.tasks import sweep
from people.models import Agency, Notice, Role, StaffProfile
from tests import factories
from tests.conftest import NOON

SignIn = Callable[[StaffProfile], Client]
MINUTE = timedelta(minutes=1)
LATE = NOON + LONG_PAUSE


@pytest.fixture
def paused(seated: Attempt, invigilator: StaffProfile) -> Attempt:
    """The learner, at noon."""
    pause_attempt(seated, now=NOON, by=invigilator.user)
    seated.refresh_from_db()
    return seated


def told() -> set[str]:
    return {notice.recipient.staff.full_name for notice in Notice.objects.filter(kind="pause")}


def test_short_pause_is_nobodys_concern(paused: Attempt) -> None:
    assert remind_of_pauses(now=LATE - MINUTE) == 0
    assert told() == set()


def test_those_who_run_the_sitting_are_told_once(
    paused: Attempt, invigilator: StaffProfile, examiner: StaffProfile
) -> None:
    assert [remind_of_pauses(now=LATE + n * MINUTE) for n in range(3)] == [1, 1, 1]

    assert told() == {invigilator.full_name, examiner.full_name}
    notice = Notice.objects.get(recipient=invigilator.user)
    assert notice.url == f"/exams/attempts/{paused.uuid}/"
    assert notice.subject == "Một thí sinh vẫn đang tạm dừng: Nguyễn Văn Đức"
    assert "12:00" in notice.body


def test_whoever_paused_is_told_and_examiners_above_are_not(
    seated: Attempt, sitting: Sitting, province: Agency, examiner: StaffProfile, invigilator: StaffProfile
) -> None:
    chief = factories.make_staff("Hà Thị Tỉnh", agency=province, roles=[Role.EXAMINER])
    helper = factories.make_staff("Ma Văn Giúp", agency=province, roles=[Role.EXAMINER])
    pause_attempt(seated, now=NOON, by=helper.user)

    remind_of_pauses(now=LATE)

    assert chief.full_name not in told()
    assert told() == {examiner.full_name, invigilator.full_name, helper.full_name}


def test_paused_room_is_one_reminder(
    sitting: Sitting, seated: Attempt, colleague: StaffProfile, invigilator: StaffProfile
) -> None:
    factories.make_attempt(colleague, sitting.exam.parts.get(), now=NOON, sitting=sitting)
    pause_sitting(sitting, now=NOON, by=invigilator.user)

    assert remind_of_pauses(now=LATE) == 1

    notice = Notice.objects.get(kind="pause", recipient=invigilator.user)
    assert notice.url == f"/exams/sittings/{sitting.uuid}/board/"


def test_who_was_paused_before_the_room_is_a_reminder_of_their_own(
    paused: Attempt, sitting: Sitting, invigilator: StaffProfile
) -> None:
    pause_sitting(sitting, now=NOON + MINUTE, by=invigilator.user)

    assert remind_of_pauses(now=LATE) == 1
    assert remind_of_pauses(now=LATE + MINUTE) == 2


def test_ended_pause_reminds_of_nothing(paused: Attempt, sitting: Sitting, invigilator: StaffProfile) -> None:
    resume_attempt(paused, now=NOON + MINUTE, by=invigilator.user)
    pause_sitting(sitting, now=NOON + MINUTE, by=invigilator.user)
    resume_sitting(sitting, now=NOON + 2 * MINUTE, by=invigilator.user)

    assert remind_of_pauses(now=LATE + LONG_PAUSE) == 0


def test_second_pause_reminds_again(paused: Attempt, invigilator: StaffProfile) -> None:
    remind_of_pauses(now=LATE)
    resume_attempt(paused, now=LATE, by=invigilator.user)
    pause_attempt(paused, now=LATE, by=invigilator.user)

    remind_of_pauses(now=LATE + LONG_PAUSE)

    assert Notice.objects.filter(kind="pause", recipient=invigilator.user).count() == 2


def test_old_pause_is_not_looked_at_for_ever(paused: Attempt) -> None:
    assert remind_of_pauses(now=LATE + LOOKED_FOR + MINUTE) == 0


def test_each_minutes_round_reminds(paused: Attempt, clock: time_machine.Traveller) -> None:
    clock.move_to(LATE)

    assert sweep() == 0
    assert told()


def board(browser: Client, sitting: Sitting) -> str:
    return str(browser.get(reverse("sitting_board", args=[sitting.uuid])).content.decode())


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(4, ["Tạm dừng", "đã 4 phút"]), (15, ["Tạm dừng đã lâu", "đã 15 phút", "tone-bad"])],
)
def test_board_tells_how_long_a_pause_lasts(
    minutes: int,
    words: list[str],
    paused: Attempt,
    sitting: Sitting,
    sign_in: SignIn,
    invigilator: StaffProfile,
    clock: time_machine.Traveller,
) -> None:
    clock.move_to(NOON + minutes * MINUTE)

    text = board(sign_in(invigilator), sitting)

    assert [word for word in words if word not in text] == []
    watched = sign_in(invigilator).get(reverse("watched_attempt", args=[paused.uuid])).content.decode()
    assert f"đã {minutes} phút" in watched


def test_board_tells_how_long_the_room_stands_still(
    sitting: Sitting, sign_in: SignIn, invigilator: StaffProfile, clock: time_machine.Traveller
) -> None:
    pause_sitting(sitting, now=NOON, by=invigilator.user)
    clock.move_to(NOON + 3 * MINUTE)
    short = board(sign_in(invigilator), sitting)
    clock.move_to(LATE)

    long = board(sign_in(invigilator), sitting)

    assert "Cả phòng tạm dừng từ 12:00:00, đã 3 phút" in short
    assert "Phòng thi tạm dừng đã lâu" not in short
    assert "Phòng thi tạm dừng đã lâu" in long
