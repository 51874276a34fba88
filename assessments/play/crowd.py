"""Many candidates at once, each at the pace of a person, in one thread, every act through the real addresses.

They answer after thinking, give a sign of life in a long pause, and now and then meet a dead line.
"""

import asyncio
import json
import random
import re
import secrets
import time
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from .lines import Heard, Lines
from .tally import Tally

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
PULSE_SECONDS = 60
# Where a refused or lost answer is sent again, as the page's script does it.
RETRY_SECONDS = (1.0, 3.0)
KEPT = {200, 409}
PAPER = re.compile(r'<form [^>]*\bid="paper"[^>]*>')
ITEM = re.compile(r'\bdata-position="\d+"')
FACT = re.compile(r'\bdata-([a-z-]+)="([^"]*)"')
REPEATS = 0.02


@dataclass
class Desk:
    """One candidate at the paper: what the page knows, what waits to be sent, what was acknowledged."""

    attempt: str
    ticket: str
    seat: int
    sequence: int
    positions: int
    waiting: list[dict[str, Any]] = field(default_factory=list)
    acknowledged: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Pace:
    """How the crowd behaves: seconds between answers, and the share of answers that meet a dead line."""

    seconds: float
    failures: float = 0.0


class Crowd:
    """The candidates of one run, until a moment of the monotonic clock."""

    def __init__(self, lines: Lines, tally: Tally, pace: Pace, *, until: float, seed: int = 1) -> None:
        self.lines, self.tally, self.pace, self.until, self.seed = lines, tally, pace, until, seed
        self.save_url, self.pulse_url = reverse("save_answer"), reverse("pulse")

    async def sit(self, desk: Desk) -> None:
        """Answer at the candidate's pace until the time is over; what waits then is sent last."""
        draw = random.Random(f"{self.seed}:{desk.attempt}")  # noqa: S311 - a simulation
        await self._think(draw.uniform(0, self.pace.seconds))
        while time.monotonic() < self.until:
            self._answer(desk, draw)
            if draw.random() >= self.pace.failures:
                await self._send_waiting(desk, draw)
            await self._pause(desk, draw.uniform(0.5, 1.5) * self.pace.seconds)
        await self._send_waiting(desk, draw)

    def _answer(self, desk: Desk, draw: random.Random) -> None:
        desk.sequence += 1
        desk.waiting.append(
            {
                "ticket": desk.ticket,
                "seat": desk.seat,
                "sequence": desk.sequence,
                "position": draw.randint(1, desk.positions),
                "value": draw.randint(0, 3),
            }
        )

    async def _send_waiting(self, desk: Desk, draw: random.Random) -> None:
        while desk.waiting:
            answer = desk.waiting[0]
            heard = await self._timed("save", self.save_url, answer)
            if heard.status == 200:
                position = answer["position"]
                desk.acknowledged[position] = max(answer["sequence"], desk.acknowledged.get(position, 0))
            if heard.status in KEPT:
                desk.waiting.pop(0)
                if draw.random() < REPEATS * bool(self.pace.failures):
                    await self._timed("save", self.save_url, answer)
            else:
                self.tally.failed(f"save: HTTP {heard.status}")
                if time.monotonic() > self.until:
                    return
                await asyncio.sleep(draw.uniform(*RETRY_SECONDS))

    async def _pause(self, desk: Desk, seconds: float) -> None:
        """Think; in a pause longer than a minute the page gives a sign of life."""
        if seconds > PULSE_SECONDS:
            await self._think(PULSE_SECONDS)
            if time.monotonic() < self.until:
                facts = {"ticket": desk.ticket, "seat": desk.seat, "unsaved": len(desk.waiting)}
                heard = await self._timed("pulse", self.pulse_url, facts)
                if heard.status != 200:
                    self.tally.failed(f"pulse: HTTP {heard.status}")
            seconds -= PULSE_SECONDS
        await self._think(seconds)

    async def _think(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, min(seconds, self.until - time.monotonic())))

    async def _timed(self, act: str, url: str, facts: dict[str, Any]) -> Heard:
        with self.tally.timed(act):
            return await self.lines.ask("POST", url, json.dumps(facts).encode(), kind=JSON)


class Arrival:
    """One candidate who presses start, waits for the turn if there is a queue, and opens the paper."""

    def __init__(self, lines: Lines, tally: Tally, session: str) -> None:
        self.lines, self.tally = lines, tally
        self.cookies = {
            settings.SESSION_COOKIE_NAME: session,
            settings.CSRF_COOKIE_NAME: secrets.token_hex(16),
        }

    async def start(self, part: str, *, until: float) -> Desk | None:
        """The desk with the paper on it; None if the turn does not come before `until`, or something went wrong."""
        heard = await self._press("start", f"{reverse('part_start', args=[part])}")
        while heard.status == 429:
            self.cookies |= heard.cookies
            self.tally.count("waiting")
            seconds = float(heard.header("retry-after"))
            if time.monotonic() + seconds > until:
                return None
            await asyncio.sleep(seconds)
            heard = await self._press("start", f"{reverse('part_start', args=[part])}")
        self.cookies |= heard.cookies
        if heard.status != 302:
            self.tally.failed(f"start: HTTP {heard.status}")
            return None
        address = heard.header("location")
        page = await self._open(address)
        if page.status == 302:  # left open by an earlier run: taken over
            self.cookies |= (await self._press("seat", f"{address}seat/")).cookies
            page = await self._open(address)
        if page.status != 200:
            self.tally.failed(f"paper: HTTP {page.status}")
            return None
        return desk_of(page.body.decode())

    async def submit(self, desk: Desk) -> None:
        """Hand in."""
        heard = await self._press("submit", reverse("submit", args=[desk.attempt]), act="submit")
        if heard.status != 302:
            self.tally.failed(f"submit: HTTP {heard.status}")

    async def _open(self, address: str) -> Heard:
        with self.tally.timed("paper"):
            return await self.lines.ask("GET", address, cookies=self.cookies)

    async def _press(self, name: str, url: str, **fields: str) -> Heard:
        fields["csrfmiddlewaretoken"] = self.cookies[settings.CSRF_COOKIE_NAME]
        with self.tally.timed(name):
            return await self.lines.ask(
                "POST", url, urlencode(fields).encode(), kind=FORM, cookies=self.cookies
            )


def desk_of(text: str) -> Desk:
    """What the page of a paper says to its script. Not parsed: the crowd must cost less than the server does."""
    form = PAPER.search(text)
    facts = {name: unescape(value) for name, value in FACT.findall(form[0])} if form else {}
    return Desk(
        facts["attempt"],
        facts["ticket"],
        int(facts["seat"]),
        int(facts["sequence"]),
        positions=len(ITEM.findall(text)),
    )


def lost_answers(desks: list[Desk]) -> int:
    """Acknowledged answers that the database does not hold, or holds an older one for."""
    from assessments.models import Response

    rows = Response.objects.filter(attempt__uuid__in=[desk.attempt for desk in desks])
    held = {
        (str(uuid), position): sequence
        for uuid, position, sequence in rows.values_list("attempt__uuid", "position", "sequence").iterator()
    }
    return sum(
        held.get((desk.attempt, position), 0) < sequence
        for desk in desks
        for position, sequence in desk.acknowledged.items()
    )
