"""Two managers import, or invite, the same people at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from people.models import Agency, Posting, StaffProfile, User
from people.services import staff_import
from people.services.invitations import claim_invitation
from people.services.staff_import import StaffChangedMeanwhile, import_staff
from tests.sheets import STAFF_HEADER, person, workbook

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
AT_ONCE = 4


def together(call: Callable[[], object]) -> list[object]:
    """Calls at the same moment, each on a connection of its own."""
    gate = Barrier(AT_ONCE)

    def one(_turn: int) -> object:
        try:
            gate.wait(timeout=20)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_same_new_person_is_added_once(
    office: Agency, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = Barrier(AT_ONCE)
    compare = staff_import.compare_staff

    def compare_all_at_once(*args: object, **kwargs: object) -> object:
        work = compare(*args, **kwargs)
        compared.wait(timeout=20)
        return work

    monkeypatch.setattr(staff_import, "compare_staff", compare_all_at_once)

    def attempt() -> str:
        try:
            import_staff(workbook([STAFF_HEADER, person()]), now=now, by=None)
        except StaffChangedMeanwhile:
            return "told to try again"
        return "stored"

    outcomes = together(attempt)

    assert sorted(outcomes) == ["stored"] + ["told to try again"] * (AT_ONCE - 1)
    assert (StaffProfile.objects.count(), User.objects.count(), Posting.objects.count()) == (1, 1, 1)


def test_invitation_is_claimed_once(learner: StaffProfile, now: datetime) -> None:
    claims = together(lambda: claim_invitation(learner.user_id, now=now))

    assert sum(claim is not None for claim in claims) == 1
