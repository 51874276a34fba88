"""The pulse between saves: presence, how the attempt stands, and what is noted for review."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.client import RequestFactory

from assessments.core.noted import MOST_OF_AN_ATTEMPT, name_device
from assessments.models import Attempt, AttemptEvent, Presence
from assessments.services.attempts import submit_attempt
from assessments.tickets import Ticket, issue_ticket
from assessments.wsgi import SaveEntry
from tests.conftest import NOON

URL = "/exams/pulse/"
AT = "2026-11-20T05:00:00Z"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Safari/604.1"


@pytest.fixture(autouse=True)
def open_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own database connection is not closed under it."""
    monkeypatch.setattr("assessments.wsgi.close_old_connections", lambda: None)


def beat(attempt: Attempt, agent: str = CHROME, address: str = "10.0.0.1", **facts: Any) -> tuple[int, Any]:
    """One pulse through the entrance."""
    ticket = issue_ticket(Ticket(attempt.pk, attempt.staff_id, attempt.seat))
    body = json.dumps({"ticket": ticket, "unsaved": 0} | facts)
    where = {"HTTP_USER_AGENT": agent, "REMOTE_ADDR": address}
    request = RequestFactory().post(URL, body, content_type="application/json", **where)
    seen: list[Any] = []
    content = SaveEntry(lambda *_: [])(request.environ, lambda status, headers: seen.append(status))
    return int(seen[0][:3]), json.loads(b"".join(content))


def noted(attempt: Attempt) -> list[tuple[str, Any]]:
    return list(AttemptEvent.objects.filter(attempt=attempt).values_list("kind", "data"))


def test_page_hears_how_the_attempt_stands(attempt: Attempt) -> None:
    status, told = beat(attempt, unsaved=3)

    assert status == 200
    assert told | {"now": ""} == {
        "now": "",
        "deadline": "2026-11-20T12:30:00+07:00",
        "closes_at": "2026-11-20T12:31:00+07:00",
        "paused": False,
        "seat": 1,
        "state": "in_progress",
    }
    assert Presence.objects.values_list("attempt", "unsaved").get() == (attempt.pk, 3)


def test_same_words_through_the_middleware(attempt: Attempt) -> None:
    ticket = issue_ticket(Ticket(attempt.pk, attempt.staff_id, 1))

    answer = Client().post(URL, json.dumps({"ticket": ticket}), content_type="application/json")

    assert (answer.status_code, answer.json()["seat"]) == (200, 1)


def test_pause_and_extension_are_told(attempt: Attempt) -> None:
    later = attempt.deadline + timedelta(minutes=5)
    Attempt.objects.update(paused_at=NOON, deadline=later, closes_at=later)

    told = beat(attempt)[1]

    assert (told["paused"], told["deadline"]) == (True, "2026-11-20T12:35:00+07:00")


def test_page_of_an_older_seat_hears_it_and_says_nothing(attempt: Attempt) -> None:
    Attempt.objects.update(seat=2)

    told = beat(attempt, events=[{"kind": "copied", "at": AT}])[1]

    assert told["seat"] == 2
    assert (noted(attempt), Presence.objects.count()) == ([], 0)


def test_closed_attempt_takes_no_notes(attempt: Attempt) -> None:
    submit_attempt(attempt, now=NOON, by=None)
    before = noted(attempt)

    told = beat(attempt, events=[{"kind": "copied", "at": AT}])[1]

    assert (told["state"], noted(attempt)) == ("scored", before)


def test_notes_are_kept_once(attempt: Attempt) -> None:
    events = [{"kind": "focus_lost", "at": AT, "seconds": 12}, {"kind": "pasted", "at": AT}]

    beat(attempt, events=events)
    beat(attempt, events=events)

    at = "2026-11-20T05:00:00+00:00"
    assert noted(attempt) == [("focus_lost", {"client_at": at, "seconds": 12}), ("pasted", {"client_at": at})]


