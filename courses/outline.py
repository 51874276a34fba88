"""A course as one learner meets it: its lessons in order, which are done, where to go on."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from .models import CompletionRule, CoursePage, Enrolment, LessonPage


@dataclass(frozen=True)
class Outline:
    """The published lessons of a course with a learner's progress, or without any for a visitor."""

    course: CoursePage
    enrolment: Enrolment | None
    lessons: list[LessonPage]
    done: frozenset[int]

    @classmethod
    def of(cls, course: CoursePage, enrolment: Enrolment | None) -> "Outline":
        """Two queries: the lessons, and those completed."""
        lessons = list(course.lessons())
        done: frozenset[int] = frozenset()
        if enrolment is not None:
            done = frozenset(enrolment.progress.exclude(completed_at=None).values_list("lesson", flat=True))
        return cls(course, enrolment, lessons, done)

    @property
    def minutes(self) -> int:
        """Reading time of all lessons."""
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def done_count(self) -> int:
        """How many of today's lessons are completed."""
        return sum(lesson.pk in self.done for lesson in self.lessons)

    @property
    def done_of(self) -> str:
        """The same as 2/6."""
        return f"{self.done_count}/{len(self.lessons)}"

    @property
    def percent(self) -> int:
        """Whole percent, rounded down."""
        return 100 * self.done_count // len(self.lessons) if self.lessons else 0

    @property
    def waits_for_exam(self) -> bool:
        """Every lesson is done and only the final exam is missing."""
        return (
            self.enrolment is not None
            and self.enrolment.completed_at is None
            and self.course.completion_rule == CompletionRule.LESSONS_AND_EXAM
            and self.next_lesson is None
        )

    @property
    def next_lesson(self) -> LessonPage | None:
        """Where to go on: the last opened lesson if it is not done, else the next undone one, else the first undone."""
        undone = [lesson for lesson in self.lessons if lesson.pk not in self.done]
        last = self.position(self.enrolment.last_lesson_id) if self.enrolment else None
        ahead = [lesson for lesson in self.lessons[last or 0 :] if lesson in undone]
        return next(iter(ahead or undone), None)

    def position(self, lesson_id: int | None) -> int | None:
        """The index of a lesson, or None if it is not published any more."""
        ids = [lesson.pk for lesson in self.lessons]
        return ids.index(lesson_id) if lesson_id in ids else None

    def after(self, lesson: LessonPage) -> LessonPage | None:
        """The lesson that follows in order."""
        index = self.position(lesson.pk)
        return self.lessons[index + 1] if index is not None and index + 1 < len(self.lessons) else None

    def before(self, lesson: LessonPage) -> LessonPage | None:
        """The lesson that stands before."""
        index = self.position(lesson.pk)
        return self.lessons[index - 1] if index else None

    def rows(
        self, request: HttpRequest, current: LessonPage | None = None, *, linked: bool
    ) -> list[dict[str, Any]]:
        """What `components/outline.html` wants. Lessons are links only for those who may read them."""
        return [
            {
                "title": lesson.title,
                "url": lesson.get_url(request) if linked else None,
                "minutes": lesson.minutes,
                "done": lesson.pk in self.done,
                "current": current is not None and lesson.pk == current.pk,
            }
            for lesson in self.lessons
        ]
