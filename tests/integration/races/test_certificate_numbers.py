"""Numbers of the certificate register when many are issued at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction

from assessments.models import Exam, Result
from certificates.models import Certificate, Register, Signatory
from certificates.services import issue_certificate, reissue_certificate
from people import ledger
from people.models import Agency, StaffProfile
from tests import factories
from tests.conftest import NOON

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
AT_ONCE = 8


def together(call: Callable[[int], object]) -> list[object]:
    """Calls `call(0)` … at the same moment, each on a connection of its own."""
    gate = Barrier(AT_ONCE)

    def one(turn: int) -> object:
        try:
            gate.wait(timeout=20)
            return call(turn)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.fixture
def results(department: Agency) -> list[Result]:
    """As many passed results as there are issuers, and somebody who signs."""
    Signatory.objects.create(
        agency=department,
        position="Giám đốc",
        full_name="Trần Hậu",
        place="Hà Sơn",
        valid_from=date(2026, 1, 1),
    )
    exam = Exam.objects.create(code="KNS", title="Bài thi", agency=department, state="published")
    return [settle(exam, factories.make_staff(agency=department)) for _ in range(AT_ONCE)]


def settle(exam: Exam, staff: StaffProfile) -> Result:
    facts = {"period": "2026", "score": 90, "passed": True, "cut_score": 80, "rule": "r", "first_score": 90}
    return Result.objects.create(staff=staff, exam=exam, full_name=staff.full_name, settled_at=NOON, **facts)


def test_without_the_lock_numbers_collide(department: Agency) -> None:
    register = Register.objects.create(agency=department, year=2026)
    read_by_all = Barrier(AT_ONCE)

    def unguarded(turn: int) -> int:
        with transaction.atomic():
            own = Register.objects.get(pk=register.pk)
            read_by_all.wait(timeout=20)
            own.last_number += 1
            own.save()
            return own.last_number

    assert set(together(unguarded)) == {1}


def test_numbers_have_no_twin_and_no_gap(results: list[Result]) -> None:
    together(lambda turn: issue_certificate(results[turn], now=NOON, by=None))

    numbers = Certificate.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, AT_ONCE + 1))
    assert Register.objects.get().last_number == AT_ONCE
    assert ledger.first_broken() is None


def test_one_result_gets_one_certificate(results: list[Result]) -> None:
    issued = together(lambda turn: issue_certificate(results[0], now=NOON, by=None))

    assert len(set(issued)) == 1
    assert Register.objects.get().last_number == 1


def test_one_certificate_is_replaced_once(results: list[Result], manager: StaffProfile) -> None:
    old = issue_certificate(results[0], now=NOON, by=None)

    new = together(lambda turn: reissue_certificate(old, "Sai tên", now=NOON, by=manager.user))

    assert len(set(new)) == 1
    assert Certificate.objects.valid().count() == 1
