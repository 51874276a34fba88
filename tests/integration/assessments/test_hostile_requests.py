"""Whatever is sent to an open attempt: an answer in plain words, never an error of ours, and nothing of it in a log."""

import json
import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Attempt, AttemptEvent, Response
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.tickets import Ticket, issue_ticket
from assessments.views.mine import keep_seat
from people.models import StaffProfile
from tests import factories
from tests.conftest import NOON

SECRET = "mật-khẩu-của-tôi"
SAVE, PULSE = "/exams/save/", "/exams/pulse/"
FUZZ = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SignIn = Callable[[StaffProfile], Client]

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-1, 5),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["1", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "copied", "a\0b", "\ud800"]
    ),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


def objects(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of the names that our pages use, and anything as their values."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, values))


@pytest.fixture
def open_attempt(attempt: Attempt) -> Attempt:
    """An attempt that is open at the real time."""
    Attempt.objects.update(deadline="2100-01-01T00:00Z", closes_at="2100-01-01T00:01Z")
    attempt.refresh_from_db()
    return attempt


@pytest.fixture
def seated(open_attempt: Attempt, sign_in: SignIn, learner: StaffProfile) -> Client:
    """The browser in charge of the attempt."""
    browser = sign_in(learner)
    browser.cookies.update(keep_seat(HttpResponse(), open_attempt).cookies)
    return browser


def ticket_of(attempt: Attempt, seat: int = 1) -> str:
    return issue_ticket(Ticket(attempt.pk, attempt.staff_id, seat))


def send(path: str, body: Any) -> tuple[int, dict[str, Any]]:
    text = body if isinstance(body, bytes) else json.dumps(body)
    answer = Client().post(path, text, content_type="application/json")
    return answer.status_code, answer.json()


@FUZZ
@given(facts=objects("position", "value", "seat", "sequence", "client_at"))
def test_any_answer_gets_words(open_attempt: Attempt, facts: dict[str, Any]) -> None:
    usual = {"ticket": ticket_of(open_attempt), "position": 1, "value": 2, "sequence": 1}

    status, told = send(SAVE, usual | facts)

    assert status in {200, 400, 409}
    assert status == 200 or told["message"].endswith(".")


@FUZZ
@given(facts=objects("unsaved", "events"))
def test_any_pulse_gets_words(open_attempt: Attempt, facts: dict[str, Any]) -> None:
    status, told = send(PULSE, {"ticket": ticket_of(open_attempt)} | facts)

    assert status in {200, 400}
    assert status == 200 or told["message"].endswith(".")


@FUZZ
@given(note=objects("kind", "at", "seconds"))
def test_any_note_gets_words(open_attempt: Attempt, note: dict[str, Any]) -> None:
    usual = {"kind": "copied", "at": "2026-11-20T05:00:00Z"}

    status, _told = send(PULSE, {"ticket": ticket_of(open_attempt), "events": [usual | note]})

    assert status in {200, 400}


@FUZZ
@given(body=st.binary(max_size=60) | values.map(lambda value: json.dumps(value).encode()))
@pytest.mark.parametrize("path", [SAVE, PULSE])
def test_any_bytes_get_words(db: None, path: str, body: bytes) -> None:
    status, told = send(path, body)

    assert status in {400, 403}
    assert told["message"].endswith(".")


@FUZZ
@given(ticket=st.text(max_size=40) | st.from_regex(r"-?\d+\.-?\d+\.-?\d+:[A-Za-z0-9_-]{43}", fullmatch=True))
@pytest.mark.parametrize("path", [SAVE, PULSE])
def test_no_ticket_can_be_guessed(db: None, path: str, ticket: str) -> None:
    assert send(path, {"ticket": ticket, "position": 1, "value": 2, "sequence": 1})[0] == 403


texts = st.text(max_size=6) | st.sampled_from(
    ["0", "1", "2", "-1", "9" * 30, "a\0b", "save", "go-2", "review"]
)
fields = st.dictionaries(
    st.sampled_from(["act", "seat", "sequence", "shown", "item-1", "item-2", "item-2-0", "item-3-x", "x"]),
    texts,
)


@FUZZ
@given(sent=fields)
def test_any_form_gets_words(seated: Client, open_attempt: Attempt, sent: dict[str, str]) -> None:
    answer = seated.post(f"/attempts/{open_attempt.uuid}/", {"seat": "1", "sequence": "0"} | sent)

    assert answer.status_code in {302, 400}
    assert answer.status_code == 302 or "</h1>" in answer.content.decode()


@pytest.mark.parametrize("item", ["", "0", "-1", "x", "²", "٣", "a\0b", "9" * 5000])
def test_any_place_shows_the_paper(seated: Client, open_attempt: Attempt, item: str) -> None:
    answer = seated.get(f"/attempts/{open_attempt.uuid}/", {"item": item})

    assert answer.status_code == (400 if "\0" in item else 200)


@FUZZ
@given(sent=fields)
def test_any_submission_closes_once(seated: Client, open_attempt: Attempt, sent: dict[str, str]) -> None:
    answers = [seated.post(f"/attempts/{open_attempt.uuid}/submit/", sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert AttemptEvent.objects.filter(kind="submitted").count() <= 1


def test_foreign_attempt_does_not_exist(
    open_attempt: Attempt, sign_in: SignIn, colleague: StaffProfile
) -> None:
    browser = sign_in(colleague)
    pages = ["", "seat/", "review/", "submit/", "result/"]

    statuses = {browser.post(f"/attempts/{open_attempt.uuid}/{page}").status_code for page in pages[:2]}
    statuses |= {browser.get(f"/attempts/{open_attempt.uuid}/{page}").status_code for page in pages}

    assert statuses == {404}


def test_unknown_attempt_does_not_exist(sign_in: SignIn, learner: StaffProfile) -> None:
    assert sign_in(learner).get(f"/attempts/{uuid4()}/").status_code == 404


def test_answer_for_another_attempt_of_mine_goes_to_its_own(
    open_attempt: Attempt, learner: StaffProfile
) -> None:
    other = start_attempt(
        learner, factories.make_open_exam(open_attempt.part.exam.agency).parts.get(), now=NOON, by=None
    )
    body = {"ticket": ticket_of(open_attempt), "position": 1, "value": 2, "sequence": 1}

    send(SAVE, body | {"attempt": str(other.uuid), "attempt_id": other.pk})

    assert Response.objects.get().attempt_id == open_attempt.pk


def test_replay_changes_nothing(open_attempt: Attempt) -> None:
    body = {"ticket": ticket_of(open_attempt), "position": 1, "value": 2, "sequence": 1}
    first = send(SAVE, body)
    send(SAVE, body | {"value": 3, "sequence": 2})

    assert send(SAVE, body)[0] == 409
    assert (first[0], Response.objects.get().value) == (200, 3)


def test_expired_attempt_says_so(open_attempt: Attempt) -> None:
    submit_attempt(open_attempt, now=NOON, by=None)

    status, told = send(SAVE, {"ticket": ticket_of(open_attempt), "position": 1, "value": 2, "sequence": 1})

    assert (status, told["reason"]) == (410, "over")


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"sequence": 0},
        {"position": 99},
        {"ticket": "1.1.1:x"},
        {"seat": 9},
        {"value": {"a": SECRET}},
        {"value": SECRET * 9000},
    ],
)
def test_logs_know_neither_answer_nor_person(
    open_attempt: Attempt, caplog: pytest.LogCaptureFixture, facts: dict[str, Any]
) -> None:
    body = {"ticket": ticket_of(open_attempt), "position": 1, "value": SECRET, "sequence": 1}

    with caplog.at_level(logging.DEBUG):
        send(SAVE, body | facts)

    _assert_silent(caplog, open_attempt)


def test_fault_of_the_database_is_logged_without_the_answer(
    open_attempt: Attempt, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise DatabaseError(f"invalid input: {SECRET}")

    monkeypatch.setattr("assessments.views.save.save_response", fail)

    status, told = send(
        SAVE, {"ticket": ticket_of(open_attempt), "position": 1, "value": SECRET, "sequence": 1}
    )

    assert (status, told["reason"]) == (503, "unavailable")
    assert "DatabaseError" in caplog.text
    _assert_silent(caplog, open_attempt)


def _assert_silent(caplog: pytest.LogCaptureFixture, attempt: Attempt) -> None:
    said = " ".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    text = said + (caplog.text if "Traceback" in caplog.text else "")
    assert SECRET not in text
    assert attempt.staff.full_name not in text
    assert ticket_of(attempt) not in text
