"""The save's JSON, through the view and through its own entrance: one answer for both."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.client import RequestFactory
from django.test.utils import CaptureQueriesContext

from assessments.models import Attempt, Response
from assessments.services import saving
from assessments.tickets import Ticket, issue_ticket
from assessments.wsgi import SaveEntry

URL = "/exams/save/"
Post = Callable[..., tuple[int, Any]]


@pytest.fixture(autouse=True)
def open_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own database connection is not closed under it."""
    monkeypatch.setattr("assessments.wsgi.close_old_connections", lambda: None)


@pytest.fixture(params=["view", "entrance"])
def post(request: pytest.FixtureRequest, db: None) -> Post:
    """Post a body, and get status and JSON: once through Django's middleware, once through the save's own entrance."""

    def through_view(body: Any) -> tuple[int, Any]:
        answer = Client().post(URL, body, content_type="application/json")
        return answer.status_code, json.loads(answer.content)

    def through_entrance(body: Any) -> tuple[int, Any]:
        seen: list[Any] = []
        environ = RequestFactory().post(URL, body, content_type="application/json").environ
        content = SaveEntry(lambda *_: [])(environ, lambda status, headers: seen.append((status, headers)))
        return int(seen[0][0][:3]), json.loads(b"".join(content))

    return {"view": through_view, "entrance": through_entrance}[request.param]


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[Callable[[], list[str]]]:
    """What the database was asked: through Django's cursor, and past it."""
    asked: list[str] = []
    ask = saving._ask_once_planned
    monkeypatch.setattr(
        saving, "_ask_once_planned", lambda text, facts: asked.append(text) or ask(text, facts)
    )
    with CaptureQueriesContext(connection) as queries:
        yield lambda: asked + [each["sql"] for each in queries.captured_queries]


@pytest.fixture
def fresh_attempt(attempt: Attempt, settings: Any) -> Attempt:
    """An attempt that is open at the real time."""
    Attempt.objects.update(deadline="2100-01-01T00:00Z", closes_at="2100-01-01T00:01Z")
    return attempt


def body(attempt: Attempt, **facts: Any) -> str:
    ticket = issue_ticket(Ticket(attempt.pk, attempt.staff_id, 1))
    return json.dumps({"ticket": ticket, "position": 1, "value": 2, "seat": 1, "sequence": 1} | facts)


def test_saved_answer_is_acknowledged(post, fresh_attempt) -> None:
    status, told = post(body(fresh_attempt))

    assert (status, told["sequence"]) == (200, 1)
    assert told["saved_at"].endswith("+07:00")
    assert Response.objects.get().value == 2


def test_save_reads_neither_session_nor_user(post, fresh_attempt, statements) -> None:
    before = len(statements())

    post(body(fresh_attempt))

    text = " ".join(statements()[before:])
    assert "assessments_responselog" in text
    assert not re.search("people_|django_session", text)


@pytest.mark.postgres
def test_save_is_one_statement(post, fresh_attempt, statements) -> None:
    before = len(statements())

    post(body(fresh_attempt))

    assert len(statements()[before:]) == 1


@pytest.mark.postgres
def test_statement_is_planned_once(post, fresh_attempt) -> None:
    connection.connection.prepare_threshold = 0

    post(body(fresh_attempt))

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%WITH door%'")
        assert cursor.fetchone() == (1,)


def test_newer_answer_is_named(post, fresh_attempt) -> None:
    post(body(fresh_attempt, sequence=7))

    status, told = post(body(fresh_attempt, sequence=6, value=3))

    assert (status, told["reason"], told["sequence"]) == (409, "older", 7)


def test_moved_seat_is_told(post, fresh_attempt) -> None:
    Attempt.objects.update(seat=2)

    status, told = post(body(fresh_attempt))

    assert (status, told["reason"]) == (409, "seat_moved")
    assert told["message"].startswith("Bài thi đang làm tiếp trên một thiết bị khác.")


