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

from datetime import date

import pytest

from tests import factories
from tests import report_factories as make


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
