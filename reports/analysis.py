"""Roll-up arithmetic: frames in, frames out, nothing else. docs/algorithms/roll-up.md holds the promises.

Frames (one row each; ids are integers, dates are datetime64, scores are integer hundredths of a point):

    tree         agency, parent (null at a root), code, name
    members      staff, agency                          who served where on the as-of date
    assignments  course, agency, starts_on, due_on
    exemptions   staff, course (null: every course)     valid on the as-of date
    enrolments   staff, course, completed_on            not withdrawn on the as-of date
    exams        exam, course, attempts_allowed
    results      staff, exam, score, passed, settled_on, first_score, attempts_used
    voided       staff, exam, started_on                attempts that were voided
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from reports.periods import Period

COUNTS = ("in_scope", "enrolled", "completed", "sat", "passed", "overdue")
SUMS = (*COUNTS, "took_part", "passed_all", "violations", "results", "score_sum")
FACTS = ("enrolled", "completed", "has_exam", "sat", "passed", "overdue")


class BrokenTree(ValueError):
    """The agencies' parents run in a circle, so that no subtree can be summed."""


@dataclass(frozen=True)
class Facts:
    """Everything that a roll-up reads, as of one day."""

    tree: pd.DataFrame
    members: pd.DataFrame
    assignments: pd.DataFrame
    exemptions: pd.DataFrame
    enrolments: pd.DataFrame
    exams: pd.DataFrame
    results: pd.DataFrame
    voided: pd.DataFrame


def close_tree(tree: pd.DataFrame) -> pd.DataFrame:
    """Pairs (above, agency) for every agency and each of its ancestors, itself included."""
    parents = tree.set_index("agency")["parent"]
    parents = parents.where(parents.isin(tree["agency"])).astype("Int64")
    level = pd.DataFrame({"above": tree["agency"], "agency": tree["agency"]})
    levels: list[pd.DataFrame] = []
    while not level.empty:
        if len(levels) > len(tree):
            raise BrokenTree
        levels.append(level)
        level = level.assign(above=level["above"].map(parents)).dropna()
        level = level.astype({"above": "int64"})
    return pd.concat(levels, ignore_index=True) if levels else level


def select_assignments(assignments: pd.DataFrame, period: Period, as_of: date) -> pd.DataFrame:
    """Assignments whose days, from start to due date, meet the period up to the as-of date."""
    begun = assignments["starts_on"] <= pd.Timestamp(as_of)
    return assignments[begun & (assignments["due_on"] >= pd.Timestamp(period.start))]


def find_obligations(facts: Facts, closure: pd.DataFrame, period: Period, as_of: date) -> pd.DataFrame:
    """One row per (staff, course) that some assignment reaches, by the earliest start and due date."""
    assigned = select_assignments(facts.assignments, period, as_of).rename(columns={"agency": "above"})
    reached = assigned.merge(closure, on="above").merge(facts.members, on="agency")
    rows = reached.groupby(["staff", "agency", "course"], as_index=False)[["starts_on", "due_on"]].min()
    exempt_of_all = facts.exemptions.loc[facts.exemptions["course"].isna(), "staff"]
    rows = rows[~rows["staff"].isin(exempt_of_all)]
    one = facts.exemptions.dropna(subset=["course"]).astype({"course": "int64"}).drop_duplicates()
    rows = rows.merge(one[["staff", "course"]], on=["staff", "course"], how="left", indicator=True)
    return rows[rows["_merge"] == "left_only"].drop(columns="_merge").reset_index(drop=True)


