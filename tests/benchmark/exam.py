"""The figures of an examination day: what a save, a start and the page cost; ten thousand candidates; a rush of starts.

Everything runs on this machine, the load generator too, with the project's own gunicorn settings; sessions and attempts
are prepared before anything is measured. The last line is the table as one JSON object.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.servers import Gunicorn, drop_database, use_fresh_database

DATABASE = "lms_bench_exam"
PORTS = (8104, 8105, 8106)
ITEMS = 30
LINES = 64
EMPTY_PAGE = "/empty/"
PACE_SECONDS = 45
SITTING = 24
SAVES_IN_A_ROUND, PAGES_IN_A_ROUND, STARTS_IN_A_ROUND = 1200, 150, 120
RUSH_SECONDS = 60
PAGES_NICE = 5
AIMS = {
    "save_ratio": "<= 2",
    "full_stack_ratio": "beside",
    "start_ratio": "<= 5",
    "page_ratio": "<= 3",
    "page_kb": "<= 60",
    "p95_ms": "<= 250",
    "errors": "0",
    "lost": "0",
    "rush_p99_ms": "<= 800",
    "rush_5xx": "0",
}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--candidates", type=int, default=10_000)
    parser.add_argument("--starts", type=int, default=5_000, help="how many press start within a minute")
    parser.add_argument(
        "--seconds", type=int, default=1200, help="how long the candidates answer; 60 to try it"
    )
    options = parser.parse_args()
    use_fresh_database(DATABASE)
    collect_static()
    try:
        facts = cost_of_acts() | day_of_load(options)
    finally:
        drop_database(DATABASE)
    print(f"\n{'':24}{'measured':>12}   aim")
    for name, value in facts.items():
        print(f"{name:24}{value:>12,}   {AIMS.get(name, '')}")
    print(json.dumps(facts))
    return 0


def collect_static() -> None:
    """The pages link to files by their hashed names."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def cost_of_acts() -> dict[str, Any]:
    """The ratios: save to the bare callable, start to save, page to an empty page."""
    from django.urls import reverse

    from assessments.tickets import Ticket, issue_ticket
    from tests.benchmark import ratios
    from tests.benchmark.prepare import answered, attempts_of, candidates, exam_of, seated

    part = exam_of(ITEMS).parts.get()
    starters = candidates((ratios.ROUNDS + 1) * STARTS_IN_A_ROUND, seed=7)
    people = candidates(3 * SITTING, seed=8)
    sitting = attempts_of(part, people)
    answered(sitting, ITEMS)
    cookies = seated(sitting[0], people[0])

    def ours(attempt: Any, sequence: int) -> dict[str, Any]:
        ticket = issue_ticket(Ticket(attempt.pk, attempt.staff_id, 1))
        return {"ticket": ticket, "seat": 1, "sequence": sequence} | answer(sequence)

    def floor(attempt: Any, sequence: int) -> dict[str, Any]:
        return {"attempt": attempt.pk, "sequence": sequence} | answer(sequence)

    os.environ["START_RATE"] = "0"
    servers = [
        Gunicorn(name, port)
        for name, port in zip(
            ("lms.wsgi", "tests.benchmark.bare", "tests.benchmark.site"), PORTS, strict=True
        )
    ]
    del os.environ["START_RATE"]
    entry, bare, site = servers
    save, paper = reverse("save_answer"), reverse("paper", args=[sitting[0].uuid])
    start = reverse("part_start", args=[part.uuid])
    acts = {
        "save": ratios.Act(
            entry, SAVES_IN_A_ROUND, 200, ratios.saves(save, sitting[:SITTING], ours, cookies)
        ),
        "bare": ratios.Act(
            bare, SAVES_IN_A_ROUND, 200, ratios.saves("/", sitting[2 * SITTING :], floor, cookies)
        ),
        "full": ratios.Act(
            site,
            SAVES_IN_A_ROUND // 2,
            200,
            ratios.saves(save, sitting[SITTING : 2 * SITTING], ours, cookies),
        ),
        "start": ratios.Act(
            site, STARTS_IN_A_ROUND, 302, ratios.starts(start, [each.session for each in starters])
        ),
        "page": ratios.Act(site, PAGES_IN_A_ROUND, 200, ratios.pages(paper, cookies)),
        "empty": ratios.Act(site, PAGES_IN_A_ROUND, 200, ratios.pages(EMPTY_PAGE, cookies)),
    }
    try:
        rounds = ratios.measure(acts, DATABASE)
        html = asyncio.run(ratios.page_of(site, paper, cookies))
    finally:
        for server in servers:
            server.stop()
    return {f"{name}_ms": round(sorted(each)[len(each) // 2], 2) for name, each in rounds.items()} | {
        "save_ratio": ratios.ratio(rounds, "save", "bare"),
        "full_stack_ratio": ratios.ratio(rounds, "full", "bare"),
        "start_ratio": ratios.ratio(rounds, "start", "save"),
        "page_ratio": ratios.ratio(rounds, "page", "empty"),
        "page_kb": ratios.page_kilobytes(html),
    }


def answer(sequence: int) -> dict[str, Any]:
    """Of each item in turn some answer."""
    return {"position": 1 + sequence % ITEMS, "value": sequence % 4}


def day_of_load(options: argparse.Namespace) -> dict[str, Any]:
    """Candidates at their pace, then a rush of starts beside them."""
    from assessments.play.crowd import lost_answers
    from tests.benchmark.prepare import attempts_of, candidates, desks_of, exam_of

    part = exam_of(ITEMS).parts.get()
    desks = desks_of(attempts_of(part, candidates(options.candidates, seed=9)), ITEMS)
    starters = candidates(options.starts, seed=10)
    saves = Gunicorn("lms.wsgi", PORTS[0])
    pages = Gunicorn("lms.wsgi", PORTS[1], nice=PAGES_NICE)
    try:
        steady = asyncio.run(steady_day(saves, desks, options.seconds))
        rush, begun = asyncio.run(
            rush_of_starts(saves, pages, desks, [each.session for each in starters], str(part.uuid))
        )
    finally:
        pages.stop()
        saves.stop()
    return {
        "candidates": options.candidates,
        "seconds": options.seconds,
        "saves": steady.made("save"),
        "p50_ms": steady.percentile("save", 0.5),
        "p95_ms": steady.percentile("save", 0.95),
        "p99_ms": steady.percentile("save", 0.99),
        "pulses": steady.made("pulse"),
        "errors": sum(steady.errors.values()),
        "lost": lost_answers(desks),
        "rush_pressed": options.starts,
        "rush_started": begun,
        "rush_waiting_pages": rush.counts["waiting"],
        "rush_p99_ms": rush.percentile("save", 0.99),
        "rush_5xx": sum(count for what, count in rush.errors.items() if "HTTP 5" in what),
        "rush_errors": sum(rush.errors.values()),
    }


async def steady_day(server: Gunicorn, desks: list[Any], seconds: float) -> Any:
    """Everybody answers at the pace of a person."""
    from assessments.play.crowd import Crowd, Pace
    from assessments.play.lines import Lines
    from assessments.play.tally import Tally

    tally, lines = Tally(), Lines(f"http://127.0.0.1:{server.port}", LINES)
    crowd = Crowd(lines, tally, Pace(PACE_SECONDS), until=time.monotonic() + seconds)
    await asyncio.gather(*map(crowd.sit, desks))
    lines.close()
    return tally


async def rush_of_starts(
    saves: Gunicorn, pages: Gunicorn, desks: list[Any], sessions: list[str], part: str
) -> tuple[Any, int]:
    """Within a minute all of these press start, while everybody else goes on answering.

    Saves have processes of their own, as README's proxy gives them.
    """
    from assessments.play.crowd import Arrival, Crowd, Pace
    from assessments.play.lines import Lines
    from assessments.play.tally import Tally

    tally, draw = Tally(), random.Random(1)
    until = time.monotonic() + RUSH_SECONDS
    crowd = Crowd(
        Lines(f"http://127.0.0.1:{saves.port}", LINES), tally, Pace(PACE_SECONDS), until=until, seed=2
    )
    newcomers = Lines(f"http://127.0.0.1:{pages.port}", LINES)

    async def arrive(session: str) -> bool:
        await asyncio.sleep(draw.uniform(0, RUSH_SECONDS))
        return await Arrival(newcomers, tally, session).start(part, until=until) is not None

    answering = asyncio.gather(*map(crowd.sit, desks))
    begun = await asyncio.gather(*map(arrive, sessions))
    await answering
    crowd.lines.close()
    newcomers.close()
    return tally, sum(begun)


if __name__ == "__main__":
    sys.exit(main())
