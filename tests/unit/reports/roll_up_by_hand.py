"""The roll-up told slowly, person by person, in plain Python: what reports.analysis must agree with."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from reports.analysis import SUMS, Facts

DAYS = ("starts_on", "due_on", "completed_on", "settled_on", "started_on")
NULLABLE = {("tree", "parent"), ("exemptions", "course")}


@dataclass
class World:
    """The rows of each frame, as lists of dicts."""

    tree: list = field(default_factory=list)
    members: list = field(default_factory=list)
    assignments: list = field(default_factory=list)
    exemptions: list = field(default_factory=list)
    enrolments: list = field(default_factory=list)
    exams: list = field(default_factory=list)
    results: list = field(default_factory=list)
    voided: list = field(default_factory=list)

    def frames(self):
        columns = {
            "tree": ["agency", "parent", "code", "name"],
            "members": ["staff", "agency"],
            "assignments": ["course", "agency", "starts_on", "due_on"],
            "exemptions": ["staff", "course"],
            "enrolments": ["staff", "course", "completed_on"],
            "exams": ["exam", "course", "attempts_allowed"],
            "results": ["staff", "exam", "score", "passed", "settled_on", "first_score", "attempts_used"],
            "voided": ["staff", "exam", "started_on"],
        }
        return Facts(**{name: frame(name, getattr(self, name), names) for name, names in columns.items()})


def frame(table, rows, columns):
    made = pd.DataFrame(rows, columns=columns)
    for name in columns:
        made[name] = pd.to_datetime(made[name]) if name in DAYS else made[name].astype(type_of(table, name))
    return made


def type_of(table, column):
    if (table, column) in NULLABLE:
        return "Int64"
    return {"code": "object", "name": "object", "passed": "bool"}.get(column, "int64")


def ancestors(world, agency):
    parents = {row["agency"]: row["parent"] for row in world.tree}
    line = []
    while agency in parents:
        line.append(agency)
        agency = parents[agency]
    return line


def obligations(world, staff, agency, period, as_of):
    """course → (start, due), the earliest of every assignment that reaches this person."""
    found = {}
    for row in world.assignments:
        reaches = row["agency"] in ancestors(world, agency)
        meets = row["starts_on"] <= as_of and row["due_on"] >= period.start
        exempt = any(e["staff"] == staff and e["course"] in (None, row["course"]) for e in world.exemptions)
        if reaches and meets and not exempt:
            start, due = found.get(row["course"], (row["starts_on"], row["due_on"]))
            found[row["course"]] = (min(start, row["starts_on"]), min(due, row["due_on"]))
    return found


@dataclass
class Standing:
    """One person's standing on one course."""

    enrolled: bool
    completed: bool
    overdue: bool
    has_exam: bool
    results: list
    voided: int

    @property
    def passed(self):
        return any(row["passed"] for row in self.results)


def standing(world, staff, course, start, due, period, as_of):
    exams = {row["exam"] for row in world.exams if row["course"] == course}
    enrolments = [row for row in world.enrolments if (row["staff"], row["course"]) == (staff, course)]
    completed = any(row["completed_on"] for row in enrolments)
    since = min(start, date(period.start.year, 1, 1))

    def mine(rows, day):
        return [row for row in rows if row["staff"] == staff and row["exam"] in exams and row[day] >= since]

    return Standing(
        enrolled=bool(enrolments),
        completed=completed,
        overdue=due < as_of and not completed,
        has_exam=bool(exams),
        results=mine(world.results, "settled_on"),
        voided=len(mine(world.voided, "started_on")),
    )


def person_sums(world, staff, agency, period, as_of):
    duties = obligations(world, staff, agency, period, as_of)
    if not duties:
        return None
    each = [standing(world, staff, course, *days, period, as_of) for course, days in duties.items()]
    examined = [one for one in each if one.has_exam]
    scores = [row["score"] for one in each for row in one.results]
    enrolled, sat = any(one.enrolled for one in each), bool(scores)
    return {
        "in_scope": 1,
        "enrolled": int(enrolled),
        "completed": int(all(one.completed for one in each)),
        "sat": int(sat),
        "passed": int(sat and all(one.passed for one in each if one.results)),
        "passed_all": int(bool(examined) and all(one.passed for one in examined)),
        "overdue": int(any(one.overdue for one in each)),
        "took_part": int(sat or (enrolled and not examined)),
        "violations": sum(one.voided for one in each),
        "results": len(scores),
        "score_sum": sum(scores),
    }


def node_sums(world, period, as_of):
    """agency → (own sums, subtree sums)."""
    own = defaultdict(lambda: dict.fromkeys(SUMS, 0))
    below = defaultdict(lambda: dict.fromkeys(SUMS, 0))
    for row in world.members:
        sums = person_sums(world, row["staff"], row["agency"], period, as_of)
        for name, value in (sums or {}).items():
            own[row["agency"]][name] += value
            for above in ancestors(world, row["agency"]):
                below[above][name] += value
    return {row["agency"]: (dict(own[row["agency"]]), dict(below[row["agency"]])) for row in world.tree}
