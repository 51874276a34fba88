"""Enrolment, progress and completion."""

from datetime import datetime
from typing import Any

import pytest

from courses.errors import AlreadyWithdrawn, CourseCompleted, CourseNotOpen, LessonNotInCourse, NotEnrolled
from courses.models import CoursePage, Enrolment, LessonPage
from courses.services import complete_if_due, enrol, open_lesson, record_progress, withdraw_enrolment
from courses.signals import course_completed
from people.models import StaffProfile
from tests import factories


@pytest.fixture
def enrolment(learner: StaffProfile, course: CoursePage, now: datetime) -> Enrolment:
    """The learner takes the course."""
    return enrol(learner, course, now=now)


@pytest.fixture
def examined(enrolment: Enrolment) -> Enrolment:
    """The same, where the course wants the final exam too."""
    CoursePage.objects.update(completion_rule="lessons_and_exam")
    enrolment.course.refresh_from_db()
    return enrolment


@pytest.fixture
def completions() -> Any:
    """The enrolments that were announced as completed."""
    heard: list[Enrolment] = []

    def hear(enrolment: Enrolment, **kwargs: Any) -> None:
        heard.append(enrolment)

    course_completed.connect(hear)
    yield heard
    course_completed.disconnect(hear)


def finish(enrolment: Enrolment, lessons: list[LessonPage], now: datetime) -> None:
    for lesson in lessons:
        record_progress(enrolment, lesson, now=now)
    enrolment.refresh_from_db()


def test_enrolling_twice_is_once(learner: StaffProfile, enrolment: Enrolment, now: datetime) -> None:
    again = enrol(learner, enrolment.course, now=now)

    assert again == enrolment


def test_draft_course_takes_nobody(learner: StaffProfile, course: CoursePage, now: datetime) -> None:
    course.unpublish()

    with pytest.raises(CourseNotOpen):
        enrol(learner, course, now=now)


def test_percent_counts_lessons(enrolment: Enrolment, lessons: list[LessonPage], now: datetime) -> None:
    record_progress(enrolment, lessons[0], now=now)

    enrolment.refresh_from_db()
    assert enrolment.percent == 33
    assert enrolment.last_lesson == lessons[0]
    assert enrolment.completed_at is None


def test_opening_is_not_completing(enrolment: Enrolment, lessons: list[LessonPage], now: datetime) -> None:
    progress = open_lesson(enrolment, lessons[1], now=now)

    assert progress.completed_at is None
    assert enrolment.last_lesson == lessons[1]
    assert enrolment.percent == 0


def test_lessons_complete_the_course(
    enrolment: Enrolment, lessons: list[LessonPage], completions: list[Enrolment], now: datetime
) -> None:
    finish(enrolment, lessons, now)

    assert enrolment.percent == 100
    assert enrolment.completed_at == now
    assert completions == [enrolment]


def test_repeating_announces_nothing(
    enrolment: Enrolment, lessons: list[LessonPage], completions: list[Enrolment], now: datetime
) -> None:
    finish(enrolment, lessons, now)
    finish(enrolment, lessons, now)

    assert len(completions) == 1


def test_lessons_alone_are_not_enough(examined: Enrolment, lessons: list[LessonPage], now: datetime) -> None:
    finish(examined, lessons, now)

    assert examined.completed_at is None
    assert complete_if_due(examined, exam_passed=True, now=now)
    assert examined.completed_at == now


def test_exam_alone_is_not_enough(examined: Enrolment, lessons: list[LessonPage], now: datetime) -> None:
    record_progress(examined, lessons[0], now=now)

    assert not complete_if_due(examined, exam_passed=True, now=now)


def test_unpublished_lesson_is_not_asked(
    enrolment: Enrolment, lessons: list[LessonPage], now: datetime
) -> None:
    lessons[2].unpublish()

    finish(enrolment, lessons[:2], now)

    assert enrolment.completed_at == now


def test_withdrawn_learns_no_more(enrolment: Enrolment, lessons: list[LessonPage], now: datetime) -> None:
    withdraw_enrolment(enrolment, now=now)

    with pytest.raises(NotEnrolled):
        record_progress(enrolment, lessons[0], now=now)


def test_withdrawing_twice_is_refused(enrolment: Enrolment, now: datetime) -> None:
    withdraw_enrolment(enrolment, now=now)

    with pytest.raises(AlreadyWithdrawn):
        withdraw_enrolment(enrolment, now=now)


def test_completed_course_stays(enrolment: Enrolment, lessons: list[LessonPage], now: datetime) -> None:
    finish(enrolment, lessons, now)

    with pytest.raises(CourseCompleted):
        withdraw_enrolment(enrolment, now=now)


def test_foreign_lesson_is_refused(enrolment: Enrolment, now: datetime) -> None:
    other = factories.make_course(lessons=1)

    with pytest.raises(LessonNotInCourse):
        open_lesson(enrolment, other.lessons()[0], now=now)
