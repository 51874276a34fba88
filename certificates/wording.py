"""How Vietnamese official documents write names, dates and marks (Decree 30/2020, annex I)."""

import unicodedata
from datetime import date
from decimal import ROUND_DOWN, Decimal


def upper_name(name: str) -> str:
    """Capitals of a Vietnamese name in NFC: a letter with two marks stays one letter."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).upper())


def long_date(day: date) -> str:
    """`ngày 03 tháng 02 năm 2026`: days under 10 and the months 1 and 2 get a 0, other months do not."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def short_date(day: date) -> str:
    """`03/12/2026`."""
    return f"{day:%d/%m/%Y}"


def birth_date(born_on: date | None, precision: str) -> str:
    """The whole date, or the year alone where no more is known; empty when nothing is."""
    if born_on is None:
        return ""
    return str(born_on.year) if precision == "year" else short_date(born_on)


def hidden_birth_date(born_on: date | None, precision: str) -> str:
    """`**/**/1979`: enough to compare with the paper, too little to learn from."""
    if born_on is None:
        return ""
    return str(born_on.year) if precision == "year" else f"**/**/{born_on.year}"


def decimal_comma(value: Decimal) -> str:
    """`8.50` is written `8,5`."""
    text = f"{value:f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole},{fraction}" if fraction else whole


def score_of_ten(score: Decimal) -> str:
    """A score of 0-100 on the Vietnamese ten-point scale, `8,75/10`.

    Cut to two decimals, never rounded up: the printed figure must not reach a rating that the score did not.
    """
    tenth = (score / 10).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    return f"{decimal_comma(tenth)}/10"


def outcome(rating: str, score: Decimal | None) -> str:
    """`Giỏi (8,75/10)`, or the one of them that there is."""
    if score is None:
        return rating
    return f"{rating} ({score_of_ten(score)})" if rating else score_of_ten(score)


def period(started_on: date | None, ended_on: date | None) -> str:
    """`từ ngày 01/10/2026 đến ngày 15/10/2026`, one day or one end where only that is known."""
    if started_on and ended_on and started_on != ended_on:
        return f"từ ngày {short_date(started_on)} đến ngày {short_date(ended_on)}"
    day = ended_on or started_on
    return f"ngày {short_date(day)}" if day else ""
