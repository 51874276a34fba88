import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reports.rules import (
    RULES,
    AgencyFacts,
    BadParameters,
    CourseFacts,
    Finding,
    PersonFacts,
    check_parameters,
    evaluate,
)
from reports.rules.catalogue import drop_same_people, keep_highest_award

COURSE = CourseFacts(
    code="KNS-07",
    title="An toàn thông tin",
    has_exam=True,
    due_on=date(2026, 11, 30),
    completed_on=date(2026, 11, 10),
    passed_on=date(2026, 11, 10),
    score=Decimal(92),
    first_score=Decimal(92),
    attempts_used=1,
    attempts_allowed=3,
    violations=0,
)
PERSON = PersonFacts(staff=7, full_name="Nguyễn Văn Đức", agency="H77.3", courses=(COURSE,))
FAILED = replace(
    COURSE, passed_on=None, completed_on=None, score=Decimal("62.5"), first_score=Decimal(40), attempts_used=3
)
AGENCY = AgencyFacts(
    "H77.3", "Sở Nội vụ", "H77", in_scope=20, took_part=20, sat=20, passed_all=19, violations=0
)


def defaults(rule):
    return check_parameters(RULES[rule].parameters, {})


def find(rule, subject, numbers=None, *, period_over=True):
    return evaluate(rule, numbers or defaults(rule), [subject], period_over=period_over)


def with_course(**changes):
    return replace(PERSON, courses=(replace(COURSE, **changes),))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, 1),
        ({"first_score": Decimal(90)}, 1),
        ({"first_score": Decimal("89.99")}, 0),
        ({"first_score": None}, 0),
        ({"passed_on": date(2026, 12, 1)}, 0),
        ({"completed_on": date(2026, 12, 1)}, 0),
        ({"completed_on": None}, 0),
        ({"due_on": None}, 1),
        ({"violations": 1}, 0),
        ({"has_exam": False}, 0),
    ],
)
def test_kt2_wants_everything_right(changes, found):
    assert len(find("KT2", with_course(**changes))) == found


def test_kt2_looks_at_every_course():
    both = replace(PERSON, courses=(COURSE, replace(COURSE, code="KNS-01", first_score=Decimal(70))))

    assert find("KT2", both) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, 1),
        ({"attempts_used": 2}, 0),
        ({"attempts_allowed": 0}, 0),
        ({"passed_on": date(2026, 11, 1)}, 0),
        ({"has_exam": False}, 0),
        ({"score": None}, 1),
    ],
)
def test_xl3_wants_attempts_used_up(changes, found):
    person = replace(PERSON, courses=(COURSE, replace(FAILED, **changes)))

    assert len(find("XL3", person)) == found


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, 1),
        ({"passed_all": 18}, 0),
        ({"took_part": 19}, 0),
        ({"violations": 1}, 0),
        ({"in_scope": 4, "took_part": 4, "passed_all": 4}, 0),
        ({"in_scope": 5, "took_part": 5, "passed_all": 5}, 1),
    ],
)
def test_kt6_wants_all_taking_part(changes, found):
    assert len(find("KT6", replace(AGENCY, **changes))) == found


@pytest.mark.parametrize(
    ("took_part", "over", "found"), [(15, True, 1), (16, True, 0), (0, True, 1), (0, False, 0)]
)
def test_xl7_waits_for_period_end(took_part, over, found):
    assert len(find("XL7", replace(AGENCY, took_part=took_part), period_over=over)) == found


def test_numbers_change_the_verdict():
    person = with_course(first_score=Decimal(85))

    assert find("KT2", person) == []
    assert len(find("KT2", person, {"min_score": 85})) == 1


@pytest.mark.parametrize(
    ("rule", "subject", "words"),
    [
        ("KT2", PERSON, ["Nguyễn Văn Đức", "KNS-07 92/100", "90"]),
        ("XL3", replace(PERSON, courses=(FAILED,)), ["KNS-07", "62,5/100", "30/11/2026", "30"]),
        ("KT6", AGENCY, ["Sở Nội vụ", "100 %", "95 %", "20"]),
        ("XL7", replace(AGENCY, took_part=15), ["Sở Nội vụ", "75 %", "80 %"]),
    ],
)
def test_sentence_names_the_facts(rule, subject, words):
    (finding,) = find(rule, subject)

    assert [word for word in words if word not in finding.sentence] == []


def test_facts_are_plain_json():
    (finding,) = find("XL3", replace(PERSON, courses=(FAILED,)))

    facts = json.loads(json.dumps(finding.facts))

    assert facts["courses"][0]["score"] == "62.5"
    assert facts["courses"][0]["due_on"] == "2026-11-30"
    assert facts["numbers"] == {"extra_days": 30}


def test_reminders_are_no_findings():
    assert find("XL1", PERSON) == []


@pytest.mark.parametrize(
    ("rule", "given", "problem"),
    [
        ("KT2", {"min_score": 101}, "min_score"),
        ("KT2", {"min_score": "90"}, "min_score"),
        ("KT2", {"min_score": True}, "min_score"),
        ("KT2", {"pass_mark": 90}, "pass_mark"),
        ("XL1", {"days_before": []}, "days_before"),
        ("XL1", {"days_before": [0]}, "days_before"),
        ("XL1", {"days_before": "14"}, "days_before"),
    ],
)
def test_refuses_numbers_out_of_bounds(rule, given, problem):
    with pytest.raises(BadParameters) as refusal:
        check_parameters(RULES[rule].parameters, given)

    assert list(refusal.value.problems) == [problem]


def test_fills_absent_numbers_by_default():
    assert check_parameters(RULES["KT6"].parameters, {"min_passed": 90}) == {
        "min_took_part": 100,
        "min_passed": 90,
        "min_people": 5,
    }
    assert defaults("XL1") == {"days_before": [14, 7, 1]}


def test_one_achievement_one_award():
    low, high, other = Finding("KT2", 7, {}, ""), Finding("KT3", 7, {}, ""), Finding("KT2", 8, {}, "")
    follow_up = Finding("XL3", 7, {}, "")

    assert keep_highest_award([low, high, other, follow_up]) == [high, other, follow_up]


def test_same_people_praised_once():
    above = Finding("KT6", "H77", {"parent": None, "in_scope": 20}, "")
    same = Finding("KT6", "H77.3", {"parent": "H77", "in_scope": 20}, "")
    fewer = Finding("KT6", "H77.3.1", {"parent": "H77.3", "in_scope": 8}, "")

    assert drop_same_people([above, same, fewer]) == [above, fewer]
