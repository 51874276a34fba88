"""A course that wants lessons and exam is completed by whichever comes last."""

from datetime import datetime

import pytest

from assessments.models import Exam, Response
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.completion import complete_missed
from courses.models import CoursePage, Enrolment
from courses.services import enrol, record_progress
from people.models import Agency, StaffProfile
from tests import factories


@pytest.fixture
def course(department: Agency) -> CoursePage:
    """A course of one lesson that also wants its exam."""
    return factories.make_course(lessons=1)


@pytest.fixture
def exam(department: Agency, course: CoursePage) -> Exam:
    """The course's official exam; option 0 is always right."""
    return factories.make_open_exam(department, course=course)


@pytest.fixture
def enrolment(learner: StaffProfile, course: CoursePage, now: datetime) -> Enrolment:
    """The learner takes the course."""
    return enrol(learner, course, now=now)


def sit(staff: StaffProfile, exam: Exam, option: int, now: datetime) -> None:
    """Answers every item with the same option and submits."""
    attempt = start_attempt(staff, exam.parts.get(), now=now, by=staff.user)
    Response.objects.bulk_create(
        Response(attempt=attempt, position=position, value=option, seat=1, sequence=position, saved_at=now)
        for position in range(1, 5)
    )
    submit_attempt(attempt, now=now, by=staff.user)


def test_exam_after_the_lessons_completes(enrolment: Enrolment, exam: Exam, now: datetime) -> None:
    record_progress(enrolment, enrolment.course.lessons().get(), now=now)

    sit(enrolment.staff, exam, 0, now)

    enrolment.refresh_from_db()
    assert enrolment.completed_at == now


def test_last_lesson_after_the_exam_completes(enrolment: Enrolment, exam: Exam, now: datetime) -> None:
    sit(enrolment.staff, exam, 0, now)

    record_progress(enrolment, enrolment.course.lessons().get(), now=now)

    enrolment.refresh_from_db()
    assert enrolment.completed_at == now


def test_failed_exam_does_not_complete(enrolment: Enrolment, exam: Exam, now: datetime) -> None:
    record_progress(enrolment, enrolment.course.lessons().get(), now=now)

    sit(enrolment.staff, exam, 1, now)

    enrolment.refresh_from_db()
    assert enrolment.completed_at is None


def test_missed_completion_is_healed(enrolment: Enrolment, exam: Exam, now: datetime) -> None:
    sit(enrolment.staff, exam, 0, now)
    record_progress(enrolment, enrolment.course.lessons().get(), now=now)
    Enrolment.objects.update(completed_at=None)

    assert (complete_missed(now=now), complete_missed(now=now)) == (1, 0)
