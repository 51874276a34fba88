from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.analysis import SUMS, BrokenTree, analyse, close_tree
from reports.periods import parse_period
from tests.unit.reports.roll_up_by_hand import World, frame, node_sums

PERIOD = parse_period("2026-Q4")
AS_OF = date(2026, 11, 21)
JAN, OCT, NOV, DEC = date(2026, 1, 5), date(2026, 10, 5), date(2026, 11, 5), date(2026, 12, 5)
PROVINCE, BUREAU, OFFICE, OTHER = 1, 2, 3, 4
KNS07, KNS01, EXAM = 70, 10, 700


def make_world(**rows):
    """A province, two bureaus, an office, one person in it; KNS-07 assigned to its bureau."""
    tree = [
        {"agency": OFFICE, "parent": BUREAU, "code": "H77.3.1", "name": "Phòng"},
        {"agency": PROVINCE, "parent": None, "code": "H77", "name": "Tỉnh"},
        {"agency": BUREAU, "parent": PROVINCE, "code": "H77.3", "name": "Sở"},
        {"agency": OTHER, "parent": PROVINCE, "code": "H77.4", "name": "Sở khác"},
    ]
    base = {
        "tree": tree,
        "members": [{"staff": 1, "agency": OFFICE}],
        "assignments": [assignment()],
        "exams": [exam(EXAM, KNS07)],
    }
    return World(**{**base, **rows})


def assignment(course=KNS07, agency=BUREAU, starts_on=OCT, due_on=DEC):
    return {"course": course, "agency": agency, "starts_on": starts_on, "due_on": due_on}


def enrolment(staff=1, course=KNS07, completed_on=None):
    return {"staff": staff, "course": course, "completed_on": completed_on}


def exam(number, course, attempts_allowed=3):
    return {"exam": number, "course": course, "attempts_allowed": attempts_allowed}


def result(staff=1, score=8000, passed=True, settled_on=NOV, exam=EXAM):
    row = {"staff": staff, "exam": exam, "score": score, "passed": passed, "settled_on": settled_on}
    return {**row, "first_score": score - 500, "attempts_used": 2}


def own_of(world, agency=OFFICE):
    nodes = analyse(world.frames(), PERIOD, AS_OF)[2].set_index("agency").loc[agency]
    return {name: int(nodes[f"own_{name}"]) for name in SUMS}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({}, {"in_scope": 1, "enrolled": 0, "completed": 0, "sat": 0, "overdue": 0}),
        ({"assignments": []}, {"in_scope": 0}),
        ({"assignments": [assignment(agency=OTHER)]}, {"in_scope": 0}),
        ({"assignments": [assignment(starts_on=AS_OF)]}, {"in_scope": 1}),
        ({"assignments": [assignment(starts_on=AS_OF + timedelta(1))]}, {"in_scope": 0}),
        ({"assignments": [assignment(starts_on=JAN, due_on=date(2026, 9, 30))]}, {"in_scope": 0}),
        ({"assignments": [assignment(starts_on=JAN, due_on=OCT)]}, {"in_scope": 1, "overdue": 1}),
        ({"assignments": [assignment(due_on=AS_OF)]}, {"overdue": 0}),
        ({"exemptions": [{"staff": 1, "course": None}]}, {"in_scope": 0}),
        ({"exemptions": [{"staff": 1, "course": KNS07}]}, {"in_scope": 0}),
        ({"exemptions": [{"staff": 1, "course": KNS01}]}, {"in_scope": 1}),
        ({"enrolments": [enrolment()]}, {"enrolled": 1, "completed": 0, "took_part": 0}),
        ({"enrolments": [enrolment(completed_on=NOV)]}, {"enrolled": 1, "completed": 1}),
        ({"enrolments": [enrolment()], "exams": []}, {"took_part": 1, "passed": 0}),
        ({"results": [result()]}, {"sat": 1, "passed": 1, "took_part": 1, "results": 1, "score_sum": 8000}),
        ({"results": [result(passed=False)]}, {"sat": 1, "passed": 0}),
        ({"results": [result(settled_on=date(2025, 12, 31))]}, {"sat": 0}),
        ({"results": [result(settled_on=JAN)]}, {"sat": 1}),
        ({"results": [result(exam=999)]}, {"sat": 0}),
        ({"members": [{"staff": 1, "agency": 99}]}, {"in_scope": 0}),
    ],
)
def test_counts_one_person_rightly(rows, expected):
    own = own_of(make_world(**rows))

    assert {name: own[name] for name in expected} == expected


