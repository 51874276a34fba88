"""Keepers hear once that certificates wait for their approval."""

from collections.abc import Callable
from datetime import datetime, timedelta

from assessments.models import Result
from certificates.models import CertificateClaim
from certificates.services import approve_claims, award, tell_keepers
from people.models import Notice, StaffProfile

HOUR = timedelta(hours=1)


def told() -> list[StaffProfile]:
    """Who has a notice, in the order of the notices."""
    notices = Notice.objects.filter(kind="certificates-wait").order_by("pk")
    return [notice.recipient.staff for notice in notices.select_related("recipient__staff")]


def test_keepers_over_the_exam_are_told(
    claim: CertificateClaim,
    manager: StaffProfile,
    administrator: StaffProfile,
    decider: StaffProfile,
    outsider: StaffProfile,
    now: datetime,
) -> None:
    assert tell_keepers(now=now + HOUR) == 2

    assert set(told()) == {manager, administrator}
    notice = manager.user.notices.get()
    assert (notice.subject, notice.url) == ("Có giấy chứng nhận chờ duyệt", "/certificates/waiting/")
    assert notice.body.startswith("1 giấy chứng nhận")


def test_more_claims_are_no_more_notices(
    claim: CertificateClaim,
    manager: StaffProfile,
    colleague: StaffProfile,
    pass_exam: Callable[..., Result],
    now: datetime,
) -> None:
    tell_keepers(now=now + HOUR)
    award(pass_exam(colleague), now=now + 2 * HOUR)

    assert tell_keepers(now=now + 3 * HOUR) == 0


def test_next_wait_is_told_anew(
    claim: CertificateClaim,
    manager: StaffProfile,
    colleague: StaffProfile,
    pass_exam: Callable[..., Result],
    now: datetime,
) -> None:
    tell_keepers(now=now + HOUR)
    approve_claims(CertificateClaim.objects.all(), now=now + 2 * HOUR, by=manager.user)
    assert tell_keepers(now=now + 3 * HOUR) == 0
    award(pass_exam(colleague), now=now + 4 * HOUR)

    assert tell_keepers(now=now + 5 * HOUR) == 1
    assert told() == [manager, manager]


def test_own_claim_alone_is_not_told(
    claim: CertificateClaim,
    manager: StaffProfile,
    administrator: StaffProfile,
    pass_exam: Callable[..., Result],
    now: datetime,
) -> None:
    claim.delete()
    award(pass_exam(manager), now=now)

    tell_keepers(now=now + HOUR)

    assert told() == [administrator]


def test_former_keepers_are_not_told(claim: CertificateClaim, manager: StaffProfile, now: datetime) -> None:
    manager.user.role_grants.update(ended_at=now)

    assert tell_keepers(now=now + HOUR) == 0


def test_locked_accounts_are_not_told(claim: CertificateClaim, manager: StaffProfile, now: datetime) -> None:
    manager.user.is_active = False
    manager.user.save()

    assert tell_keepers(now=now + HOUR) == 0


def test_nothing_waits_for_nobody(manager: StaffProfile, now: datetime) -> None:
    assert tell_keepers(now=now) == 0
