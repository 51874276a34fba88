"""A rehearsal: as many simulated candidates as a sitting has sit its exam against the running installation.

They arrive within a minute, answer at the pace of people over lines that fail now and then, and hand in. Told are
numbers: how fast, how many errors, whether an acknowledged answer is missing in the database, what a save costs, and
how many candidates the machine carries at that cost.

They sit without a place, since an admission names the person who checked an identity, and attempts keep their sitting
for ever: each rehearsal would leave a room full of invented people in the examiners' lists. What a start leaves out so
is two short queries under the lock of the place.
"""

import asyncio
import os
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from assessments.models import RehearsalFault, RehearsalRun
from assessments.services.rehearsals import begin_rehearsal, break_off, finish_rehearsal

from .cohort import Candidate, prepare_cohort
from .crowd import Arrival, Crowd, Desk, Pace, lost_answers
from .lines import Lines
from .tally import KEPT_ERRORS, Tally

LINES = 64
# An answer every 45 s, as people do; one in fifty meets a dead line.
USUAL = Pace(45, 0.02)
# A machine is full when it works so much of its time; the rest is for bursts.
FULL = 0.7
GOOD_P95_MS = 250.0
# With fewer answers, or where the machine does much besides, nothing is said of how many it would carry.
ENOUGH_SAVES = 100
# So much of the time for arriving is spent before it, to see what the machine does besides.
LOOK_SHARE = 1 / 12


@dataclass(frozen=True)
class Plan:
    """How the rehearsal goes; times in seconds."""

    part: str
    base_url: str
    seconds: float
    arrive_within: float = 60
    pace: Pace = USUAL
    seed: int = 1

    @property
    def lasts(self) -> timedelta:
        """From the beginning to the last answer."""
        return timedelta(seconds=(1 + LOOK_SHARE) * self.arrive_within + self.seconds)


@dataclass(frozen=True)
class Verdict:
    """What came out; times in milliseconds."""

    candidates: int
    started: int
    starts_per_second: float
    waiting_pages: int
    saves: int
    saves_per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    submitted: int
    errors: int
    lost: int
    cpu_ms_per_save: float
    carries: int

    @property
    def is_good(self) -> bool:
        """Everybody began and handed in, nothing was lost or refused, and saving was quick."""
        return not self.faults

    @property
    def faults(self) -> list[str]:
        """What speaks against the sitting, the worst first."""
        facts = [
            ("lost", self.lost > 0),
            ("not_started", self.started < self.candidates),
            ("not_submitted", self.submitted < self.started),
            ("errors", self.errors > 0),
            ("slow", self.p95_ms > GOOD_P95_MS),
        ]
        return [fault for fault, holds in facts if holds]

    def facts(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self) | {"good": self.is_good, "faults": self.faults}


@dataclass(frozen=True)
class _Mark:
    """A moment of the run: where clock, processors and counters stood."""

    at: float
    cpu: float
    saves: int


