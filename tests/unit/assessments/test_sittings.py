"""Who may start in a sitting, from when the time counts, and whom its end would cut short."""

from datetime import timedelta

import pytest

from assessments.core import lifecycle
from assessments.core.sittings import (
    Times,
    clock_starts_at,
    cuts_short,
    last_start,
    outside_window,
    over_before_last_start,
    standing,
)
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)
READY = Times(NOON, NOON + 15 * MINUTE, NOON + 60 * MINUTE, together=False)
TOGETHER = Times(NOON, NOON + 15 * MINUTE, NOON + 60 * MINUTE, together=True)
OPEN_END = Times(NOON, NOON + 15 * MINUTE, None, together=False)


@pytest.mark.parametrize(
    ("minutes_after", "admitted", "started", "expected"),
    [
        (-1, True, False, "not_begun"),
        (-1, False, False, "not_begun"),
        (0, True, False, "may_start"),
        (0, False, False, "not_admitted"),
        (14, True, False, "may_start"),
        (15, True, False, "too_late"),
        (15, False, False, "too_late"),
        (15, True, True, "may_start"),
        (59, True, True, "may_start"),
        (60, True, True, "too_late"),
    ],
)
def test_standing(minutes_after: int, admitted: bool, started: bool, expected: str) -> None:
    now = NOON + minutes_after * MINUTE

    assert standing(READY, now=now, admitted=admitted, started=started) == expected


def test_next_part_without_a_fixed_end_may_always_start() -> None:
    assert standing(OPEN_END, now=NOON + 600 * MINUTE, admitted=True, started=True) == "may_start"


@pytest.mark.parametrize(
    ("times", "started", "expected"),
    [(READY, False, 10), (TOGETHER, False, 0), (TOGETHER, True, 10)],
)
def test_time_counts_from(times: Times, started: bool, expected: int) -> None:
    assert clock_starts_at(times, now=NOON + 10 * MINUTE, started=started) == NOON + expected * MINUTE


@pytest.mark.parametrize(
    ("times", "minutes", "expected"),
    [
        (READY, [45], False),
        (READY, [46], True),
        (READY, [25, 20], False),
        (READY, [25, 21], True),
        (TOGETHER, [60], False),
        (TOGETHER, [61], True),
        (READY, [None], False),
        (READY, [None, 90], False),
        (OPEN_END, [1440], False),
    ],
)
def test_fixed_end_cuts_short(times: Times, minutes: list[int | None], expected: bool) -> None:
    assert cuts_short(times, minutes) is expected


@pytest.mark.parametrize(
    ("times", "minutes", "expected"),
    [(TOGETHER, 15, True), (TOGETHER, 16, False), (TOGETHER, None, False), (READY, 15, False)],
)
def test_common_time_is_over_before_the_last_start(times: Times, minutes: int | None, expected: bool) -> None:
    assert over_before_last_start(times, minutes) is expected


@pytest.mark.parametrize(
    ("times", "minutes", "expected"),
    [
        (READY, [45], 15),
        (READY, [30, 20], 45),
        (TOGETHER, [30, 20], 30),
        (TOGETHER, [10, 20], 15),
        (READY, [], 15),
    ],
)
def test_last_start(times: Times, minutes: list[int | None], expected: int) -> None:
    assert last_start(times, minutes) == NOON + expected * MINUTE


@pytest.mark.parametrize(
    ("opens_after", "closes_after", "expected"),
    [(None, None, False), (0, 15, False), (1, None, True), (None, 14, True)],
)
def test_window_of_the_exam(opens_after: int | None, closes_after: int | None, expected: bool) -> None:
    opens_at, closes_at = (
        None if after is None else NOON + after * MINUTE for after in (opens_after, closes_after)
    )

    assert outside_window(READY, [45], opens_at, closes_at) is expected


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("admitted", ["expected"]),
        ("absent", ["expected"]),
        ("moved", ["expected", "absent"]),
        ("expected", ["admitted"]),
    ],
)
def test_states_before_a_state_of_a_place(new: str, old: list[str]) -> None:
    assert lifecycle.before(lifecycle.PLACE, new) == old


def test_sitting_goes_one_way() -> None:
    steps = {old: set(new) for old, new in lifecycle.SITTING.items()}

    assert steps == {
        "draft": {"published"},
        "published": {"closed", "cancelled"},
        "closed": set(),
        "cancelled": set(),
    }
