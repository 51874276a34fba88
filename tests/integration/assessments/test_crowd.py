"""A crowd at the pace of people: what it sends, how it waits, and what it finds lost."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from assessments.models import Attempt
from assessments.play.crowd import Arrival, Crowd, Desk, Pace, lost_answers
from assessments.play.lines import Lines
from assessments.play.tally import Tally
from assessments.services.saving import Answer, save_response
from tests.conftest import NOON
from tests.loops import run_apart

Say = tuple[int, dict[str, str], bytes]
PAPER = b'<form id="paper" data-attempt="a" data-ticket="t" data-seat="1" data-sequence="4">'


class Played(BaseHTTPRequestHandler):
    """Says what the test wants, in order, the last for ever."""

    protocol_version = "HTTP/1.1"
    says: list[Say]
    heard: list[tuple[str, bytes, str]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.path, body, self.headers.get("Cookie", "")))
        status, headers, text = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST  # noqa: N815 - the base class looks for this name

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def played() -> Iterator[Callable[[list[Say]], tuple[Lines, type[Played]]]]:
    """A server that says so and so, and lines to it."""
    servers = []

    def play(says: list[Say]) -> tuple[Lines, type[Played]]:
        handler = type("Handler", (Played,), {"says": says, "heard": []})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return Lines(f"http://127.0.0.1:{server.server_port}", 2), handler

    yield play
    for server in servers:
        server.shutdown()
        server.server_close()


def desk(attempt: str = "a") -> Desk:
    return Desk(attempt, "ticket", seat=1, sequence=4, positions=3)


def answer_for(lines: Lines, seconds: float) -> tuple[Desk, Tally]:
    """A candidate who answers every hundredth of a second."""
    tally, one = Tally(), desk()
    crowd = Crowd(lines, tally, Pace(0.01), until=time.monotonic() + seconds)

    async def sit() -> None:
        await crowd.sit(one)
        lines.close()

    run_apart(sit())
    return one, tally


def test_acknowledged_answers_are_remembered(played: Any) -> None:
    lines, server = played([(200, {}, b"{}")])

    one, tally = answer_for(lines, 0.3)

    assert tally.made("save") == len(server.heard) > 1
    assert max(one.acknowledged.values()) == one.sequence
    assert not tally.errors


def test_answer_that_met_trouble_is_kept(played: Any) -> None:
    lines, _ = played([(503, {}, b"{}")])

    one, tally = answer_for(lines, 0.1)

    assert one.waiting
    assert not one.acknowledged
    assert tally.errors["save: HTTP 503"]


def test_line_that_is_dead_is_no_answer() -> None:
    heard = run_apart(Lines("http://127.0.0.1:1", 1).ask("GET", "/"))

    assert heard.status == 0


def test_newcomer_waits_for_the_turn(played: Any) -> None:
    wait = (429, {"Retry-After": "0", "Set-Cookie": "turn=x; Path=/"}, b"")
    lines, server = played([wait, (302, {"Location": "/paper/"}, b""), (200, {}, PAPER)])
    tally = Tally()

    async def arrive() -> Desk | None:
        found = await Arrival(lines, tally, "session").start(
            "00000000-0000-0000-0000-000000000000", until=time.monotonic() + 9
        )
        lines.close()
        return found

    found = run_apart(arrive())

    assert (found.ticket, found.sequence) == ("t", 4) if found else False
    assert "turn=x" in server.heard[1][2]
    assert tally.counts["waiting"] == 1


def test_lost_answers_are_found(attempt: Attempt) -> None:
    save_response(Answer(attempt.pk, attempt.staff_id, 1, 5, 1, 2), now=NOON)
    one = desk(str(attempt.uuid))

    one.acknowledged = {1: 5}
    assert lost_answers([one]) == 0

    one.acknowledged = {1: 6, 2: 1}
    assert lost_answers([one]) == 2
