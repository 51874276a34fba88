"""A course with three lessons, for those who learn."""

import pytest

from courses.models import CoursePage, LessonPage
from tests import factories


@pytest.fixture
def course(db: None) -> CoursePage:
    """A course of three lessons, completed by its lessons."""
    return factories.make_course(code="KNS-07", lessons=3, completion_rule="lessons")


@pytest.fixture
def lessons(course: CoursePage) -> list[LessonPage]:
    """Its lessons in order."""
    return list(course.lessons())
