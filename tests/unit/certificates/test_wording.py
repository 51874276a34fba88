import unicodedata
from datetime import date
from decimal import Decimal

import pytest

from certificates import wording


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 2, 3), "ngày 03 tháng 02 năm 2026"),
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 11, 20), "ngày 20 tháng 11 năm 2026"),
    ],
)
def test_long_date_pads_as_decree(day: date, text: str) -> None:
    assert wording.long_date(day) == text


def test_upper_name_stays_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Đằng Phương")

    assert wording.upper_name(decomposed) == "NGUYỄN THỊ ĐẰNG PHƯƠNG"


@pytest.mark.parametrize(
    ("score", "text"),
    [("87.5", "8,75/10"), ("100", "10/10"), ("80", "8/10"), ("89.999", "8,99/10"), ("66.67", "6,66/10")],
)
def test_score_is_cut_not_raised(score: str, text: str) -> None:
    assert wording.score_of_ten(Decimal(score)) == text


@pytest.mark.parametrize(
    ("precision", "whole", "hidden"), [("day", "05/04/1979", "**/**/1979"), ("year", "1979", "1979")]
)
def test_birth_date_by_precision(precision: str, whole: str, hidden: str) -> None:
    born = date(1979, 4, 5)

    assert wording.birth_date(born, precision) == whole
    assert wording.hidden_birth_date(born, precision) == hidden


def test_unknown_birth_date_is_empty() -> None:
    assert wording.birth_date(None, "day") == wording.hidden_birth_date(None, "day") == ""


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 10, 1), date(2026, 10, 15), "từ ngày 01/10/2026 đến ngày 15/10/2026"),
        (date(2026, 10, 1), date(2026, 10, 1), "ngày 01/10/2026"),
        (None, date(2026, 10, 15), "ngày 15/10/2026"),
        (None, None, ""),
    ],
)
def test_period_in_words(start: date | None, end: date | None, text: str) -> None:
    assert wording.period(start, end) == text
