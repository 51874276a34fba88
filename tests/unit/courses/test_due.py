"""Due dates without a database."""

from datetime import date, timedelta

import pytest

from courses.models import Assignment, Enrolment
from courses.models.learning import path_prefixes
from courses.obligations import Due
from courses.templatetags.courses_tags import due_tone, due_words
from tests.conftest import NOON

TODAY = date(2026, 11, 20)


def due_in(days: int, *, done: bool = False) -> Due:
    enrolment = Enrolment(completed_at=NOON if done else None)
    return Due(Assignment(due_on=TODAY + timedelta(days=days)), enrolment, TODAY)


@pytest.mark.parametrize(
    ("days", "done", "overdue", "tone"),
    [
        (30, False, False, "idle"),
        (8, False, False, "idle"),
        (7, False, False, "warn"),
        (0, False, False, "warn"),
        (-1, False, True, "bad"),
        (-1, True, False, "ok"),
        (5, True, False, "ok"),
    ],
)
def test_tone_follows_the_days(days: int, done: bool, overdue: bool, tone: str) -> None:
    due = due_in(days, done=done)

    assert due.overdue is overdue
    assert due_tone(due) == tone


@pytest.mark.parametrize(("days", "number"), [(3, "3"), (-2, "2"), (40, "40")])
def test_words_tell_the_days(days: int, number: str) -> None:
    assert number in due_words(due_in(days))


def test_nothing_begun_is_not_done() -> None:
    assert not Due(Assignment(due_on=TODAY), None, TODAY).done


def test_path_begins_at_the_root() -> None:
    assert path_prefixes("000100020003") == ["0001", "00010002", "000100020003"]
