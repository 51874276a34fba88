"""What a save, a start and the exam page cost, each beside its floor in the same run: CPU of web and PostgreSQL.

Rounds are paired and their order alternates, so that a busy machine disturbs all alike. The load generator's own CPU
does not count.
"""

import asyncio
import gzip
import json
import re
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.servers import ROOT, Gunicorn, backends_cpu_seconds

ROUNDS = 4
LINES = 8
TOKEN = "x" * 32


@dataclass(frozen=True)
class Request:
    """One request of a round."""

    method: str
    path: str
    body: bytes = b""
    kind: str = ""
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """Something measured: on which server, how many in a round, what must be answered, and the requests."""

    server: Gunicorn
    count: int
    status: int
    requests: Iterator[Request]


def saves(
    path: str, attempts: list[Any], body: Callable[[Any, int], dict[str, Any]], cookies: dict[str, str]
) -> Iterator[Request]:
    """Answers without end, of one candidate after the other, each newer than the one before."""
    sequence = 1
    while True:
        sequence += 1
        for attempt in attempts:
            data = json.dumps(body(attempt, sequence)).encode()
            yield Request("POST", path, data, "application/json", cookies)


def starts(path: str, sessions: list[str]) -> Iterator[Request]:
    """A start for each session."""
    for session in sessions:
        body = urlencode({"csrfmiddlewaretoken": TOKEN}).encode()
        cookies = {"sessionid": session, "csrftoken": TOKEN}
        yield Request("POST", path, body, "application/x-www-form-urlencoded", cookies)


def pages(path: str, cookies: dict[str, str]) -> Iterator[Request]:
    """The same page without end."""
    while True:
        yield Request("GET", path, cookies=cookies)


def measure(acts: dict[str, Act], database: str) -> dict[str, list[float]]:
    """For each act and round the CPU milliseconds of one request."""
    rounds: dict[str, list[float]] = {name: [] for name in acts}
    for turn in range(ROUNDS + 1):
        for name in acts if turn % 2 else reversed(acts):
            taken = one_round(acts[name], database)
            if turn:  # the first one warms up
                rounds[name].append(taken)
    return rounds


def one_round(act: Act, database: str) -> float:
    """CPU milliseconds of one request: web and PostgreSQL together."""
    requests = [next(act.requests) for _ in range(act.count)]
    before = act.server.cpu_seconds() + backends_cpu_seconds(database)
    asyncio.run(fire(act, requests))
    return 1000 * (act.server.cpu_seconds() + backends_cpu_seconds(database) - before) / act.count


async def fire(act: Act, requests: list[Request]) -> None:
    """Send them over a few connections; any other answer than the expected one ends the benchmark."""
    from assessments.play.lines import Lines

    lines = Lines(f"http://127.0.0.1:{act.server.port}", LINES)

    async def ask_in_turn(some: list[Request]) -> None:
        for each in some:
            heard = await lines.ask(each.method, each.path, each.body, kind=each.kind, cookies=each.cookies)
            if heard.status != act.status:
                raise RuntimeError(
                    f"{each.path}: {heard.status} instead of {act.status}: {heard.body[:300]!r}"
                )

    # The answers of one candidate go one after the other: their number divides that of the lines.
    await asyncio.gather(*(ask_in_turn(requests[turn::LINES]) for turn in range(LINES)))
    lines.close()


async def page_of(server: Gunicorn, path: str, cookies: dict[str, str]) -> bytes:
    """The page as it comes."""
    from assessments.play.lines import Lines

    lines = Lines(f"http://127.0.0.1:{server.port}", 1)
    heard = await lines.ask("GET", path, cookies=cookies)
    lines.close()
    return heard.body


def ratio(rounds: dict[str, list[float]], name: str, floor: str) -> float:
    """The median of the paired rounds' ratios."""
    pairs = zip(rounds[name], rounds[floor], strict=True)
    return round(statistics.median(one / other for one, other in pairs), 2)


def page_kilobytes(html: bytes) -> float:
    """The page with all of its styles and scripts, each compressed, in kB; fonts and pictures aside."""
    names = {
        *re.findall(rb'<link rel="stylesheet" href="/static/([^"]+)"', html),
        *re.findall(rb'<script[^>]* src="/static/([^"]+)"', html),
    }
    folder = ROOT / "var" / "static"
    files = [html, *((folder / name.decode()).read_bytes() for name in names)]
    return round(sum(len(gzip.compress(each, 6)) for each in files) / 1000, 1)
