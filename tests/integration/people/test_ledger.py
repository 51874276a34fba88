"""The hash chain shows every change of a past entry."""

from datetime import datetime

import pytest

from people import ledger
from people.models import LedgerEntry

pytestmark = pytest.mark.django_db


def test_untouched_chain_holds(now: datetime) -> None:
    for number in range(3):
        ledger.append("test", str(number), {"n": number, "tên": "Đức"}, now=now, by=None)

    assert ledger.first_broken() is None


def test_changed_fact_breaks_the_chain(now: datetime) -> None:
    first = ledger.append("test", "1", {"score": 50}, now=now, by=None)
    ledger.append("test", "2", {"score": 60}, now=now, by=None)

    LedgerEntry.objects.filter(pk=first.pk).update(payload={"score": 90})

    assert ledger.first_broken() == first


def test_removed_entry_breaks_the_chain(now: datetime) -> None:
    ledger.append("test", "1", {}, now=now, by=None)
    second = ledger.append("test", "2", {}, now=now, by=None)
    third = ledger.append("test", "3", {}, now=now, by=None)

    second.delete()

    assert ledger.first_broken() == third
