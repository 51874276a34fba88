"""Who waits for a turn to start is counted, not listed; nothing else is left out of the log."""

import logging

import pytest
from django.test import RequestFactory

from lms.logs import CountWhoWaits

START, WAITING = "/exams/parts/5c76646c/start/", "/exams/parts/5c76646c/waiting/"


@pytest.fixture
def log() -> CountWhoWaits:
    """A filter that has seen nothing yet."""
    return CountWhoWaits()


def refusal(path: str = WAITING, *, status: int = 429, at: float = 1_000_000) -> logging.LogRecord:
    """What Django logs of an answer."""
    facts = {"status_code": status, "request": RequestFactory().get(path), "created": at}
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Refused", path), None)
    vars(record).update(facts)
    return record


def said(log: CountWhoWaits, *records: logging.LogRecord) -> list[str]:
    return [record.getMessage() for record in records if log.filter(record)]


def test_rush_is_one_line_a_minute(log: CountWhoWaits) -> None:
    rush = [refusal(START, at=1_000_000 + number / 100) for number in range(3000)]

    lines = said(log, *rush, refusal(at=1_000_060))

    assert [line.rsplit(": ")[-1] for line in lines] == ["1", "3000"]


def test_line_names_nobody(log: CountWhoWaits) -> None:
    (line,) = said(log, refusal(START))

    assert "5c76646c" not in line


@pytest.mark.parametrize(
    "other",
    [
        refusal(START, status=403),
        refusal(START, status=500),
        refusal("/verify/"),
        refusal("/exams/save/"),
        refusal("/exams/parts/5c76646c/start/more/"),
        logging.LogRecord("django.request", logging.ERROR, "", 0, "A fault", (), None),
    ],
    ids=lambda record: record.getMessage(),
)
def test_everything_else_is_said_as_it_is(log: CountWhoWaits, other: logging.LogRecord) -> None:
    said(log, refusal())

    assert said(log, other, other) == [other.getMessage()] * 2
