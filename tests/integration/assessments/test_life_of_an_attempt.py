"""Saves, submits, sweeps, takeovers, pauses and extensions in any order, against a model of a few lines.

Promise: one final state, one score, nothing written after the close, and what was acknowledged counts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from operator import itemgetter
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from assessments.models import Attempt, AttemptEvent, ExamPart, Response, ResponseLog, Score
from assessments.services import saving
from assessments.services.attempts import close_overdue, start_attempt, submit_attempt, take_over_seat
from assessments.services.errors import AnswerIsOlder, AttemptIsOver, AttemptIsPaused, Refusal, SeatHasMoved
from assessments.services.interventions import extend_attempt, pause_attempt, resume_attempt
from assessments.services.saving import Answer, Saved, save_response
from people.models import Agency, StaffProfile, User
from tests import factories
from tests.conftest import NOON

ITEMS = 3
MINUTE = timedelta(minutes=1)


@dataclass
class Model:
    """An attempt as a person would explain it; times are minutes since the start."""

    now: int = 0
    deadline: int = 30
    seat: int = 1
    closed: bool = False
    paused_since: int | None = None
    counting: dict[int, tuple[tuple[int, int], int]] = field(default_factory=dict)
    waiting: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return self.closed or (self.paused_since is None and self.now >= self.deadline + 1)

    def save(self, seat: int, sequence: int, position: int, value: int) -> type:
        """What the save is answered with."""
        before = self.counting.get(position)
        if before == ((seat, sequence), value):
            return Saved
        if self.over:
            return AttemptIsOver
        if self.paused_since is not None:
            if (sequence, seat, position, value) not in self.waiting:
                self.waiting.append((sequence, seat, position, value))
            return AttemptIsPaused
        if seat != self.seat:
            return SeatHasMoved
        if before and before[0] >= (seat, sequence):
            return AnswerIsOlder
        self.counting[position] = ((seat, sequence), value)
        return Saved

    def resume(self) -> None:
        """The time stood still; of what came meanwhile from the device in charge the newest of each item counts."""
        self.deadline += self.now - (self.paused_since or 0)
        self.paused_since = None
        ordered = sorted(self.waiting, key=itemgetter(0))
        newest = {
            position: (seat, sequence, value)
            for sequence, seat, position, value in ordered
            if seat == self.seat
        }
        for position, (seat, sequence, value) in newest.items():
            before = self.counting.get(position)
            if before is None or before[0] < (seat, sequence):
                self.counting[position] = ((seat, sequence), value)
        self.waiting.clear()


class Life(RuleBasedStateMachine):
    """One candidate's attempt, from start to wherever it ends."""

    part: ExamPart
    person: Callable[[], StaffProfile]
    invigilator: User

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.attempt = start_attempt(type(self).person(), self.part, now=NOON, by=None)

    @property
    def now(self) -> Any:
        return NOON + self.model.now * MINUTE

    @rule(minutes=st.sampled_from([1, 1, 2, 5, 15]))
    def time_passes(self, minutes: int) -> None:
        self.model.now += minutes

    @rule(
        back=st.integers(0, 2),
        sequence=st.integers(1, 6),
        position=st.integers(1, ITEMS),
        value=st.integers(0, 3),
    )
    def save(self, back: int, sequence: int, position: int, value: int) -> None:
        """From the seat in charge, or from one before it."""
        seat = max(self.model.seat - back, 1)
        answer = Answer(self.attempt.pk, self.attempt.staff_id, seat, sequence, position, value)
        expected = self.model.save(seat, sequence, position, value)
        try:
            told: Any = save_response(answer, now=self.now)
        except Refusal as refusal:
            told = refusal
        assert type(told) is expected

    @rule()
    def submit(self) -> None:
        closes = not self.model.closed and self.model.paused_since is None
        assert submit_attempt(self.fresh(), now=self.now, by=None) is closes
        self.model.closed |= closes

    @rule()
    def sweep(self) -> None:
        close_overdue(now=self.now)
        self.model.closed |= self.model.over

    @rule()
    def take_over(self) -> None:
        try:
            take_over_seat(self.fresh(), now=self.now, by=None)
        except AttemptIsOver:
            assert self.model.over
        else:
            assert not self.model.over
            self.model.seat += 1

    @precondition(lambda self: not self.model.over and self.model.paused_since is None)
    @rule()
    def pause(self) -> None:
        pause_attempt(self.fresh(), now=self.now, by=self.invigilator)
        self.model.paused_since = self.model.now

    @precondition(lambda self: self.model.paused_since is not None)
    @rule()
    def resume(self) -> None:
        resume_attempt(self.fresh(), now=self.now, by=self.invigilator)
        self.model.resume()

    @precondition(lambda self: not self.model.over)
    @rule(minutes=st.integers(1, 10))
    def extend(self, minutes: int) -> None:
        extend_attempt(self.fresh(), minutes, reason="Mất điện", now=self.now, by=self.invigilator)
        self.model.deadline += minutes

    @invariant()
    def what_was_acknowledged_counts_and_nothing_else(self) -> None:
        rows = Response.objects.filter(attempt=self.attempt)
        kept = {row.position: ((row.seat, row.sequence), row.value) for row in rows}
        assert kept == self.model.counting

    @invariant()
    def one_end_and_one_score(self) -> None:
        row = self.fresh()
        assert row.state == ("scored" if self.model.closed else "in_progress")
        assert row.deadline == NOON + self.model.deadline * MINUTE
        assert row.seat == self.model.seat
        right = sum(value == 0 for _stamp, value in self.model.counting.values())
        scores = [score.raw for score in Score.objects.filter(attempt=row)]
        assert scores == ([right] if self.model.closed else [])
        ends = AttemptEvent.objects.filter(attempt=row, kind="submitted")
        assert ends.count() == int(self.model.closed)

    @invariant()
    def every_acknowledgement_is_in_the_log(self) -> None:
        timely = ResponseLog.objects.filter(attempt=self.attempt, late=False)
        logged = {(row.position, (row.seat, row.sequence), row.value) for row in timely}
        assert {(position, *rest) for position, rest in self.model.counting.items()} <= logged

    def fresh(self) -> Attempt:
        return Attempt.objects.get(pk=self.attempt.pk)