def attach_progress(rows: pd.DataFrame, enrolments: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Add enrolled, completed, completed_on, overdue."""
    latest = enrolments.sort_values("completed_on").drop_duplicates(["staff", "course"])
    rows = rows.merge(latest.assign(enrolled=True), on=["staff", "course"], how="left")
    rows["enrolled"] = rows["enrolled"].eq(True)
    rows["completed"] = rows["completed_on"].notna()
    rows["overdue"] = rows["due_on"].lt(pd.Timestamp(as_of)) & ~rows["completed"]
    return rows


def attach_results(
    rows: pd.DataFrame, exams: pd.DataFrame, results: pd.DataFrame, period: Period
) -> pd.DataFrame:
    """Add has_exam, attempts_allowed, and of the counting Results: sat, passed, passed_on, results,
    score_sum, best, first_score (of the earliest one), attempts_used."""
    found = _counting(results, "settled_on", rows, exams, period).sort_values("settled_on", kind="stable")
    found = found.assign(passed_on=found["settled_on"].where(found["passed"]))
    sums = found.groupby(["staff", "course"], as_index=False).agg(
        results=("score", "size"),
        score_sum=("score", "sum"),
        best=("score", "max"),
        passed=("passed", "any"),
        passed_on=("passed_on", "min"),
        first_score=("first_score", "first"),
        attempts_used=("attempts_used", "sum"),
    )
    rows = rows.merge(sums, on=["staff", "course"], how="left")
    rows = rows.merge(
        exams.groupby("course", as_index=False)["attempts_allowed"].sum(), on="course", how="left"
    )
    rows["has_exam"] = rows["attempts_allowed"].notna()
    counts = ["results", "score_sum", "attempts_used", "attempts_allowed"]
    rows[counts] = rows[counts].fillna(0).astype("int64")
    rows["sat"] = rows["results"] > 0
    rows["passed"] = rows["passed"].eq(True)
    return rows


def attach_violations(
    rows: pd.DataFrame, exams: pd.DataFrame, voided: pd.DataFrame, period: Period
) -> pd.DataFrame:
    """Add violations: how many attempts at the course's exams were voided."""
    found = _counting(voided, "started_on", rows, exams, period)
    counts = found.groupby(["staff", "course"], as_index=False).agg(violations=("exam", "size"))
    rows = rows.merge(counts, on=["staff", "course"], how="left")
    rows["violations"] = rows["violations"].fillna(0).astype("int64")
    return rows


def _counting(
    happened: pd.DataFrame, day: str, rows: pd.DataFrame, exams: pd.DataFrame, period: Period
) -> pd.DataFrame:
    """What happened in the exams since 1 January of the year, or the obligation's earlier start."""
    year = pd.Timestamp(period.start.replace(month=1, day=1))
    found = happened.merge(exams, on="exam").merge(
        rows[["staff", "course", "starts_on"]], on=["staff", "course"]
    )
    since = found["starts_on"].where(found["starts_on"] < year, year)
    return found[found[day] >= since]


def sum_per_person(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per person in scope. Taking part is "at least one", finishing is "all" (docs/algorithms)."""
    rows = rows.assign(
        failed=rows["sat"] & ~rows["passed"],
        unpassed=rows["has_exam"] & ~rows["passed"],
        unfinished=~rows["completed"],
    )
    people = rows.groupby(["staff", "agency"], as_index=False).agg(
        enrolled=("enrolled", "any"),
        unfinished=("unfinished", "any"),
        has_exam=("has_exam", "any"),
        sat=("sat", "any"),
        failed=("failed", "any"),
        unpassed=("unpassed", "any"),
        overdue=("overdue", "any"),
        violations=("violations", "sum"),
        results=("results", "sum"),
        score_sum=("score_sum", "sum"),
    )
    people["in_scope"] = True
    people["completed"] = ~people["unfinished"]
    people["passed"] = people["sat"] & ~people["failed"]
    people["passed_all"] = people["has_exam"] & ~people["unpassed"]
    people["took_part"] = people["sat"] | (people["enrolled"] & ~people["has_exam"])
    return people[["staff", "agency", *SUMS]]


def find_paths(tree: pd.DataFrame, closure: pd.DataFrame) -> pd.Series:
    """The codes from the root down to each agency, each with a "/" after it: a subtree is a prefix."""
    codes = tree.set_index("agency")["code"].to_dict()
    # `close_tree` lists an agency before its parent before its grandparent: reversed, the root comes first.
    line = closure.iloc[::-1].assign(step=[f"{codes[above]}/" for above in closure["above"].iloc[::-1]])
    paths = line.groupby("agency", sort=False)["step"].agg("".join).to_dict()
    return tree["agency"].astype("object").map(paths)


def sum_per_node(people: pd.DataFrame, tree: pd.DataFrame, closure: pd.DataFrame) -> pd.DataFrame:
    """One row per agency of the tree: path, own_… and subtree_… of every sum."""
    sums = people[["agency", *SUMS]].astype("int64")
    own = sums.groupby("agency").sum()
    # Own sums first: the join then has (agency, ancestor) rows only, not one per person and ancestor.
    below = closure.merge(own.reset_index(), on="agency").drop(columns="agency").groupby("above").sum()
    codes = tree.set_index("agency")["code"]
    above = tree["parent"].astype("object").map(codes.to_dict().get)
    nodes = tree.assign(parent_code=above.astype("object").fillna(""), path=find_paths(tree, closure))
    nodes = nodes.set_index("agency")
    nodes = nodes.join(own.add_prefix("own_")).join(below.add_prefix("subtree_"))
    columns = [f"{part}_{name}" for part in ("own", "subtree") for name in SUMS]
    nodes[columns] = nodes[columns].fillna(0).astype("int64")
    return nodes.reset_index()


def analyse(facts: Facts, period: Period, as_of: date) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Obligations (staff, course), people and nodes of one roll-up. Raises BrokenTree."""
    closure = close_tree(facts.tree)
    rows = find_obligations(facts, closure, period, as_of)
    rows = attach_progress(rows, facts.enrolments, as_of)
    rows = attach_results(rows, facts.exams, facts.results, period)
    rows = attach_violations(rows, facts.exams, facts.voided, period)
    people = sum_per_person(rows)
    return rows, people, sum_per_node(people, facts.tree, closure)
