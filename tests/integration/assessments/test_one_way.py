"""One item at a time without a way back: the server holds it, whatever a browser asks for."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from assessments.models import Attempt, ExamPart, FormItem, Response, ResponseLog
from assessments.services.attempts import move_on, start_attempt
from assessments.services.errors import ItemIsPassed
from assessments.services.saving import Answer, save_response
from assessments.views.mine import keep_seat
from tests import factories
from tests.conftest import NOON


@pytest.fixture
def part(department) -> ExamPart:
    """A part of four items without a way back."""
    exam = factories.make_open_exam(department, layout="one_item")
    exam.parts.update(one_way=True)
    return exam.parts.get()


@pytest.fixture
def attempt(part: ExamPart, learner) -> Attempt:
    return start_attempt(learner, part, now=NOON, by=learner.user)


@pytest.fixture
def seated(attempt: Attempt, client: Client, learner) -> Client:
    """The learner's browser, in charge of the attempt."""
    client.force_login(learner.user)
    client.cookies.update(keep_seat(HttpResponse(), attempt).cookies)
    return client


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def save(attempt: Attempt, position: int, value: Any = 2, sequence: int = 1) -> None:
    save_response(Answer(attempt.pk, attempt.staff_id, 1, sequence, position, value), now=NOON)


def stems(attempt: Attempt) -> list[str]:
    rows = FormItem.objects.filter(form=attempt.form).order_by("position")
    return [row.version.stem for row in rows]


def send(client: Client, attempt: Attempt, **fields: Any) -> Any:
    given = {"seat": 1, "sequence": 0, "shown": 1, "act": "next"} | fields
    return client.post(f"/attempts/{attempt.uuid}/", given, follow=True)


def test_only_the_shown_item_leaves_the_server(seated: Client, attempt: Attempt) -> None:
    page = seated.get(f"/attempts/{attempt.uuid}/?item=3").content.decode()

    assert [stem in page for stem in stems(attempt)] == [True, False, False, False]
    assert "Câu 1 trên 4" in page


def test_going_on_saves_and_shows_the_next(seated: Client, attempt: Attempt) -> None:
    page = send(seated, attempt, **{"item-1": 2}).content.decode()

    assert [stem in page for stem in stems(attempt)] == [False, True, False, False]
    assert list(Response.objects.values_list("position", "value")) == [(1, 2)]


def test_second_click_goes_on_once(seated: Client, attempt: Attempt) -> None:
    send(seated, attempt)
    send(seated, attempt)

    attempt.refresh_from_db()
    assert attempt.at_item == 2


@pytest.mark.parametrize("position", [1, 3, 4])
def test_other_items_take_no_answer_but_keep_it_for_a_person(attempt: Attempt, position: int) -> None:
    move_on(attempt, leaving=1, now=NOON)

    with pytest.raises(ItemIsPassed):
        save(attempt, position)

    assert not Response.objects.exists()
    assert ResponseLog.objects.get().late


def test_shown_item_takes_answers(attempt: Attempt) -> None:
    move_on(attempt, leaving=1, now=NOON)
    save(attempt, 2)

    assert Response.objects.get().position == 2


def test_last_item_leads_to_the_review_without_a_way_back(seated: Client, attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(at_item=4)

    page = send(seated, attempt, shown=4, act="review").content.decode()

    assert "?item=" not in page
    attempt.refresh_from_db()
    assert move_on(attempt, leaving=4, now=NOON) == 4


@pytest.mark.parametrize("shown", ["", "x", "0", "99", "²"])
def test_nonsense_changes_nothing(seated: Client, attempt: Attempt, shown: str) -> None:
    answer = send(seated, attempt, shown=shown, **{"item-1": 2})

    attempt.refresh_from_db()
    assert (answer.status_code, attempt.at_item) == (200, 1)
    assert not Response.objects.exists()


@pytest.mark.parametrize("when", [timedelta(minutes=31), timedelta(days=1)])
def test_nobody_goes_on_after_the_end(attempt: Attempt, when: timedelta) -> None:
    assert move_on(attempt, leaving=1, now=NOON + when) == 1


def test_start_page_says_so(seated: Client, part: ExamPart) -> None:
    part.attempts.all().delete()

    assert "không quay lại được" in seated.get(f"/exams/{part.exam.uuid}/").content.decode()
