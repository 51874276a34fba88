"""Under overload starts wait and keep their place; saves are never asked for one."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessments.models import Attempt, Exam
from assessments.services.errors import NotYourTurn
from assessments.services.gate import pass_gate, take_turn
from people.models import StaffProfile
from tests import factories
from tests.conftest import NOON

SignIn = Callable[[StaffProfile], Client]
ME = 0
NEWCOMERS = count(10_000_000)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The views' clock stands at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def two_a_second(settings: Any) -> None:
    """A gate that lets two in each second."""
    cache.clear()
    settings.START_RATE = 2


@pytest.fixture
def part(exam: Exam) -> UUID:
    """The part that everybody wants to start."""
    return exam.parts.get().uuid


def take_turns(how_many: int) -> list[float]:
    """So many turns taken at noon by as many newcomers, as seconds after it."""
    return [(take_turn(next(NEWCOMERS), NOON) - NOON).total_seconds() for _ in range(how_many)]


def press_start(client: Client, part: UUID, **headers: Any) -> Any:
    return client.post(reverse("part_start", args=[part]), headers=headers)


def test_turns_lie_evenly_after_a_short_burst() -> None:
    assert take_turns(5) == [0, 0, 0.5, 1.0, 1.5]


def test_turns_pick_up_with_time() -> None:
    take_turns(5)

    assert take_turn(ME, NOON + timedelta(seconds=60)) == NOON + timedelta(seconds=60)


def test_turn_that_has_come_lets_through() -> None:
    take_turns(9)

    pass_gate(NOON, ME, now=NOON)

    with pytest.raises(NotYourTurn):
        pass_gate(None, ME, now=NOON)


def test_old_turn_is_worth_nothing() -> None:
    take_turns(9)

    with pytest.raises(NotYourTurn):
        pass_gate(NOON - timedelta(hours=1), ME, now=NOON)


def test_who_asks_twice_uses_up_one_turn() -> None:
    take_turns(3)

    assert {take_turn(ME, NOON) for _ in range(5)} == {NOON + timedelta(seconds=1)}
    assert take_turns(1) == [1.5]


def test_processes_without_a_common_cache_share_the_rate(settings: Any) -> None:
    settings.START_RATE = 20
    settings.START_COUNTERS = 10

    assert take_turns(5) == [0, 0, 0.5, 1.0, 1.5]


def test_no_rate_is_no_gate(settings: Any) -> None:
    take_turns(9)
    settings.START_RATE = 0

    pass_gate(None, ME, now=NOON)


def test_excess_gets_the_waiting_page(sign_in: SignIn, learner: StaffProfile, part: UUID) -> None:
    take_turns(5)

    page = press_start(sign_in(learner), part)

    assert (page.status_code, page["Retry-After"]) == (429, "2")
    assert "Chỗ của bạn đã được giữ" in page.content.decode()
    assert f'content="3; url=/exams/parts/{part}/waiting/"' in page.content.decode()
    assert not Attempt.objects.exists()


def test_rush_does_not_fill_the_log(
    sign_in: SignIn, learner: StaffProfile, part: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    client = sign_in(learner)
    take_turns(30)

    statuses = [press_start(client, part).status_code for _ in range(9)]

    assert statuses == [429] * 9
    assert len([record for record in caplog.records if record.name == "django.request"]) <= 1


def test_programs_are_told_in_json(sign_in: SignIn, learner: StaffProfile, part: UUID) -> None:
    take_turns(5)

    answer = press_start(sign_in(learner), part, accept="application/json")

    assert (answer.status_code, answer["Retry-After"]) == (429, "2")
    assert answer.json()["turn_at"] == "2026-11-20T05:00:02+00:00"


def test_place_is_kept_against_those_who_come_later(
    sign_in: SignIn, learner: StaffProfile, part: UUID, clock: time_machine.Traveller
) -> None:
    client = sign_in(learner)
    take_turns(5)
    press_start(client, part)
    take_turns(50)

    again = press_start(client, part)
    clock.shift(timedelta(seconds=2))
    at_its_turn = press_start(client, part)

    assert again["Retry-After"] == "2"
    assert at_its_turn.status_code == 302
    assert Attempt.objects.count() == 1


def test_waiting_page_comes_back_and_leads_on(
    sign_in: SignIn, learner: StaffProfile, part: UUID, exam: Exam, clock: time_machine.Traveller
) -> None:
    client = sign_in(learner)
    take_turns(5)
    press_start(client, part)
    waiting = reverse("part_waiting", args=[part])

    early = client.get(waiting)
    clock.shift(timedelta(seconds=2))
    late = client.get(waiting)

    assert early.status_code == 429
    assert late["Location"] == reverse("exam_start", args=[exam.uuid])


def test_waiting_page_asks_the_database_nothing(
    sign_in: SignIn, learner: StaffProfile, part: UUID, django_assert_num_queries: Any
) -> None:
    client = sign_in(learner)
    take_turns(5)
    press_start(client, part)

    with django_assert_num_queries(0):
        client.get(reverse("part_waiting", args=[part]))


@pytest.mark.parametrize("cookie", ["", "2026-11-20T05:00:00+00:00", "x:y"])
def test_forged_place_is_none(sign_in: SignIn, learner: StaffProfile, part: UUID, cookie: str) -> None:
    client = sign_in(learner)
    take_turns(5)
    client.cookies["turn"] = cookie

    assert press_start(client, part).status_code == 429


def test_who_has_begun_does_not_wait(sign_in: SignIn, learner: StaffProfile, part: UUID) -> None:
    client = sign_in(learner)
    press_start(client, part)
    take_turns(9)

    assert press_start(client, part).status_code == 302


def test_person_waits_in_one_place_whatever_they_press(
    sign_in: SignIn, learner: StaffProfile, part: UUID, department: Any
) -> None:
    client = sign_in(learner)
    other = factories.make_open_exam(department, code="OTHER").parts.get().uuid
    take_turns(5)
    press_start(client, other)

    assert press_start(client, part)["Retry-After"] == "2"
    assert take_turns(1) == [2.5]
