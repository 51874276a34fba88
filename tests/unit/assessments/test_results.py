"""Which attempts count, and how far back a month lies."""

from datetime import datetime
from decimal import Decimal

import pytest

from assessments.core.results import UnknownCounting, counting_score, mean, months_before

SCORES = [Decimal(50), Decimal(100), Decimal(25), Decimal(100)]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ("highest", (Decimal(100), 1)),
        ("last", (Decimal(100), 3)),
        ("first", (Decimal(50), 0)),
        ("mean", (Decimal("68.75"), 3)),
    ],
)
def test_counting(counts: str, expected: tuple[Decimal, int]) -> None:
    assert counting_score(SCORES, counts) == expected


def test_unknown_counting_is_refused() -> None:
    with pytest.raises(UnknownCounting):
        counting_score(SCORES, "median")


@pytest.mark.parametrize(
    ("values", "expected"), [((50, 50, 25), "41.67"), (("50.00", "50.01"), "50.01"), ((70,), "70.00")]
)
def test_mean_rounds_half_up(values: tuple[object, ...], expected: str) -> None:
    assert mean([Decimal(str(value)) for value in values]) == Decimal(expected)


@pytest.mark.parametrize(
    ("at", "months", "expected"),
    [
        ("2026-11-20T09:00+07:00", 1, "2026-10-20T09:00+07:00"),
        ("2026-01-15T00:00+07:00", 1, "2025-12-15T00:00+07:00"),
        ("2026-08-31T00:00+07:00", 6, "2026-02-28T00:00+07:00"),
        ("2024-08-31T00:00+07:00", 6, "2024-02-29T00:00+07:00"),
        ("2026-11-20T00:00+07:00", 24, "2024-11-20T00:00+07:00"),
    ],
)
def test_months_before(at: str, months: int, expected: str) -> None:
    assert months_before(datetime.fromisoformat(at), months) == datetime.fromisoformat(expected)
