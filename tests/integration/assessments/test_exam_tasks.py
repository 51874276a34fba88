"""What the worker does by itself: it closes what is over, and heals."""

from datetime import timedelta

import pytest
import time_machine
from django_q.models import Schedule

from assessments.models import Attempt, Result
from assessments.receivers import plan_tasks
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.tasks import heal, sweep
from tests.conftest import NOON


def test_sweep_closes_without_a_browser(attempt: Attempt) -> None:
    with time_machine.travel(attempt.closes_at, tick=False):
        assert sweep() == 1

    attempt.refresh_from_db()
    assert (attempt.state, attempt.closed_by) == ("scored", "clock")


def test_sweep_leaves_who_still_has_time(attempt: Attempt) -> None:
    with time_machine.travel(attempt.closes_at - timedelta(seconds=1), tick=False):
        assert sweep() == 0


def test_sweep_leaves_who_is_paused(attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(paused_at=NOON)

    with time_machine.travel(attempt.closes_at, tick=False):
        assert sweep() == 0


def test_heal_finds_a_missing_result(exam, learner, attempt: Attempt) -> None:
    submit_attempt(attempt, now=NOON, by=learner.user)
    Result.objects.all().delete()

    with time_machine.travel(NOON, tick=False):
        assert heal() == 1

    assert Result.objects.get().staff == learner


def test_heal_has_nothing_to_do_twice(exam, learner, colleague) -> None:
    attempt = start_attempt(colleague, exam.parts.get(), now=NOON, by=None)
    Attempt.objects.filter(pk=attempt.pk).update(state="submitted", submitted_at=NOON)

    with time_machine.travel(NOON, tick=False):
        assert [heal(), heal()] == [1, 0]


@pytest.mark.parametrize("name", ["assessments.sweep", "assessments.heal"])
def test_regular_tasks_are_planned_once(db: None, name: str) -> None:
    plan_tasks(using="default")
    plan_tasks(using="default")

    assert Schedule.objects.filter(name=name).count() == 1


def test_planned_tasks_exist(db: None) -> None:
    plan_tasks(using="default")

    paths = set(Schedule.objects.filter(name__startswith="assessments.").values_list("func", flat=True))
    assert paths == {f"{function.__module__}.{function.__name__}" for function in (sweep, heal)}
