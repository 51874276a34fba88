"""A rehearsal: as many simulated candidates as a sitting has sit its exam against the running installation.

They arrive within a minute, answer at the pace of people over lines that fail now and then, and hand in. Told are
numbers: how fast, how many errors, whether an acknowledged answer is missing in the database, what a save costs, and
how many candidates the machine carries at that cost.
"""

import asyncio
import os
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from .cohort import Candidate
from .crowd import Arrival, Crowd, Desk, Pace, lost_answers
from .lines import Lines
from .tally import Tally

LINES = 64
# A machine is full when it works so much of its time; the rest is for bursts.
FULL = 0.7
GOOD_P95_MS = 250.0


@dataclass(frozen=True)
class Plan:
    """How the rehearsal goes; times in seconds."""

    part: str
    base_url: str
    seconds: float
    arrive_within: float
    pace: Pace
    seed: int


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
        everybody = self.candidates == self.started == self.submitted
        return everybody and not self.errors and not self.lost and self.p95_ms <= GOOD_P95_MS

    def facts(self) -> dict[str, int | float]:
        """For programs."""
        return asdict(self) | {"good": self.is_good}


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
        begun = time.monotonic()
        steady, end = asyncio.run(self._play(begun))
        saves = end.saves - steady.saves
        cost = 1000 * (end.cpu - steady.cpu) / saves if saves else 0.0
        cores = os.cpu_count() or 1
        carries = int(1000 * cores * FULL * self.plan.pace.seconds / cost) if cost else 0
        return Verdict(
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
            carries=carries,
        )

    async def _play(self, begun: float) -> tuple[_Mark, _Mark]:
        plan = self.plan
        until = begun + plan.arrive_within + plan.seconds
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
        return steady, end

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


def _cpu_of_others() -> float:
    """Seconds that this machine's processors have worked, without this process; 0 where nobody says so."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return 0.0
    user, nice, system, _idle, _wait, *interrupts = map(int, stat.read_text().split("\n")[0].split()[1:8])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK") - time.process_time()