def test_end_of_time_is_told(post, attempt) -> None:
    Attempt.objects.update(closes_at="2026-11-20T05:31:00Z", started_at="2026-11-20T05:00Z")

    status, told = post(body(attempt, sequence=3))

    assert (status, told["reason"]) == (410, "over")


def test_answer_of_an_older_seat_is_late(post, fresh_attempt) -> None:
    Attempt.objects.update(seat=2)
    ticket = issue_ticket(Ticket(fresh_attempt.pk, fresh_attempt.staff_id, 2))

    status, told = post(body(fresh_attempt, ticket=ticket, seat=1))

    assert (status, told["reason"]) == (409, "seat_moved")


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"ticket": "1.1.1:forged"}, 403),
        ({"ticket": None}, 400),
        ({"ticket": "x" * 70000}, 413),
        ({"seat": 2}, 400),
        ({"sequence": 0}, 400),
        ({"sequence": "1"}, 400),
        ({"sequence": 2**40}, 400),
        ({"position": 0}, 400),
        ({"position": True}, 400),
        ({"position": 5}, 400),
        ({"value": {"a": 1}}, 400),
        ({"value": 1.5}, 400),
        ({"value": "\0"}, 400),
        ({"value": "\ud800"}, 400),
        ({"value": ["x"]}, 400),
        ({"value": [0] * 101}, 400),
    ],
)
def test_strange_request_is_refused_in_words(post, fresh_attempt, facts, status) -> None:
    told_status, told = post(body(fresh_attempt, **facts))

    assert told_status == status
    assert told["message"].endswith(".")
    assert not Response.objects.exists()


@pytest.mark.parametrize("raw", ["", "[]", "{", "null", '"x"', "\xff", "[" * 5000])
def test_what_is_no_json_object_is_refused(post, fresh_attempt, raw) -> None:
    assert post(raw)[0] == 400


@pytest.mark.parametrize("value", ["Ba\u0309o", "Bảo"])
def test_text_is_kept_as_nfc(post, fresh_attempt, value) -> None:
    post(body(fresh_attempt, value=value))

    assert Response.objects.get().value == "Bảo"


@pytest.mark.parametrize(("method", "status"), [("get", 405), ("put", 405), ("head", 204)])
def test_other_methods(client, db, method, status) -> None:
    assert getattr(client, method)(URL).status_code == status


def entrance(settings: Any, **environ: Any) -> tuple[str, dict[str, str]]:
    seen: list[Any] = []
    request = RequestFactory().post(URL, "{}", content_type="application/json", **environ)
    SaveEntry(lambda *_: [])(request.environ, lambda status, headers: seen.append((status, dict(headers))))
    return seen[0]


def test_entrance_knows_its_hosts(settings, db) -> None:
    settings.ALLOWED_HOSTS = ["lms.example"]

    assert entrance(settings, HTTP_HOST="evil.example")[0].startswith("400")


def test_entrance_wants_https_where_it_is_set(settings, db) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert entrance(settings)[0].startswith("403")


def test_entrance_sets_the_headers(settings, db) -> None:
    headers = entrance(settings)[1]

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_everything_else_goes_on_to_django() -> None:
    environ = RequestFactory().get("/results/").environ

    assert SaveEntry(lambda *_: [b"django"])(environ, lambda *_: None) == [b"django"]


def test_paused_attempt_says_so(post, fresh_attempt) -> None:
    Attempt.objects.update(paused_at="2026-11-20T05:00Z")

    status, told = post(body(fresh_attempt))

    assert (status, told["reason"]) == (423, "paused")
    assert "tạm dừng" in told["message"]


@pytest.mark.parametrize("length", ["", "-1", "x", None])
def test_entrance_reads_no_further_than_was_announced(settings, db, length) -> None:
    assert entrance(settings, CONTENT_LENGTH=length)[0].startswith("400")


def test_entrance_trusts_the_header_of_its_proxy(settings, db) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    assert entrance(settings, HTTP_X_FORWARDED_PROTO="https")[0].startswith("400")
    assert entrance(settings, HTTP_X_FORWARDED_PROTO="http")[0].startswith("403")
