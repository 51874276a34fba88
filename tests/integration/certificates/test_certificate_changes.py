"""Approving a batch, revoking, replacing."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied

from assessments.models import Exam, Result
from certificates import errors
from certificates.models import Certificate, CertificateClaim, Register
from certificates.services import (
    approve_claims,
    award,
    issue_certificate,
    reissue_certificate,
    reissue_reason,
    revoke_certificate,
)
from people import ledger
from people.models import LedgerEntry, Notice, StaffProfile


def test_approval_issues_the_certificate(
    claim: CertificateClaim, manager: StaffProfile, now: datetime
) -> None:
    outcome = approve_claims(CertificateClaim.objects.all(), now=now, by=manager.user)

    claim.refresh_from_db()
    assert outcome.issued == [claim.certificate]
    assert (claim.approved_by, claim.certificate.issued_by) == (manager.user, manager.user)
    assert ledger.first_broken() is None


def test_approved_claim_is_not_approved_twice(
    claim: CertificateClaim, manager: StaffProfile, now: datetime
) -> None:
    approve_claims(CertificateClaim.objects.all(), now=now, by=manager.user)
    again = approve_claims(CertificateClaim.objects.all(), now=now, by=manager.user)

    assert again.issued == []
    assert Register.objects.get().last_number == 1


def test_own_claim_is_held(
    claim: CertificateClaim, manager: StaffProfile, pass_exam: Callable[..., Result], now: datetime
) -> None:
    award(pass_exam(manager), now=now)

    outcome = approve_claims(CertificateClaim.objects.all(), now=now, by=manager.user)

    assert [held.staff for held, _ in outcome.held] == [manager]
    assert len(outcome.issued) == 1


def test_outsider_cannot_approve(claim: CertificateClaim, outsider: StaffProfile, now: datetime) -> None:
    with pytest.raises(PermissionDenied):
        approve_claims(CertificateClaim.objects.all(), now=now, by=outsider.user)

    assert not Certificate.objects.exists()


def test_lost_pass_is_held(claim: CertificateClaim, manager: StaffProfile, now: datetime) -> None:
    Result.objects.update(passed=False)

    outcome = approve_claims(CertificateClaim.objects.all(), now=now, by=manager.user)

    assert isinstance(outcome.held[0][1], errors.NotEarned)
    assert CertificateClaim.objects.waiting().exists()


def test_revoking_keeps_number_and_reason(
    certificate: Certificate, manager: StaffProfile, now: datetime
) -> None:
    revoke_certificate(certificate, " Gian lận ", now=now, by=manager.user)

    certificate.refresh_from_db()
    assert (certificate.state, certificate.revoked_reason) == ("revoked", "Gian lận")
    assert LedgerEntry.objects.get(kind="certificate-revoked").subject == certificate.serial
    assert Notice.objects.filter(kind="certificate-revoked").count() == 1


def test_revoking_needs_a_reason(certificate: Certificate, manager: StaffProfile, now: datetime) -> None:
    with pytest.raises(errors.ReasonIsMissing):
        revoke_certificate(certificate, "  ", now=now, by=manager.user)


def test_second_revoking_is_refused(certificate: Certificate, manager: StaffProfile, now: datetime) -> None:
    revoke_certificate(certificate, "Gian lận", now=now, by=manager.user)

    with pytest.raises(errors.CertificateIsNotValid):
        revoke_certificate(certificate, "Lần nữa", now=now, by=manager.user)


def test_nobody_revokes_their_own(certificate: Certificate, learner: StaffProfile, now: datetime) -> None:
    with pytest.raises(errors.OwnCertificate):
        revoke_certificate(certificate, "Tôi muốn", now=now, by=learner.user)


def test_revoked_does_not_come_back(certificate: Certificate, manager: StaffProfile, now: datetime) -> None:
    revoke_certificate(certificate, "Gian lận", now=now, by=manager.user)

    assert award(certificate.result, now=now) == certificate
    with pytest.raises(errors.CertificateWasRevoked):
        issue_certificate(certificate.result, now=now, by=None)


def test_reissue_replaces_with_todays_facts(
    certificate: Certificate, learner: StaffProfile, manager: StaffProfile, now: datetime
) -> None:
    learner.full_name = "Nguyễn Văn Đực"
    learner.save()

    new = reissue_certificate(Certificate.objects.get(), "Sai tên", now=now, by=manager.user)

    certificate.refresh_from_db()
    assert (certificate.state, certificate.superseded_by) == ("superseded", new)
    assert (new.serial, new.printed.full_name) == ("H77.01/2026/GCN-000002", "Nguyễn Văn Đực")
    assert certificate.printed.full_name == "Nguyễn Văn Đức"


def test_reason_of_reissue_is_kept_and_told(
    certificate: Certificate, manager: StaffProfile, now: datetime
) -> None:
    new = reissue_certificate(certificate, " Sai tên ", now=now, by=manager.user)

    latest = Notice.objects.filter(kind="certificate-issued").first()
    assert (reissue_reason(certificate), reissue_reason(new)) == ("Sai tên", "")
    assert "thay cho số H77.01/2026/GCN-000001. Lý do: Sai tên" in latest.body


def test_second_reissue_gives_same(certificate: Certificate, manager: StaffProfile, now: datetime) -> None:
    new = reissue_certificate(certificate, "Sai tên", now=now, by=manager.user)

    assert reissue_certificate(certificate, "Sai tên", now=now, by=manager.user) == new
    assert Register.objects.get().last_number == 2


def test_wrongly_revoked_is_issued_again(
    certificate: Certificate, manager: StaffProfile, now: datetime
) -> None:
    revoke_certificate(certificate, "Nhầm người", now=now, by=manager.user)

    new = reissue_certificate(certificate, "Thu hồi nhầm", now=now, by=manager.user)

    certificate.refresh_from_db()
    assert (certificate.state, new.state) == ("revoked", "valid")


def test_claim_for_batch_exam_waits(claim: CertificateClaim, exam: Exam, now: datetime) -> None:
    award(claim.result, now=now)

    assert CertificateClaim.objects.waiting().get() == claim
    assert not Certificate.objects.exists()