class Rehearsal:
    """One run; `tally` tells afterwards what went wrong."""

    def __init__(self, plan: Plan, candidates: Sequence[Candidate]) -> None:
        self.plan, self.candidates, self.tally = plan, candidates, Tally()
        self.desks: list[Desk] = []
        self._last_start = 0.0

    def run(self) -> Verdict:
        """Play it, and compare with the database."""
        before, first, steady, end = asyncio.run(self._play())
        begun, saves = first.at, end.saves - steady.saves
        rate = (first.cpu - before.cpu) / max(first.at - before.at, 0.001)
        besides = rate * (end.at - steady.at)
        spent = max(end.cpu - steady.cpu - besides, 0.0)
        cost = 1000 * spent / saves if saves else 0.0
        is_clear = saves >= ENOUGH_SAVES and spent > besides / 2
        verdict = Verdict(
            candidates=len(self.candidates),
            started=len(self.desks),
            starts_per_second=round(len(self.desks) / max(self._last_start - begun, 1.0), 1),
            waiting_pages=self.tally.counts["waiting"],
            saves=self.tally.made("save"),
            saves_per_second=round(saves / (end.at - steady.at), 1),
            p50_ms=self.tally.percentile("save", 0.5),
            p95_ms=self.tally.percentile("save", 0.95),
            p99_ms=self.tally.percentile("save", 0.99),
            submitted=self.tally.made("submit"),
            errors=sum(self.tally.errors.values()),
            lost=lost_answers(self.desks),
            cpu_ms_per_save=round(cost, 2),
            carries=self._carried_at(cost) if is_clear else 0,
        )
        return (
            replace(verdict, carries=max(verdict.carries, verdict.candidates)) if verdict.is_good else verdict
        )

    def _carried_at(self, cost: float) -> int:
        """How many candidates keep this machine as busy as it may be, if an answer costs so many ms; 0 if unknown."""
        cores = os.cpu_count() or 1
        return int(1000 * cores * FULL * self.plan.pace.seconds / cost) if cost else 0

    async def _play(self) -> tuple[_Mark, _Mark, _Mark, _Mark]:
        """The moments before all, of the first arrival, when all have arrived, and of the last answer."""
        plan, before = self.plan, self._mark()
        await asyncio.sleep(LOOK_SHARE * plan.arrive_within)
        first = self._mark()
        until = first.at + plan.arrive_within + plan.seconds
        lines = Lines(plan.base_url, LINES)
        crowd = Crowd(lines, self.tally, plan.pace, until=until, seed=plan.seed)
        draw = random.Random(plan.seed)  # noqa: S311 - a simulation
        everybody = [
            self._sit(Arrival(lines, self.tally, each.session), crowd, draw.uniform(0, plan.arrive_within))
            for each in self.candidates
        ]
        playing = asyncio.gather(*everybody)
        await asyncio.sleep(plan.arrive_within)
        steady = self._mark()
        await asyncio.sleep(plan.seconds)
        end = self._mark()
        await playing
        lines.close()
        return before, first, steady, end

    async def _sit(self, arrival: Arrival, crowd: Crowd, after: float) -> None:
        await asyncio.sleep(after)
        desk = await arrival.start(self.plan.part, until=crowd.until)
        if desk is None:
            return
        self._last_start = time.monotonic()
        self.desks.append(desk)
        await crowd.sit(desk)
        await arrival.submit(desk)

    def _mark(self) -> _Mark:
        return _Mark(time.monotonic(), _cpu_of_others(), self.tally.made("save"))


def plan_for(run: RehearsalRun) -> Plan:
    """As an examiner asks for it: the exam's first part, at the usual pace, at the address that everybody uses."""
    part = run.sitting.exam.parts.order_by("position")[0]
    return Plan(part=str(part.uuid), base_url=settings.PUBLIC_URL, seconds=run.seconds)


def play_for_the_record(run: RehearsalRun, plan: Plan) -> tuple[Verdict, Tally] | None:
    """Plays, and keeps with the run what came out or that it broke off; None if somebody plays it already."""
    if not begin_rehearsal(run, lasts=plan.lasts, now=timezone.now()):
        return None
    try:
        people = prepare_cohort(run.candidates, seed=plan.seed, now=timezone.now())
        rehearsal = Rehearsal(plan, people)
        verdict = rehearsal.run()
    except BaseException:  # also of an interrupted command
        break_off(run, RehearsalFault.STOPPED, now=timezone.now())
        raise
    errors = dict(rehearsal.tally.errors.most_common(KEPT_ERRORS))
    finish_rehearsal(run, verdict.facts(), errors, now=timezone.now())
    return verdict, rehearsal.tally


def _cpu_of_others() -> float:
    """Seconds that this machine's processors have worked, without this process; 0 where nobody says so."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return 0.0
    user, nice, system, _idle, _wait, *interrupts = map(int, stat.read_text().split("\n")[0].split()[1:8])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK") - time.process_time()
