"""The clock, the states and the order of saves."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assessments.core import clock, lifecycle
from assessments.core.ordering import Stamp, is_newer

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("minutes", "extra", "ends_at", "expected"),
    [
        (35, 0, None, NINE + 35 * MINUTE),
        (35, 10, None, NINE + 45 * MINUTE),
        (35, 10, NINE + 40 * MINUTE, NINE + 40 * MINUTE),
        (None, 10, None, NINE + 24 * HOUR),
        (None, 0, NINE + 2 * HOUR, NINE + 2 * HOUR),
    ],
)
def test_deadline(minutes: int | None, extra: int, ends_at: datetime | None, expected: datetime) -> None:
    assert clock.deadline_for(NINE, minutes, extra_minutes=extra, ends_at=ends_at) == expected


@pytest.mark.parametrize(("seconds", "counts"), [(59, True), (60, False), (61, False)])
def test_grace_ends_sharply(seconds: int, counts: bool) -> None:
    assert clock.is_open(NINE + timedelta(seconds=seconds), clock.closes_at(NINE, 60)) is counts


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NINE - MINUTE, "not_open_yet"),
        (NINE, "may_start"),
        (NINE + HOUR - MINUTE, "may_start"),
        (NINE + HOUR, "over"),
    ],
)
def test_window_is_for_starting(now: datetime, expected: str) -> None:
    assert clock.may_start(now, NINE, NINE + HOUR) == expected


def test_open_window_has_no_end() -> None:
    assert clock.may_start(NINE, None, None) == "may_start"


@pytest.mark.parametrize(("left", "seconds"), [(0.2, 1), (0, 0), (-5, 0), (61, 61)])
def test_seconds_left_round_up(left: float, seconds: int) -> None:
    assert clock.seconds_left(NINE, NINE + timedelta(seconds=left)) == seconds


@pytest.mark.parametrize(
    ("submitted_at", "closes", "state", "until"),
    [
        (NINE - 2 * HOUR, None, "wait", NINE + HOUR),
        (NINE - 4 * HOUR, None, "ready", NINE - HOUR),
        (NINE, None, "wait", NINE + 2 * HOUR),
        (NINE + 9 * HOUR, None, "wait", NINE + 2 * HOUR),
        (None, None, "wait", NINE + 2 * HOUR),
        (NINE, NINE + 2 * HOUR, "window_closes_before", NINE + 2 * HOUR),
        (NINE, NINE + 3 * HOUR, "wait", NINE + 2 * HOUR),
    ],
)
def test_waiting_runs_from_the_end(
    submitted_at: datetime | None, closes: datetime | None, state: str, until: datetime
) -> None:
    deadline = NINE - HOUR if submitted_at is None or submitted_at >= NINE else NINE

    waiting = clock.wait_before_next(
        NINE, last_deadline=deadline, last_submitted_at=submitted_at, wait_hours=3, window_closes_at=closes
    )

    assert (waiting.state, waiting.until) == (state, until)


@pytest.mark.parametrize(
    ("table", "old", "new", "expected"),
    [
        (lifecycle.ATTEMPT, "in_progress", "submitted", True),
        (lifecycle.ATTEMPT, "in_progress", "scored", False),
        (lifecycle.ATTEMPT, "scored", "voided", True),
        (lifecycle.ATTEMPT, "voided", "in_progress", False),
        (lifecycle.ITEM, "draft", "live", False),
        (lifecycle.ITEM, "review", "draft", True),
        (lifecycle.ITEM, "review", "live", True),
        (lifecycle.ITEM, "live", "retired", True),
        (lifecycle.EXAM, "closed", "published", False),
        (lifecycle.EXAM, "nowhere", "draft", False),
    ],
)
def test_states_follow_the_table(table: lifecycle.Table, old: str, new: str, expected: bool) -> None:
    assert lifecycle.allowed(table, old, new) is expected


def test_refused_step_says_which() -> None:
    with pytest.raises(lifecycle.TransitionRefused, match="voided -> scored"):
        lifecycle.require(lifecycle.ATTEMPT, "voided", "scored")


@pytest.mark.parametrize(
    ("given", "stored", "newer"),
    [
        (Stamp(1, 1), None, True),
        (Stamp(1, 2), Stamp(1, 1), True),
        (Stamp(1, 1), Stamp(1, 1), False),
        (Stamp(1, 9), Stamp(2, 1), False),
        (Stamp(2, 1), Stamp(1, 9), True),
    ],
)
def test_order_is_seat_then_sequence(given: Stamp, stored: Stamp | None, newer: bool) -> None:
    assert is_newer(given, stored) is newer
