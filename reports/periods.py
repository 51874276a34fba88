"""Reporting periods: a year, a quarter or a month, as a person types it."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

SHAPE = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII)


class BadPeriod(ValueError):
    """The text is not a year, a quarter or a month."""


@dataclass(frozen=True, order=True)
class Period:
    """Calendar days from `start` to `end`, both included; `code` is how it is written ("2026-Q4")."""

    start: date
    end: date
    code: str

    @property
    def label(self) -> str:
        """The period in words, in the reader's language."""
        year = self.start.year
        if "Q" in self.code:
            return _("quarter %(quarter)s of %(year)s") % {"quarter": self.code[-1], "year": year}
        if "-" in self.code:
            return _("month %(month)s/%(year)s") % {"month": f"{self.start.month:02}", "year": year}
        return _("year %(year)s") % {"year": year}

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share a day."""
        return self.start <= other.end and other.start <= self.end

    def has_ended(self, on: date) -> bool:
        """Whether the last day of the period is `on` or earlier."""
        return self.end <= on


def parse_period(text: str) -> Period:
    """Read "2026", "2026-Q4" or "2026-11". Raises BadPeriod with a sentence that says what is expected."""
    code = text.strip().upper()
    match = SHAPE.fullmatch(code)
    if match is None or match["year"] == "0000":
        raise BadPeriod(
            _("“%(text)s” is not a period. Write a year (2026), a quarter (2026-Q4) or a month (2026-11).")
            % {"text": text}
        )
    year = int(match["year"])
    first, last = _months(match["quarter"], match["month"])
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Period(date(year, first, 1), end, code)


def default_as_of(period: Period, today: date) -> date:
    """The earlier of the period's end and today."""
    return min(period.end, today)


def _months(quarter: str | None, month: str | None) -> tuple[int, int]:
    if quarter:
        return 3 * int(quarter) - 2, 3 * int(quarter)
    if month:
        return int(month), int(month)
    return 1, 12
