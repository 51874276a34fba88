"""The worked example of docs/algorithms/roll-up.md, in the database.

Our department (manager, bureau_b) above its office (learner, colleague, exempted); KNS-07 assigned to the department.

| who       | at         | enrolled | completed | result    |
|-----------|------------|----------|-----------|-----------|
| manager   | department | yes      | 3 Nov     | 90 passed |
| bureau_b  | department | yes      | no        | 60 failed |
| learner   | office     | yes      | 19 Nov    | 80 passed |
| colleague | office     | no       | no        | none      |
| exempted  | office     | exempt   |           |           |
"""

from datetime import date, timedelta

import pytest
import time_machine

from people.models import Role
from reports.periods import parse_period
from reports.services import propose, roll_up, submit_proposal
from tests import factories
from tests import report_factories as make


@pytest.fixture
def at_noon(now):
    """The clock of pages and commands stands at the frozen noon."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def course(db):
    return factories.make_course("KNS-07")


@pytest.fixture
def exam(course, department):
    return make.make_exam_of(course, department)


@pytest.fixture
def bureau_b(department):
    return factories.make_staff(full_name="Đỗ Văn Bình", agency=department)


@pytest.fixture
def exempted(office):
    return factories.make_staff(full_name="Lý Thị Em", agency=office)


@pytest.fixture
def cohort(course, exam, department, manager, bureau_b, learner, colleague, exempted, stranger):
    """Everything of the table above; returns the course."""
    make.make_assignment(course, department, manager.user)
    make.make_enrolment(manager, course, date(2026, 11, 3))
    make.make_result(manager, exam, "90", date(2026, 11, 3))
    make.make_enrolment(bureau_b, course)
    make.make_result(bureau_b, exam, "60", date(2026, 11, 4), attempts_used=3)
    make.make_enrolment(learner, course, date(2026, 11, 19))
    make.make_result(learner, exam, "80", date(2026, 11, 19), first_score=40, attempts_used=2)
    make.make_exemption(exempted, manager.user)
    return course


@pytest.fixture
def run(cohort, now):
    """The year as of 20 November 2026."""
    return roll_up(parse_period("2026"), date(2026, 11, 20), now=now, by=None)


@pytest.fixture
def rules(db):
    """KT2, KT6, XL1, XL3 and XL7 with the usual numbers, small agencies included."""
    versions = [make.make_rule(code) for code in ("KT2", "XL1", "XL3")]
    versions += [make.make_rule(code, min_people=1) for code in ("KT6", "XL7")]
    return {version.rule.code: version for version in versions}


@pytest.fixture
def proposals(run, rules, now):
    """What the rules find in the worked example: KT2 for the manager, XL3 for bureau_b."""
    return {proposal.rule_code: proposal for proposal in propose(run, now=now, by=None)}


@pytest.fixture
def praise(proposals):
    """KT2 for the manager: under review from the start."""
    return proposals["KT2"]


@pytest.fixture
def follow_up(proposals):
    """XL3 for bureau_b: waits for the say until 27 November."""
    return proposals["XL3"]


@pytest.fixture
def second_manager(department):
    """Another HR manager of our department."""
    return factories.make_staff(full_name="Cao Thị Sen", agency=department, roles=[Role.HR_MANAGER])


@pytest.fixture
def submitted(follow_up, second_manager, now):
    """XL3, submitted after a silent hearing."""
    return submit_proposal(follow_up, now=now + timedelta(days=8), by=second_manager.user)
