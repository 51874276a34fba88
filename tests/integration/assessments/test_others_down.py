"""Redis and the task worker may be down: whoever has started keeps saving, and can submit."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessments.models import Attempt, AttemptState, Exam, Response
from assessments.tickets import Ticket, issue_ticket
from lms.settings import env
from people.models import StaffProfile
from tests.conftest import NOON

SignIn = Callable[[StaffProfile], Client]


@pytest.fixture(autouse=True)
def others_are_down(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody is at the address of Redis, in which the gate would count; no worker runs in tests."""
    monkeypatch.setenv("CACHE_URL", "redis://127.0.0.1:1/0")
    settings.CACHES = {"default": env.cache()}
    cache.clear()
    settings.START_RATE = 2
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def paper(client: Client, sign_in: SignIn, exam: Exam, learner: StaffProfile) -> str:
    """The learner has started all the same."""
    sign_in(learner)
    return client.post(reverse("part_start", args=[exam.parts.get().uuid]))["Location"]


def test_paper_is_shown(client: Client, paper: str) -> None:
    assert client.get(paper).content.count(b"<fieldset") == 4


def test_answer_is_saved(client: Client, paper: str) -> None:
    attempt = Attempt.objects.get()
    ticket = issue_ticket(Ticket(attempt.pk, attempt.staff_id, 1))
    body = {"ticket": ticket, "position": 1, "value": 2, "seat": 1, "sequence": 1}

    answer = client.post(reverse("save_answer"), json.dumps(body), content_type="application/json")

    assert answer.status_code == 200
    assert Response.objects.get().value == 2


def test_plain_form_is_saved_and_checked(client: Client, paper: str) -> None:
    client.post(paper, {"seat": 1, "sequence": 0, "act": "review", "item-1": "2"})

    assert Response.objects.get().value == 2
    assert client.get(f"{paper}review/").status_code == 200


def test_paper_is_handed_in_scored_and_shown(client: Client, paper: str) -> None:
    answer = client.post(f"{paper}submit/", {"act": "submit"})

    assert Attempt.objects.get().state == AttemptState.SCORED
    assert client.get(answer["Location"]).status_code == 200