def test_notes_have_an_end(attempt: Attempt) -> None:
    rows = [AttemptEvent(attempt=attempt, kind="copied", at=NOON) for _ in range(MOST_OF_AN_ATTEMPT - 1)]
    AttemptEvent.objects.bulk_create(rows)

    beat(attempt, events=[{"kind": "copied", "at": AT}, {"kind": "pasted", "at": AT}])

    assert AttemptEvent.objects.filter(attempt=attempt).count() == MOST_OF_AN_ATTEMPT


def test_other_device_and_address_are_noted(attempt: Attempt) -> None:
    beat(attempt)
    beat(attempt, agent=PHONE, address="10.0.0.2")

    assert noted(attempt) == [
        ("device_changed", {"from": "Chrome · Windows", "to": "Safari · iPhone"}),
        ("address_changed", {"from": "10.0.0.1", "to": "10.0.0.2"}),
    ]


def test_paper_opened_elsewhere_is_noted(attempt: Attempt, sign_in: Any, learner: Any) -> None:
    Attempt.objects.update(deadline="2100-01-01T00:00Z", closes_at="2100-01-01T00:01Z")
    browser = sign_in(learner)
    beat(attempt)

    browser.post(f"/attempts/{attempt.uuid}/seat/")
    browser.get(f"/attempts/{attempt.uuid}/", headers={"user-agent": PHONE}, REMOTE_ADDR="10.0.0.1")

    assert noted(attempt)[1:] == [("device_changed", {"from": "Chrome · Windows", "to": "Safari · iPhone"})]


def test_practice_tour_notes_nothing(sign_in: Any, learner: Any) -> None:
    page = sign_in(learner).get("/exams/practice/", headers={"user-agent": PHONE}).content.decode()

    assert "Trang này ghi lại" not in page
    assert (AttemptEvent.objects.count(), Presence.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "Chrome · Windows"),
        (CHROME.replace("109", "140"), "Chrome · Windows"),
        (f"{CHROME} Edg/120.0", "Edge · Windows"),
        (f"{CHROME} SEB/3.7", "Safe Exam Browser · Windows"),
        ("curl/8", ""),
    ],
)
def test_device_has_a_name(agent: str, name: str) -> None:
    assert name_device(agent) == name


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"ticket": "1.1.1:forged"}, 403),
        ({"ticket": 7}, 400),
        ({"unsaved": -1}, 400),
        ({"unsaved": "3"}, 400),
        ({"events": {}}, 400),
        ({"events": [1]}, 400),
        ({"events": [{"kind": "passed", "at": AT}]}, 400),
        ({"events": [{"kind": ["copied"], "at": AT}]}, 400),
        ({"events": [{"kind": "device_changed", "at": AT}]}, 400),
        ({"events": [{"kind": "copied"}]}, 400),
        ({"events": [{"kind": "copied", "at": "2026-99-99"}]}, 400),
        ({"events": [{"kind": "focus_lost", "at": AT, "seconds": 10**9}]}, 400),
        ({"events": [{"kind": "copied", "at": AT}] * 21}, 400),
        ({"events": ["x" * 9000]}, 413),
    ],
)
def test_strange_pulse_is_refused_in_words(attempt: Attempt, facts: Any, status: int) -> None:
    told_status, told = beat(attempt, **facts)

    assert (told_status, told["message"][-1]) == (status, ".")
    assert noted(attempt) == []


def test_ticket_of_no_attempt(attempt: Attempt) -> None:
    foreign = issue_ticket(Ticket(attempt.pk, attempt.staff_id + 1, 1))

    assert beat(attempt, ticket=foreign)[0] == 400


def test_candidate_reads_the_same_notes(attempt: Attempt, sign_in: Any, learner: Any) -> None:
    beat(attempt, events=[{"kind": "focus_lost", "at": AT, "seconds": 12}])
    submit_attempt(attempt, now=NOON, by=None)

    page = sign_in(learner).get(f"/attempts/{attempt.uuid}/result/")

    assert "1 điều được ghi lại để xem xét" in page.content.decode()
    assert "Rời trang 12 giây" in page.content.decode()
