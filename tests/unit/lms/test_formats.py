"""Dates read and are read day first in both languages; numbers follow the language."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.utils import formats, translation


@pytest.mark.parametrize("language", ["vi", "en"])
def test_dates_are_day_first(language: str) -> None:
    with translation.override(language):
        assert forms.DateField().clean("02/12/2026") == date(2026, 12, 2)
        assert formats.date_format(date(2026, 12, 2), "SHORT_DATE_FORMAT") == "02/12/2026"
        moment = datetime(2026, 12, 2, 6, 27, tzinfo=UTC)
        assert formats.date_format(moment, "SHORT_DATETIME_FORMAT") == "06:27 02/12/2026"


@pytest.mark.parametrize(("language", "shown"), [("vi", "1.234,5"), ("en", "1,234.5")])
def test_numbers_follow_the_language(language: str, shown: str) -> None:
    with translation.override(language):
        assert formats.localize(1234.5, use_l10n=True) == shown
