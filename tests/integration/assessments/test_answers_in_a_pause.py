"""Answers that a plain form sends into a pause: kept, told, and entered when the test goes on."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments.models import Attempt, AttemptEvent, Exam, Response, ResponseLog
from assessments.services.attempts import submit_attempt, take_over_seat
from assessments.services.errors import AttemptIsPaused
from assessments.services.interventions import (
    end_attempt,
    pause_attempt,
    pause_sitting,
    resume_attempt,
    resume_sitting,
)
from assessments.services.saving import Answer, Saved, save_response
from people.models import StaffProfile, User
from tests import factories
from tests.conftest import NOON

SignIn = Callable[[StaffProfile], Client]
TEN = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The views' clock stands at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def by(examiner: StaffProfile) -> User:
    """Who pauses and resumes."""
    return examiner.user


@pytest.fixture
def paper(client: Client, sign_in: SignIn, exam: Exam, learner: StaffProfile) -> str:
    """The learner has pressed the start button; the address of the paper."""
    sign_in(learner)
    return client.post(reverse("part_start", args=[exam.parts.get().uuid]))["Location"]


def fresh() -> Attempt:
    return Attempt.objects.get()


def send(client: Client, paper: str, *, sequence: int = 0, **items: Any) -> str:
    """What a plain form sends, and the page that answers it."""
    fields = {"seat": 1, "sequence": sequence, "act": "save"} | items
    return str(client.post(paper, fields, follow=True).content.decode())


def pause(by: User) -> None:
    pause_attempt(fresh(), now=NOON, by=by)


def resume(by: User) -> None:
    resume_attempt(fresh(), now=NOON + TEN, by=by)


def values() -> dict[int, Any]:
    return dict(Response.objects.values_list("position", "value"))


def test_page_says_what_is_kept(client: Client, paper: str, by: User) -> None:
    pause(by)

    page = send(client, paper, **{"item-1": "0", "item-3": "2"})

    assert "Câu trả lời câu 1, 3 của bạn đến trong lúc tạm dừng" in page
    assert "Câu trả lời câu 1, 3" in client.get(f"{paper}paused/").content.decode()
    assert values() == {}


def test_sent_answers_stand_in_the_form_after_the_pause(client: Client, paper: str, by: User) -> None:
    pause(by)
    send(client, paper, **{"item-1": "0", "item-3": "2"})

    resume(by)

    assert values() == {1: 0, 3: 2}
    checked = re.findall(r'name="item-(\d)" value="(\d)"[^>]* checked', client.get(paper).content.decode())
    assert checked == [("1", "0"), ("3", "2")]


def test_entered_answers_are_not_judged_as_late(client: Client, paper: str, by: User) -> None:
    pause(by)
    send(client, paper, **{"item-1": "0"})
    assert ResponseLog.objects.to_judge().count() == 1

    resume(by)

    assert ResponseLog.objects.to_judge().count() == 0
    assert [row.late for row in ResponseLog.objects.order_by("pk")] == [True, False]
    event = AttemptEvent.objects.get(kind="entered")
    assert (event.by, event.data) == (None, {"positions": [1]})


def test_last_of_several_counts(client: Client, paper: str, by: User) -> None:
    pause(by)
    send(client, paper, **{"item-1": "0"})
    send(client, paper, **{"item-1": "2"})

    resume(by)

    assert values() == {1: 2}
    assert ResponseLog.objects.to_judge().count() == 0


def test_answer_taken_back_in_the_pause_is_taken_back(client: Client, paper: str, by: User) -> None:
    send(client, paper, **{"item-1": "0"})
    pause(by)
    send(client, paper, sequence=1, **{"item-1": "2"})
    send(client, paper, sequence=1, **{"item-1": "0"})

    resume(by)

    assert values() == {1: 0}


def test_cleared_answer_is_cleared(client: Client, paper: str, by: User) -> None:
    send(client, paper, **{"item-1": "0"})
    pause(by)
    send(client, paper, sequence=1)

    resume(by)

    assert values() == {1: None}


def test_candidate_reads_afterwards_what_was_entered(
    client: Client, paper: str, by: User, learner: StaffProfile
) -> None:
    pause(by)
    send(client, paper, **{"item-2": "0"})
    resume(by)
    submit_attempt(fresh(), now=NOON + TEN, by=learner.user)

    page = client.get(f"{paper}result/").content.decode()

    assert "Đã ghi câu trả lời gửi trong lúc tạm dừng" in page
    assert "Câu: 2." in page


def test_ended_paper_leaves_them_to_be_judged(client: Client, paper: str, by: User) -> None:
    pause(by)
    send(client, paper, **{"item-1": "0"})

    end_attempt(fresh(), reason="Thí sinh xin về", now=NOON + TEN, by=by)

    assert values() == {}
    assert [row.position for row in ResponseLog.objects.to_judge()] == [1]


def test_answers_of_the_older_device_are_left_to_be_judged(client: Client, paper: str, by: User) -> None:
    pause(by)
    send(client, paper, **{"item-1": "0"})
    take_over_seat(fresh(), now=NOON, by=None)

    resume(by)

    assert values() == {}
    assert ResponseLog.objects.to_judge().count() == 1


def test_page_with_javascript_may_send_them_again(attempt: Attempt, by: User) -> None:
    answer = Answer(attempt.pk, attempt.staff_id, 1, 1, 1, 0)
    pause(by)
    with pytest.raises(AttemptIsPaused):
        save_response(answer, now=NOON)
    resume(by)

    assert isinstance(save_response(answer, now=NOON + TEN), Saved)
    assert values() == {1: 0}
    assert ResponseLog.objects.count() == 2


def test_later_answer_of_the_page_wins(attempt: Attempt, by: User) -> None:
    pause(by)
    with pytest.raises(AttemptIsPaused):
        save_response(Answer(attempt.pk, attempt.staff_id, 1, 1, 1, 0), now=NOON)
    resume(by)

    save_response(Answer(attempt.pk, attempt.staff_id, 1, 2, 1, 3), now=NOON + TEN)

    assert values() == {1: 3}


def test_item_that_is_not_shown_stays_late(attempt: Attempt, by: User) -> None:
    """A part without a way back: only the item that is shown is entered."""
    Attempt.objects.update(at_item=2)
    pause(by)
    for position in (1, 2, 3):
        with pytest.raises(AttemptIsPaused):
            save_response(Answer(attempt.pk, attempt.staff_id, 1, position, position, 0), now=NOON)

    resume(by)

    assert values() == {2: 0}
    assert ResponseLog.objects.to_judge().count() == 2


def test_whole_room_is_entered_in_a_few_queries(
    exam: Exam,
    learner: StaffProfile,
    colleague: StaffProfile,
    by: User,
    django_assert_max_num_queries: Any,
) -> None:
    sitting = factories.make_sitting(exam)
    part = exam.parts.get()
    attempts = [
        factories.make_attempt(staff, part, now=NOON, sitting=sitting) for staff in (learner, colleague)
    ]
    pause_sitting(sitting, now=NOON, by=by)
    for number, attempt in enumerate(attempts):
        for position in (1, 2):
            with pytest.raises(AttemptIsPaused):
                save_response(Answer(attempt.pk, attempt.staff_id, 1, 1, position, number), now=NOON)

    with django_assert_max_num_queries(16):
        resume_sitting(sitting, now=NOON + TEN, by=by)

    found = Response.objects.order_by("attempt", "position").values_list("attempt", "position", "value")
    assert list(found) == [(each.pk, place, n) for n, each in enumerate(attempts) for place in (1, 2)]
