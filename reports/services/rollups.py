"""Roll-up runs: counted once, frozen, hashed."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from people import ledger
from people.models import StaffProfile, User
from reports.models import RollUpNode, RollUpPerson, RollUpRun
from reports.models.rollups import STANDINGS
from reports.periods import Period

MEASURES = ("in_scope", "enrolled", "completed", "sat", "passed", "pass_rate", "mean_score", "overdue")
BATCH = 2000


def roll_up(period: Period, as_of: date, *, now: datetime, by: User | None) -> RollUpRun:
    """Count the whole tree as of a day and freeze nodes and person rows under one hash. Raises BrokenTree."""
    from reports.analysis import analyse
    from reports.frames import read_facts

    with transaction.atomic():
        facts = read_facts(period, as_of)
        obligations, _people, nodes = analyse(facts, period, as_of)
        placed = facts.members["agency"].isin(facts.tree["agency"])
        run = RollUpRun(
            period=period.code, as_of=as_of, created_at=now, created_by=by, unplaced=int((~placed).sum())
        )
        node_rows = [_make_node(run, row) for row in nodes.to_dict("records")]
        person_rows = _make_persons(run, obligations)
        run.sha256 = hash_run(run, node_rows, person_rows)
        run.save()
        RollUpNode.objects.bulk_create(node_rows, batch_size=BATCH)
        RollUpPerson.objects.bulk_create(person_rows, batch_size=BATCH)
        head = {"period": run.period, "as_of": as_of.isoformat(), "sha256": run.sha256}
        ledger.append("roll-up", str(run.uuid), head, now=now, by=by)
    return run


def is_intact(run: RollUpRun) -> bool:
    """Whether the stored rows still give the run's hash."""
    return hash_run(run, run.nodes.all(), run.persons.all()) == run.sha256


def hash_run(run: RollUpRun, nodes: Iterable[RollUpNode], persons: Iterable[RollUpPerson]) -> str:
    """SHA-256 over the canonical JSON lines of the run's head, its nodes by code, its persons by id and course."""
    digest = hashlib.sha256(_line([run.period, run.as_of.isoformat()]))
    for node in sorted(nodes, key=lambda node: node.agency_id):
        digest.update(_line([node.code, node.name, node.parent_code, node.own, node.subtree]))
    for person in sorted(persons, key=lambda person: (person.staff_id, person.course_id)):
        digest.update(_line(list(_person_facts(person))))
    return digest.hexdigest()


def describe_run(run: RollUpRun) -> dict[str, Any]:
    """The run as plain JSON values, in the shape that `manage.py roll_up --json` prints."""
    return {
        "period": run.period,
        "as_of": run.as_of.isoformat(),
        "run": str(run.uuid),
        "nodes": [
            {
                "code": node.code,
                "name": node.name,
                "parent": node.parent_code or None,
                "own": {name: node.own[name] for name in MEASURES},
                "subtree": {name: node.subtree[name] for name in MEASURES},
            }
            for node in run.nodes.order_by("code")
        ],
    }


def _make_node(run: RollUpRun, row: dict[Any, Any]) -> RollUpNode:
    return RollUpNode(
        run=run,
        agency_id=row["agency"],
        code=row["code"],
        name=row["name"],
        parent_code=row["parent_code"],
        path=row["path"],
        own=_measures(row, "own"),
        subtree=_measures(row, "subtree"),
    )


def _measures(row: dict[Any, Any], part: str) -> dict[str, Any]:
    """Counts as they are; the rate and the mean are null where nothing was there to divide by."""
    sums: dict[str, Any] = {
        name.removeprefix(f"{part}_"): int(row[name]) for name in row if name.startswith(f"{part}_")
    }
    score_sum = sums.pop("score_sum")
    sums["pass_rate"] = sums["passed"] / sums["sat"] if sums["sat"] else None
    sums["mean_score"] = score_sum / 100 / sums["results"] if sums["results"] else None
    return sums


def _make_persons(run: RollUpRun, obligations: Any) -> list[RollUpPerson]:
    names = dict(StaffProfile.objects.values_list("pk", "full_name"))
    codes = dict(StaffProfile.objects.values_list("pk", "staff_code"))
    rows = obligations.astype(object).where(obligations.notna(), None).to_dict("records")
    return [
        RollUpPerson(
            run=run,
            staff_id=row["staff"],
            agency_id=row["agency"],
            course_id=row["course"],
            full_name=names[row["staff"]],
            staff_code=codes[row["staff"]],
            due_on=row["due_on"].date(),
            score=_points(row["best"]),
            facts=_further_facts(row),
            **{name: bool(row[name]) for name in STANDINGS},
        )
        for row in rows
    ]


def _further_facts(row: dict[str, Any]) -> dict[str, Any]:
    """What rules read besides the columns; days as ISO text, scores as text."""
    days = {name: row[name] and row[name].date().isoformat() for name in ("completed_on", "passed_on")}
    first = _points(row["first_score"])
    counts = {name: int(row[name]) for name in ("attempts_used", "attempts_allowed", "violations")}
    return {**days, **counts, "first_score": None if first is None else str(first)}


def _points(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(int(hundredths)).scaleb(-2)


def _person_facts(person: RollUpPerson) -> Iterator[Any]:
    for name in ("staff_id", "agency_id", "course_id", "full_name", "staff_code"):
        yield getattr(person, name)
    yield person.due_on.isoformat()
    for name in STANDINGS:
        yield getattr(person, name)
    yield None if person.score is None else f"{person.score:.2f}"
    yield person.facts


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
