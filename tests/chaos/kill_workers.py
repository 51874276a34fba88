"""Does an acknowledged answer survive? 64 connections hammer saves while a web worker is killed each second.

Each connection is one candidate. It sends an answer until it is acknowledged, sometimes twice, and sometimes sends an
old one again, as a bad line does. At the end what was acknowledged is compared with what the database holds. Then the
same is played, shortly, with a server whose order guard is taken out: the checker must find lost answers there.

Exit code 0: nothing was lost, and the mutant was found guilty.
"""

import argparse
import http.client
import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.servers import Gunicorn, drop_database, open_attempts, use_fresh_database

PATH = "/exams/save/"
ITEMS = 40
REPEATS = 0.05
LATECOMERS = 0.15
LONGEST_SECONDS = 900


@dataclass
class Witness:
    """What one candidate sent, and what was acknowledged: by item the sequences and their values."""

    attempt: Any
    ticket: str
    sent: dict[int, dict[int, int]] = field(default_factory=dict)
    acknowledged: dict[int, set[int]] = field(default_factory=dict)


class Storm:
    """The run: candidates, a killer, and when it is enough."""

    def __init__(self, server: Gunicorn, *, kills: int, acknowledgements: int) -> None:
        self.server, self.kills_wanted, self.wanted = server, kills, acknowledgements
        self.kills = 0
        self.counts: Counter[str] = Counter()
        self.over = threading.Event()
        self._lock = threading.Lock()

    def count(self, what: str) -> None:
        """Count something; the storm is over when there was enough of everything."""
        with self._lock:
            self.counts[what] += 1
            if self.counts["acknowledged"] >= self.wanted and self.kills >= self.kills_wanted:
                self.over.set()

    def kill(self) -> None:
        """Kill one web worker each second."""
        while not self.over.wait(1):
            workers = self.server.workers()
            if workers:
                os.kill(random.choice(workers), signal.SIGKILL)
                self.kills += 1

    def rage(self, witnesses: list[Witness]) -> float:
        """Let everybody save until it is enough; the seconds that it took."""
        begun = time.monotonic()
        killer = threading.Thread(target=self.kill)
        stop = threading.Timer(LONGEST_SECONDS, self.over.set)
        killer.start()
        stop.start()
        with ThreadPoolExecutor(len(witnesses)) as pool:
            list(pool.map(self.answer, witnesses))
        stop.cancel()
        killer.join()
        return time.monotonic() - begun

    def answer(self, witness: Witness) -> None:
        """One candidate: answer item after item until the storm is over."""
        draw = random.Random(witness.attempt.pk)
        line = Line(self.server.port)
        sequence = 1
        while not self.over.is_set():
            sequence += 1
            position, value = draw.randint(1, ITEMS), draw.randint(0, 3)
            witness.sent.setdefault(position, {})[sequence] = value
            self._until_acknowledged(line, witness, position, sequence)
            if draw.random() < REPEATS:
                self._send(line, witness, position, sequence)
            if draw.random() < LATECOMERS:
                old = draw.choice(sorted(witness.sent[position]))
                self._send(line, witness, position, old)
        line.hang_up()

    def _until_acknowledged(self, line: "Line", witness: Witness, position: int, sequence: int) -> None:
        while not self.over.is_set():
            if self._send(line, witness, position, sequence) in {200, 409}:
                return
            self.over.wait(0.05)

    def _send(self, line: "Line", witness: Witness, position: int, sequence: int) -> int:
        value = witness.sent[position][sequence]
        body = {
            "ticket": witness.ticket,
            "seat": 1,
            "position": position,
            "sequence": sequence,
            "value": value,
        }
        status = line.post(json.dumps(body).encode())
        if status == 200:
            witness.acknowledged.setdefault(position, set()).add(sequence)
        self.count({200: "acknowledged", 409: "older", 0: "line lost"}.get(status, f"HTTP {status}"))
        return status


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


def lost_answers(witnesses: list[Witness]) -> int:
    """Acknowledged answers that the database does not hold: the current one must be the newest acknowledged or a newer
    one that was sent, with its value, and every acknowledged one must stand in the log."""
    from assessments.models import Response, ResponseLog

    current = {
        (row.attempt_id, row.position): (row.sequence, row.value) for row in Response.objects.all().iterator()
    }
    logged = set(ResponseLog.objects.values_list("attempt_id", "position", "sequence"))
    lost = 0
    for witness in witnesses:
        for position, sequences in witness.acknowledged.items():
            place = (witness.attempt.pk, position)
            sequence, value = current.get(place, (0, None))
            lost += sequence < max(sequences) or witness.sent[position].get(sequence) != value
            lost += sum((*place, each) not in logged for each in sequences)
    return lost


def play(
    application: str, port: int, attempts: list[Any], *, kills: int, acknowledgements: int
) -> tuple[Storm, int, float]:
    """One storm over a server; the storm, how many answers it lost, and how long it took."""
    from assessments.models import Response, ResponseLog
    from assessments.tickets import Ticket, issue_ticket

    Response.objects.all().delete()
    ResponseLog.objects.all().delete()
    witnesses = [
        Witness(attempt, issue_ticket(Ticket(attempt.pk, attempt.staff_id, 1))) for attempt in attempts
    ]
    server = Gunicorn(application, port, quiet=True)
    try:
        storm = Storm(server, kills=kills, acknowledgements=acknowledgements)
        seconds = storm.rage(witnesses)
    finally:
        server.stop()
    return storm, lost_answers(witnesses), seconds


def report(title: str, storm: Storm, lost: int, seconds: float) -> None:
    """Print one column of the table, line by line."""
    print(f"\n{title}")
    print(f"  {'workers killed':24}{storm.kills:>10,}")
    for what in sorted(storm.counts):
        print(f"  {what:24}{storm.counts[what]:>10,}")
    print(f"  {'seconds':24}{seconds:>10.1f}")
    print(f"  {'LOST ANSWERS':24}{lost:>10,}")


def main() -> int:
    """Play the system, then the mutant."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--acknowledgements", type=int, default=10_000)
    parser.add_argument("--port", type=int, default=8109)
    options = parser.parse_args()
    database = f"lms_chaos_{os.getpid()}"
    use_fresh_database(database)
    try:
        attempts = open_attempts(options.connections, items=ITEMS)
        wanted = {"kills": options.kills, "acknowledgements": options.acknowledgements}
        storm, lost, seconds = play("lms.wsgi", options.port, attempts, **wanted)
        report("The system", storm, lost, seconds)
        enough = storm.kills >= options.kills and storm.counts["acknowledged"] >= options.acknowledgements
        mutant, mutant_lost, seconds = play(
            "tests.chaos.mutant", options.port, attempts[:8], kills=2, acknowledgements=400
        )
        report("The mutant without the order guard (must lose answers)", mutant, mutant_lost, seconds)
    finally:
        drop_database(database)
    print(f"\n{'PASSED' if enough and not lost and mutant_lost else 'FAILED'}")
    return 0 if enough and not lost and mutant_lost else 1


if __name__ == "__main__":
    sys.exit(main())
