"""The storm: candidates who save over bad lines while web workers are killed and the database is crashed."""

import http.client
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.cluster import Cluster
from tests.servers import Gunicorn

PATH = "/exams/save/"
ITEMS = 40
# Of the requests a fifth: the same once more, or an old one again.
REPEATS = 0.1
LATECOMERS = 0.1
FINAL = {200, 409, 410}
LONGEST_SECONDS = 900
DOWN_SECONDS = 1


@dataclass
class Witness:
    """What one candidate sent, and what was acknowledged: by item the sequences and their values."""

    attempt: Any
    ticket: str
    sent: dict[int, dict[int, int]] = field(default_factory=dict)
    acknowledged: dict[int, set[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """When it is enough."""

    kills: int
    stops: int
    acknowledgements: int


class Storm:
    """The run: candidates, a killer, a crasher, and when it is enough."""

    def __init__(self, server: Gunicorn, cluster: Cluster, wanted: Wanted) -> None:
        self.server, self.cluster, self.wanted = server, cluster, wanted
        self.kills = self.stops = 0
        self.recoveries: list[float] = []
        self.counts: Counter[str] = Counter()
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._last_acknowledged = 0.0

    @property
    def is_enough(self) -> bool:
        """Enough kills, crashes and acknowledgements, and an answer was acknowledged after the last crash."""
        return (
            self.counts["acknowledged"] >= self.wanted.acknowledgements
            and self.kills >= self.wanted.kills
            and len(self.recoveries) >= self.wanted.stops
        )

    def rage(self, witnesses: list[Witness]) -> float:
        """Let everybody save until it is enough; the seconds that it took."""
        begun = time.monotonic()
        others = [threading.Thread(target=self.kill), threading.Thread(target=self.crash)]
        stop = threading.Timer(LONGEST_SECONDS, self.over.set)
        for each in (*others, stop):
            each.start()
        with ThreadPoolExecutor(len(witnesses)) as pool:
            list(pool.map(self.answer, witnesses))
        stop.cancel()
        for each in others:
            each.join()
        return time.monotonic() - begun

    def kill(self) -> None:
        """Kill one web worker each second."""
        while not self.over.wait(1):
            workers = self.server.workers()
            if workers and self.kills < self.wanted.kills:
                os.kill(random.choice(workers), signal.SIGKILL)
                self.kills += 1

    def crash(self) -> None:
        """Crash the database, evenly over the run, and measure until an answer is acknowledged again."""
        share = self.wanted.acknowledgements / (self.wanted.stops + 1)
        while self.stops < self.wanted.stops and not self.over.wait(0.05):
            if self.counts["acknowledged"] < share * (self.stops + 1):
                continue
            self.cluster.crash()
            self.stops += 1
            self.over.wait(DOWN_SECONDS)
            self.cluster.start()
            self._await_recovery()

    def _await_recovery(self) -> None:
        up = time.monotonic()
        while self._last_acknowledged < up and not self.over.wait(0.05):
            pass
        self.recoveries.append(time.monotonic() - up)

    def answer(self, witness: Witness) -> None:
        """One candidate: answer item after item until the storm is over."""
        draw = random.Random(witness.attempt.pk)
        line = Line(self.server.port)
        sequence = 1
        while not self.over.is_set():
            sequence += 1
            position, value = draw.randint(1, ITEMS), draw.randint(0, 3)
            witness.sent.setdefault(position, {})[sequence] = value
            self._until_final(line, witness, position, sequence)
            chance = draw.random()
            if chance < REPEATS:
                self._send(line, witness, position, sequence)
            elif chance < REPEATS + LATECOMERS:
                old = draw.choice(sorted(witness.sent[position]))
                self._send(line, witness, position, old)
        line.hang_up()

    def _until_final(self, line: "Line", witness: Witness, position: int, sequence: int) -> None:
        while not self.over.is_set():
            if self._send(line, witness, position, sequence) in FINAL:
                return
            self.over.wait(0.05)

    def _send(self, line: "Line", witness: Witness, position: int, sequence: int) -> int:
        facts = {"ticket": witness.ticket, "seat": 1, "position": position, "sequence": sequence}
        status = line.post(json.dumps(facts | {"value": witness.sent[position][sequence]}).encode())
        if status == 200:
            witness.acknowledged.setdefault(position, set()).add(sequence)
        self._count(
            {200: "acknowledged", 409: "older", 410: "over", 0: "line lost"}.get(status, f"HTTP {status}")
        )
        return status

    def _count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1
            if what == "acknowledged":
                self._last_acknowledged = time.monotonic()
            if self.is_enough:
                self.over.set()


class Line:
    """A connection that is opened again whenever it breaks."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)

    def post(self, body: bytes) -> int:
        """The status of the answer; 0 if there was none."""
        try:
            self.connection.request("POST", PATH, body, {"Content-Type": "application/json"})
            response = self.connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return 0
        return response.status

    def hang_up(self) -> None:
        """Close it."""
        self.connection.close()