def test_counts_old_result_of_old_duty():
    world = make_world(
        assignments=[assignment(starts_on=date(2025, 12, 1), due_on=DEC)],
        results=[result(settled_on=date(2025, 12, 20))],
    )

    assert own_of(world)["passed"] == 1


def test_two_courses_make_one_person():
    world = make_world(
        assignments=[assignment(), assignment(course=KNS01, due_on=NOV)],
        exams=[exam(EXAM, KNS07), exam(100, KNS01)],
        enrolments=[enrolment(completed_on=NOV)],
        results=[result()],
    )

    own = own_of(world)

    assert {name: own[name] for name in ("in_scope", "enrolled", "sat")} == {
        "in_scope": 1,
        "enrolled": 1,
        "sat": 1,
    }
    assert {name: own[name] for name in ("passed", "passed_all", "completed", "overdue")} == {
        "passed": 1,
        "passed_all": 0,
        "completed": 0,
        "overdue": 1,
    }


def test_one_failed_exam_of_two_is_no_pass():
    world = make_world(
        assignments=[assignment(), assignment(course=KNS01)],
        exams=[exam(EXAM, KNS07), exam(100, KNS01)],
        results=[result(), result(exam=100, passed=False)],
    )

    own = own_of(world)

    assert (own["sat"], own["passed"], own["passed_all"]) == (1, 0, 0)


def test_two_assignments_of_one_course_count_once():
    world = make_world(
        assignments=[assignment(due_on=NOV), assignment(agency=PROVINCE), assignment(due_on=None)]
    )

    obligations = analyse(world.frames(), PERIOD, AS_OF)[0]

    assert len(obligations) == 1
    assert obligations.loc[0, "due_on"] == pd.Timestamp(NOV)


def test_row_holds_what_rules_read():
    retake = result(score=9000, settled_on=AS_OF, exam=701)
    world = make_world(
        exams=[exam(EXAM, KNS07), exam(701, KNS07, 2)],
        results=[retake, result(score=6000, passed=False)],
        voided=[{"staff": 1, "exam": EXAM, "started_on": NOV}],
    )

    (row,) = analyse(world.frames(), PERIOD, AS_OF)[0].to_dict("records")

    assert (row["first_score"], row["best"], row["passed_on"]) == (5500, 9000, pd.Timestamp(AS_OF))
    assert (row["attempts_used"], row["attempts_allowed"], row["violations"]) == (4, 5, 1)


def test_subtree_holds_what_is_below():
    members = [{"staff": n, "agency": a} for n, a in enumerate((OFFICE, OFFICE, BUREAU, OTHER), start=1)]
    world = make_world(
        members=members, assignments=[assignment(agency=PROVINCE)], results=[result(), result(3, 4000, False)]
    )

    nodes = analyse(world.frames(), PERIOD, AS_OF)[2].set_index("code")

    assert nodes["own_in_scope"].to_dict() == {"H77.3.1": 2, "H77": 0, "H77.3": 1, "H77.4": 1}
    assert nodes["subtree_in_scope"].to_dict() == {"H77.3.1": 2, "H77": 4, "H77.3": 3, "H77.4": 1}
    assert nodes.loc["H77", ["subtree_sat", "subtree_passed", "subtree_score_sum"]].tolist() == [2, 1, 12000]


def test_paths_lead_from_root_down():
    nodes = analyse(make_world().frames(), PERIOD, AS_OF)[2].set_index("code")

    assert nodes["path"].to_dict() == {
        "H77": "H77/",
        "H77.3": "H77/H77.3/",
        "H77.3.1": "H77/H77.3/H77.3.1/",
        "H77.4": "H77/H77.4/",
    }


