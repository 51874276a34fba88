"""Does an acknowledged answer survive? Web workers are killed and the database is crashed under saving connections.

Each connection is one candidate. It sends an answer until it is settled, and of its requests a fifth come twice or out
of order, as a bad line does; for some the time runs out on the way. At the end what was acknowledged is compared with
what the database holds. Then the same is played, shortly, without the order guard, without the deadline guard, and
with synchronous_commit=off: the judge must find each of the three guilty.

The last line is the table as one JSON object. Exit code 0: nothing was lost, and no mutant got away.
"""

import argparse
import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.chaos.cluster import Cluster, find_programs, free_port
from tests.chaos.storm import ITEMS, Storm, Wanted, Witness
from tests.chaos.verdict import Verdict, judge
from tests.servers import Gunicorn, drop_database, open_attempts, use_fresh_database

DATABASE = "lms_chaos"
# One in so many candidates runs out of time, so long after the beginning.
SHORT_OF_TIME = 8
SECONDS_LEFT = 2
RECOVERY_SECONDS = 30
# Without waiting for the disk, commits wait in memory so long. A crash mostly meets some, three crashes surely do.
LAZY_STOPS = 3
LAZY = ("synchronous_commit = off", "wal_writer_delay = '10s'")


def main() -> int:
    """Play the system, then the mutants."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--stops", type=int, default=3)
    parser.add_argument("--acknowledgements", type=int, default=10_000)
    options = parser.parse_args()
    programs = find_programs()
    if programs is None:
        sys.exit("PostgreSQL's initdb and pg_ctl are not installed here: nothing that may be crashed")
    cluster = Cluster(programs)
    os.environ["POSTGRES_URL"] = cluster.url
    try:
        use_fresh_database(DATABASE)
        facts = play_all(cluster, options)
        drop_database(DATABASE)
    finally:
        cluster.remove()
    passed = facts.pop("passed")
    print(f"\n{'PASSED' if passed else 'FAILED'}")
    print(json.dumps(facts))
    return 0 if passed else 1


def play_all(cluster: Cluster, options: argparse.Namespace) -> dict[str, Any]:
    """The facts of the last line, and whether all is well."""
    attempts = open_attempts(options.connections, items=ITEMS)
    wanted = Wanted(options.kills, options.stops, options.acknowledgements)
    storm, verdict = play("The system", "lms.wsgi", cluster, attempts, wanted)
    mutants = {name: not play_mutant(name, cluster, attempts).is_clean for name in ("sequence", "deadline")}
    mutants["synchronous_commit"] = not play_lazy(cluster, attempts).is_clean
    slowest = max(storm.recoveries, default=0.0)
    return {
        "acknowledged": storm.counts["acknowledged"],
        "lost": verdict.lost,
        "regressed": verdict.regressed,
        "after_close": verdict.after_close,
        "workers_killed": storm.kills,
        "database_stops": storm.stops,
        "recovery_seconds": round(slowest, 1),
        "mutants": {name: "found" if found else "GOT AWAY" for name, found in mutants.items()},
        "passed": storm.is_enough
        and verdict.is_clean
        and all(mutants.values())
        and slowest <= RECOVERY_SECONDS,
    }


def play_mutant(name: str, cluster: Cluster, attempts: list[Any]) -> Verdict:
    """A short storm over the system without one of its guards."""
    os.environ["MUTANT"] = name
    few = attempts[: 2 * SHORT_OF_TIME]
    wanted = Wanted(kills=SECONDS_LEFT + 2, stops=0, acknowledgements=400)
    return play(f"Without the {name} guard (must be found)", "tests.chaos.mutants", cluster, few, wanted)[1]


def play_lazy(cluster: Cluster, attempts: list[Any]) -> Verdict:
    """A short storm over a database that acknowledges before it has written."""
    from django.db import connection

    with connection.cursor() as cursor:
        for setting in LAZY:
            cursor.execute(f"ALTER SYSTEM SET {setting}")
        cursor.execute("SELECT pg_reload_conf()")
    few = attempts[: 2 * SHORT_OF_TIME]
    wanted = Wanted(kills=0, stops=LAZY_STOPS, acknowledgements=800)
    return play("With synchronous_commit=off (must be found)", "lms.wsgi", cluster, few, wanted)[1]


def play(
    title: str, application: str, cluster: Cluster, attempts: list[Any], wanted: Wanted
) -> tuple[Storm, Verdict]:
    """One storm over a server, told as a column of the table; the storm and what the database says."""
    from django.db import connections

    witnesses = prepare(attempts)
    connections.close_all()
    server = Gunicorn(application, free_port(), quiet=True)
    try:
        storm = Storm(server, cluster, wanted)
        seconds = storm.rage(witnesses)
    finally:
        server.stop()
    verdict = judge(witnesses)
    report(title, storm, verdict, seconds)
    return storm, verdict


def prepare(attempts: list[Any]) -> list[Witness]:
    """Attempts without answers; for some the time is nearly over."""
    from django.utils import timezone

    from assessments.models import Attempt, Response, ResponseLog
    from assessments.tickets import Ticket, issue_ticket

    ResponseLog.objects.all().delete()
    Response.objects.all().delete()
    soon = timezone.now() + timedelta(seconds=SECONDS_LEFT)
    short = [each.pk for each in attempts[::SHORT_OF_TIME]]
    Attempt.objects.filter(pk__in=short).update(deadline=soon, closes_at=soon)
    return [Witness(each, issue_ticket(Ticket(each.pk, each.staff_id, 1))) for each in attempts]


def report(title: str, storm: Storm, verdict: Verdict, seconds: float) -> None:
    """Print one column of the table, line by line."""
    rows: dict[str, float] = {"workers killed": storm.kills, "database stops": storm.stops}
    rows |= {what: storm.counts[what] for what in sorted(storm.counts)}
    print(f"\n{title}")
    for what, number in rows.items():
        print(f"  {what:24}{number:>10,}")
    print(f"  {'seconds':24}{seconds:>10.1f}")
    if storm.recoveries:
        print(f"  {'slowest recovery (s)':24}{max(storm.recoveries):>10.1f}")
    print(f"  {'LOST':24}{verdict.lost:>10,}")
    print(f"  {'REGRESSED':24}{verdict.regressed:>10,}")
    print(f"  {'COUNTED AFTER CLOSE':24}{verdict.after_close:>10,}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
