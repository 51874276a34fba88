"""Roll-up runs: counted once, frozen, hashed."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people import ledger
from people.models import AgencyPeriod, StaffProfile, User
from reports.errors import RollUpRefused
from reports.models import RollUpNode, RollUpPerson, RollUpRun
from reports.models.rollups import STANDINGS
from reports.periods import Period

MEASURES = ("in_scope", "enrolled", "completed", "sat", "passed", "pass_rate", "mean_score", "overdue")
# One person row as it is hashed and written. Plain tuples: model instances made 150,000 rows take five times as long.
PERSON_COLUMNS = (
    "staff_id",
    "agency_id",
    "course_id",
    "full_name",
    "staff_code",
    "due_on",
    *STANDINGS,
    "score",
    "facts",
)
BATCH = 2000
canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

PersonRow = tuple[Any, ...]


def roll_up(period: Period, as_of: date, *, now: datetime, by: User | None) -> RollUpRun:
    """Count the whole tree as of a day and freeze nodes and person rows under one hash.

    Raises RollUpRefused, BrokenTree.
    """
    from reports.analysis import analyse
    from reports.frames import read_facts

    check_day(as_of, now=now)
    with transaction.atomic():
        facts = read_facts(period, as_of)
        obligations, _people, nodes = analyse(facts, period, as_of)
        placed = facts.members["agency"].isin(facts.tree["agency"])
        run = RollUpRun(
            period=period.code, as_of=as_of, created_at=now, created_by=by, unplaced=int((~placed).sum())
        )
        node_rows = [_make_node(run, row) for row in nodes.to_dict("records")]
        person_rows = list(_make_person_rows(obligations))
        run.sha256 = hash_run(run, node_rows, person_rows)
        run.save()
        RollUpNode.objects.bulk_create(node_rows, batch_size=BATCH)
        _insert_persons(run, person_rows)
        head = {"period": run.period, "as_of": as_of.isoformat(), "sha256": run.sha256}
        ledger.append("roll-up", str(run.uuid), head, now=now, by=by)
    return run


def check_day(as_of: date, *, now: datetime) -> None:
    """Raises RollUpRefused for a day that is still to come, or on which no agency existed."""
    if as_of > timezone.localdate(now):
        words = _("%(day)s is still to come: who will be overdue by then cannot be counted today.")
        raise RollUpRefused(words % {"day": f"{as_of:%d/%m/%Y}"})
    if AgencyPeriod.objects.on(as_of).exists():
        return
    first = AgencyPeriod.objects.order_by("valid_from").first()
    if first is None:
        raise RollUpRefused(_("There are no agencies yet. Import the list of agencies first."))
    words = _("There were no agencies yet on %(day)s: the first ones are in the tree since %(first)s.")
    raise RollUpRefused(words % {"day": f"{as_of:%d/%m/%Y}", "first": f"{first.valid_from:%d/%m/%Y}"})


def is_intact(run: RollUpRun) -> bool:
    """Whether the stored rows still give the run's hash."""
    return hash_run(run, run.nodes.all(), _stored_person_rows(run)) == run.sha256


def hash_run(run: RollUpRun, nodes: Iterable[RollUpNode], persons: Iterable[PersonRow]) -> str:
    """SHA-256 over canonical JSON lines: the head, the nodes by agency, the persons by staff and course."""
    digest = hashlib.sha256(_line([run.period, run.as_of.isoformat()]))
    for node in sorted(nodes, key=lambda node: node.agency_id):
        digest.update(_line([node.code, node.name, node.parent_code, node.own, node.subtree]))
    for row in persons:
        digest.update(_line(row))
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


def _make_person_rows(obligations: Any) -> Iterator[PersonRow]:
    """PERSON_COLUMNS of every obligation, by staff and course; days and scores as text."""
    rows = obligations.sort_values(["staff", "course"])
    people = {
        pk: (name, code)
        for pk, name, code in StaffProfile.objects.values_list("pk", "full_name", "staff_code")
    }
    ids = zip(rows["staff"].tolist(), rows["agency"].tolist(), rows["course"].tolist(), strict=True)
    flags = zip(*(rows[name].tolist() for name in STANDINGS), strict=True)
    columns = zip(ids, _day_texts(rows["due_on"]), flags, _points(rows["best"]), _facts(rows), strict=True)
    for (staff, agency, course), due_on, standing, score, facts in columns:
        yield staff, agency, course, *people[staff], due_on, *standing, score, facts


def _facts(rows: Any) -> Iterator[str]:
    """What rules read besides the columns, as canonical JSON."""
    columns = {
        "completed_on": _day_texts(rows["completed_on"]),
        "passed_on": _day_texts(rows["passed_on"]),
        "first_score": _points(rows["first_score"]),
        "attempts_used": rows["attempts_used"].tolist(),
        "attempts_allowed": rows["attempts_allowed"].tolist(),
        "violations": rows["violations"].tolist(),
    }
    return (
        canonical(dict(zip(columns, values, strict=True))) for values in zip(*columns.values(), strict=True)
    )


def _day_texts(days: Any) -> list[str | None]:
    """ISO texts; None where there is no day."""
    return [None if text != text else text for text in days.dt.strftime("%Y-%m-%d").tolist()]  # noqa: PLR0124


def _points(hundredths: Any) -> list[str | None]:
    """Points with two digits as text; None where there is no score."""
    whole = [
        None if value is None else int(value)
        for value in hundredths.astype(object).where(hundredths.notna(), None)
    ]
    return [None if value is None else f"{value // 100}.{value % 100:02}" for value in whole]


def _insert_persons(run: RollUpRun, rows: list[PersonRow]) -> None:
    """Many rows by one prepared statement."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in ("run_id", *PERSON_COLUMNS))
    marks = ", ".join(["%s"] * (len(PERSON_COLUMNS) + 1))
    statement = f"INSERT INTO {quote(RollUpPerson._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    left = iter(rows)
    with connection.cursor() as cursor:
        while batch := [(run.pk, *row) for row in islice(left, BATCH)]:
            cursor.executemany(statement, batch)


def _stored_person_rows(run: RollUpRun) -> Iterator[PersonRow]:
    """The same tuples as they come back from the database."""
    stored = run.persons.order_by("staff_id", "course_id").values_list(*PERSON_COLUMNS)
    for *facts, score, further in stored.iterator(chunk_size=BATCH):
        facts[5] = facts[5].isoformat()
        yield *facts, None if score is None else f"{score:.2f}", canonical(further)


def _line(values: Iterable[Any]) -> bytes:
    return canonical(list(values)).encode() + b"\n"
