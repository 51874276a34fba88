from datetime import date

import pytest

from reports.periods import BadPeriod, default_as_of, parse_period


@pytest.mark.parametrize(
    ("text", "start", "end", "code"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026"),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "2026-Q1"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2026-Q4"),
        (" 2026-q2 ", date(2026, 4, 1), date(2026, 6, 30), "2026-Q2"),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30), "2026-11"),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "2028-02"),
    ],
)
def test_reads_year_quarter_month(text, start, end, code):
    period = parse_period(text)

    assert (period.start, period.end, period.code) == (start, end, code)


@pytest.mark.parametrize(
    "text", ["", "26", "2026-Q5", "2026-13", "2026-1", "11/2026", "0000", "2026-Q4-1", "２０２６"]
)
def test_refuses_what_is_no_period(text):
    with pytest.raises(BadPeriod):
        parse_period(text)


@pytest.mark.parametrize(
    ("today", "as_of"),
    [(date(2026, 11, 21), date(2026, 11, 21)), (date(2027, 1, 5), date(2026, 12, 31))],
)
def test_as_of_never_passes_end(today, as_of):
    assert default_as_of(parse_period("2026"), today) == as_of


def test_ends_on_its_last_day():
    period = parse_period("2026-11")

    assert not period.has_ended(date(2026, 11, 29))
    assert period.has_ended(date(2026, 11, 30))