@pytest.fixture
def life(department: Agency, examiner: StaffProfile) -> type[Life]:
    """The machine over an exam of three items, thirty minutes and one minute of grace."""

    class LifeHere(Life):
        part = factories.make_open_exam(department, items=ITEMS).parts.get()
        person = staticmethod(lambda: factories.make_staff(agency=department))
        invigilator = examiner.user

    return LifeHere


def test_any_life_ends_as_the_model_says(life: type[Life]) -> None:
    calm = settings(
        max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
    )

    run_state_machine_as_test(life, settings=calm)


def test_without_the_order_guard_the_model_disagrees(life: type[Life], without: Callable[..., None]) -> None:
    """The mutant: what arrives last wins."""
    without(saving, "is_newer", "WHERE (current.seat, current.sequence) < (EXCLUDED.seat, EXCLUDED.sequence)")
    one = life()
    one.save(back=0, sequence=2, position=1, value=0)

    with pytest.raises(AssertionError):
        one.save(back=0, sequence=1, position=1, value=3)


def test_without_the_end_guard_the_model_disagrees(life: type[Life], without: Callable[..., None]) -> None:
    """The mutant: time never ends."""
    without(saving.clock, "is_open", "AND %(now)s < closes_at")
    one = life()
    one.time_passes(31)

    with pytest.raises(AssertionError):
        one.save(back=0, sequence=1, position=1, value=0)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Takes a guard out, of the statement and of the transaction."""

    def take(module: Any, guard: str, in_statement: str) -> None:
        assert in_statement in saving.ONE_STATEMENT
        monkeypatch.setattr(saving, "ONE_STATEMENT", saving.ONE_STATEMENT.replace(in_statement, ""))
        monkeypatch.setattr(module, guard, lambda *_: True)

    return take
