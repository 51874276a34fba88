"""Which of several attempts count, and how long a passed part is kept. Promises: docs/algorithms/scoring.md."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

PLACES = Decimal("0.01")


class UnknownCounting(LookupError):
    """No way of counting of that name."""


def counting_score(scores: Sequence[Decimal], counts: str) -> tuple[Decimal, int]:
    """Of the scores of a part's attempts, in their order, what counts, and the place of the attempt that shows it.

    A mean belongs to no attempt and is shown with the last one. Raises UnknownCounting.
    """
    last = len(scores) - 1
    if counts == "mean":
        return mean(scores), last
    places = {"highest": max(range(len(scores)), key=scores.__getitem__), "last": last, "first": 0}
    try:
        place = places[counts]
    except KeyError:
        raise UnknownCounting(counts) from None
    return scores[place], place


def mean(values: Sequence[Decimal]) -> Decimal:
    """The arithmetic mean, half up to two decimals."""
    return (sum(values, Decimal(0)) / len(values)).quantize(PLACES, ROUND_HALF_UP)


def months_before(at: datetime, months: int) -> datetime:
    """The same hour and day so many months earlier, or the last day of a shorter month."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    day = min(at.day, monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)