@pytest.mark.parametrize("parents", [{1: 1}, {1: 2, 2: 1}, {1: 2, 2: 3, 3: 1}])
def test_refuses_circle_of_parents(parents):
    rows = [{"agency": a, "parent": b, "code": str(a), "name": ""} for a, b in parents.items()]

    with pytest.raises(BrokenTree):
        close_tree(frame("tree", rows, ["agency", "parent", "code", "name"]))


def test_nothing_at_all_is_fine():
    _obligations, people, nodes = analyse(World().frames(), PERIOD, AS_OF)

    assert people.empty
    assert nodes.empty


# pandas sets up slowly on a busy machine: how long one example takes says nothing.
SLOWLY = settings(deadline=None, max_examples=60)
DAYS = st.dates(date(2025, 11, 1), date(2027, 1, 31))
PAST = st.dates(date(2025, 11, 1), AS_OF)


EXAMS, SCORES = st.integers(1, 4), st.integers(0, 10_000)
RESULT = {
    "exam": EXAMS,
    "score": SCORES,
    "passed": st.booleans(),
    "settled_on": PAST,
    "first_score": SCORES,
    "attempts_used": st.integers(1, 3),
}


@st.composite
def worlds(draw):
    """Small random worlds: up to 7 agencies in a forest, 6 people, 3 courses, 4 exams."""
    size = draw(st.integers(1, 7))
    parents = [draw(st.none() | st.integers(1, n)) if n else None for n in range(size)]
    agencies, staff, courses = st.integers(1, size), st.integers(1, 6), st.integers(1, 3)
    members = draw(st.dictionaries(staff, agencies, max_size=6))
    exams = draw(st.dictionaries(EXAMS, courses, max_size=4))
    return World(
        tree=[{"agency": n + 1, "parent": p, "code": f"H{n}", "name": ""} for n, p in enumerate(parents)],
        members=[{"staff": s, "agency": a} for s, a in members.items()],
        assignments=draw(
            st.lists(rows(course=courses, agency=agencies, starts_on=DAYS, due_on=DAYS), max_size=5)
        ),
        exemptions=draw(st.lists(rows(staff=staff, course=st.none() | courses), max_size=2)),
        enrolments=draw(
            unique(["staff", "course"], staff=staff, course=courses, completed_on=st.none() | PAST)
        ),
        exams=[exam(number, course) for number, course in exams.items()],
        results=draw(unique(["staff", "exam"], staff=staff, **RESULT)),
        voided=draw(st.lists(rows(staff=staff, exam=EXAMS, started_on=PAST), max_size=3)),
    )


def rows(**fields):
    return st.fixed_dictionaries(fields)


def unique(key, **fields):
    return st.lists(rows(**fields), max_size=8, unique_by=lambda row: tuple(row[name] for name in key))


@SLOWLY
@given(worlds())
def test_agrees_with_brute_force(world):
    nodes = analyse(world.frames(), PERIOD, AS_OF)[2].set_index("agency").to_dict("index")

    found = {
        agency: ({n: row[f"own_{n}"] for n in SUMS}, {n: row[f"subtree_{n}"] for n in SUMS})
        for agency, row in nodes.items()
    }

    assert found == node_sums(world, PERIOD, AS_OF)


@SLOWLY
@given(worlds())
def test_subtree_is_own_plus_children(world):
    nodes = analyse(world.frames(), PERIOD, AS_OF)[2].set_index("agency")
    subtree = nodes[[f"subtree_{name}" for name in SUMS]]

    children = subtree.groupby(nodes["parent"]).sum().reindex(nodes.index, fill_value=0)

    assert (
        subtree.to_numpy() == nodes[[f"own_{name}" for name in SUMS]].to_numpy() + children.to_numpy()
    ).all()


@SLOWLY
@given(worlds())
def test_roots_hold_everybody_once(world):
    _obligations, people, nodes = analyse(world.frames(), PERIOD, AS_OF)

    roots = nodes[nodes["parent"].isna()]

    assert roots["subtree_in_scope"].sum() == len(people) == people["staff"].nunique()


@SLOWLY
@given(worlds())
def test_passed_never_exceeds_sat(world):
    nodes = analyse(world.frames(), PERIOD, AS_OF)[2]

    assert (nodes["subtree_passed"] <= nodes["subtree_sat"]).all()
    assert (nodes["subtree_sat"] <= nodes["subtree_in_scope"]).all()
