"""With Redis away everything else goes on: signing in, starting with a code, the pages of Wagtail, the public check."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessments.models import Attempt, Exam
from assessments.services.gate import take_turn
from lms.settings import env
from people.models import StaffProfile
from tests import factories
from tests.conftest import NOON

SignIn = Callable[[StaffProfile], Client]


@pytest.fixture(autouse=True)
def redis_is_away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The settings of an installation with Redis, and nobody at that address."""
    monkeypatch.setenv("CACHE_URL", "redis://127.0.0.1:1/0")
    settings.CACHES = {"default": env.cache()}
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def exam(department: Any, learner: StaffProfile) -> Exam:
    """An exam whose sitting the learner has been let in to, with a code on the blackboard."""
    exam = factories.make_open_exam(department)
    factories.let_in(factories.make_sitting(exam, access_code="LAM77"), learner)
    return exam


def press_start(client: Client, exam: Exam, code: str) -> Any:
    return client.post(reverse("part_start", args=[exam.parts.get().uuid]), {"code": code}, follow=True)


def test_right_code_starts(sign_in: SignIn, exam: Exam, learner: StaffProfile) -> None:
    page = press_start(sign_in(learner), exam, "lam77")

    assert page.redirect_chain[0][0] == reverse("paper", args=[Attempt.objects.get().uuid])
    assert page.content.count(b"<fieldset") == 4


def test_guesses_are_counted_all_the_same(sign_in: SignIn, exam: Exam, learner: StaffProfile) -> None:
    client = sign_in(learner)
    for _ in range(5):
        press_start(client, exam, "WRONG")

    page = press_start(client, exam, "LAM77")

    assert "nhập sai mã vào phòng quá nhiều lần" in page.content.decode()
    assert not Attempt.objects.exists()


def test_starts_are_held_back_all_the_same(
    sign_in: SignIn, exam: Exam, learner: StaffProfile, settings: Any
) -> None:
    settings.START_RATE = 1
    for somebody in range(1, 9):
        take_turn(-somebody, NOON)

    assert press_start(sign_in(learner), exam, "LAM77").status_code == 429


def test_sign_in_leads_on(client: Client, learner: StaffProfile) -> None:
    learner.user.set_password("mot-mat-khau-dai")
    learner.user.save()

    who = {"username": learner.user.email, "password": "mot-mat-khau-dai"}
    page = client.post(reverse("login"), who, follow=True)

    assert (page.status_code, page.redirect_chain[-1][0]) == (200, reverse("my_learning"))


@pytest.mark.parametrize(
    "address", ["/", "/khoa-hoc/", "/verify/", "/verify/LG26-0000-0000/", "/accounts/login/"]
)
def test_open_pages_answer(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code in {200, 404}
