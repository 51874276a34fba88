"""What one saved answer costs: CPU of web and PostgreSQL, against a bare WSGI callable on the same server software.

Both servers run at the same time with the project's gunicorn settings on one database; rounds are paired and their
order alternates, so that a busy machine disturbs both alike. CPU time is read from /proc for gunicorn's processes and
for the PostgreSQL backends of this database. The load generator's own CPU does not count.
"""

import http.client
import json
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.servers import Gunicorn, backends_cpu_seconds, drop_database, open_attempts, use_fresh_database

DATABASE = "lms_bench_save"
PORTS = (8108, 8109)
CONNECTIONS = 16
ITEMS = 40
ROUNDS = 8
SAVES_PER_ROUND = 2400
AIM = 6.0

Body = Callable[[Any, int, int], dict[str, Any]]


def main() -> None:
    """Measure and print the table."""
    use_fresh_database(DATABASE)
    attempts = open_attempts(CONNECTIONS, items=ITEMS)
    sessions = answer_everything(attempts)
    ours, bare = Gunicorn("lms.wsgi", PORTS[0]), Gunicorn("tests.benchmark.bare", PORTS[1])
    try:
        report(measure(ours, bare, attempts, sessions))
    finally:
        ours.stop()
        bare.stop()
        drop_database(DATABASE)


def answer_everything(attempts: list[Any]) -> list[str]:
    """Give the floor rows to update and sessions to check: one for each connection."""
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from assessments.models import Response

    rows = [
        Response(attempt=attempt, position=position, value=0, seat=1, sequence=1, saved_at=timezone.now())
        for attempt in attempts
        for position in range(1, ITEMS + 1)
    ]
    Response.objects.bulk_create(rows)
    return list(Session.objects.values_list("session_key", flat=True))


def our_body(attempt: Any, position: int, sequence: int) -> dict[str, Any]:
    """What the paper's script sends."""
    from assessments.tickets import Ticket, issue_ticket

    ticket = issue_ticket(Ticket(attempt.pk, attempt.staff_id, attempt.seat))
    return {"ticket": ticket, "seat": 1, "position": position, "sequence": sequence, "value": sequence % 4}


def bare_body(attempt: Any, position: int, sequence: int) -> dict[str, Any]:
    """What the floor needs to know."""
    return {"attempt": attempt.pk, "position": position, "sequence": sequence, "value": sequence % 4}


def measure(
    ours: Gunicorn, bare: Gunicorn, attempts: list[Any], sessions: list[str]
) -> dict[str, list[tuple[float, float, float]]]:
    """For each server and round: CPU milliseconds per save of web and of PostgreSQL, and saves per second."""
    plans: dict[str, tuple[Gunicorn, str, Body]] = {
        "ours": (ours, "/exams/save/", our_body),
        "bare": (bare, "/", bare_body),
    }
    rounds: dict[str, list[tuple[float, float, float]]] = {name: [] for name in plans}
    for turn in range(ROUNDS + 1):
        for half, name in enumerate(list(plans) if turn % 2 else list(reversed(plans))):
            server, path, body = plans[name]
            first = 2 + (2 * turn + half) * SAVES_PER_ROUND
            taken = one_round(server, path, body, attempts, sessions, first=first)
            if turn:  # the first one warms up
                rounds[name].append(taken)
    return rounds


def one_round(
    server: Gunicorn, path: str, body: Body, attempts: list[Any], sessions: list[str], *, first: int
) -> tuple[float, float, float]:
    """Let every connection save its share; CPU milliseconds per save (web, PostgreSQL), saves per second."""
    share = SAVES_PER_ROUND // CONNECTIONS
    bodies = [
        [json.dumps(body(attempt, 1 + n % ITEMS, first + n)).encode() for n in range(share)]
        for attempt in attempts
    ]
    web, postgres, begun = server.cpu_seconds(), backends_cpu_seconds(DATABASE), time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(lambda pair: send(server.port, path, *pair), zip(bodies, sessions, strict=True)))
    seconds = time.perf_counter() - begun
    web, postgres = server.cpu_seconds() - web, backends_cpu_seconds(DATABASE) - postgres
    saves = share * CONNECTIONS
    return 1000 * web / saves, 1000 * postgres / saves, saves / seconds


def send(port: int, path: str, bodies: list[bytes], session: str) -> None:
    """Send the bodies one after the other on one connection; any answer but 200 ends the benchmark."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/json", "Cookie": f"sessionid={session}"}
    for body in bodies:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        text = response.read()
        if response.status != 200:
            raise RuntimeError(f"{response.status}: {text!r}")
    connection.close()


def report(rounds: dict[str, list[tuple[float, float, float]]]) -> None:
    """Print medians and the middle half."""
    print(
        f"One saved answer, CPU time; {ROUNDS} paired rounds of {SAVES_PER_ROUND} saves, {CONNECTIONS} connections\n"
    )
    print(f"{'':34}  median   middle half")
    for name, told in (("ours", "the guarded save"), ("bare", "bare callable (floor)")):
        web, postgres, rate = zip(*rounds[name], strict=True)
        both = [a + b for a, b in zip(web, postgres, strict=True)]
        print(f"{f'{told}: web (ms)':34}{spread(web)}")
        print(f"{'  PostgreSQL (ms)':34}{spread(postgres)}")
        print(f"{'  together (ms)':34}{spread(both)}")
        print(f"{'  saves per second':34}{spread(rate)}")
    ratios = [
        sum(ours[:2]) / sum(bare[:2]) for ours, bare in zip(rounds["ours"], rounds["bare"], strict=True)
    ]
    print(f"{'ratio':34}{spread(ratios)}   aim <= {AIM}")


def spread(values: Any) -> str:
    """Median, and the middle half of the values."""
    low, middle, high = statistics.quantiles(values, n=4)
    return f"{middle:8.2f}   {low:8.2f} .. {high:8.2f}"


if __name__ == "__main__":
    main()
