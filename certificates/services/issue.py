"""A certificate enters the register: the number first, everything else hangs on it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assessments.models import CertificateApproval, Exam
from people import ledger
from people.models import Agency, LedgerEntry, User

from ..codes import new_code
from ..errors import (
    ApprovalIsMissing,
    CertificateWasRevoked,
    NoSignatory,
    OwnCertificate,
    ReasonIsMissing,
)
from ..facts import facts_hash
from ..models import Certificate, CertificateState, Register, Signatory
from ..signals import certificate_issued
from .earned import Earned, claim_of, latest_certificate, link, require_earned
from .facts import copy_facts

SUPERSEDED = "certificate-superseded"


@transaction.atomic
def issue_certificate(earned: Earned, *, now: datetime, by: User | None) -> Certificate:
    """The one valid certificate for a result or a completed enrolment; issued now if there is none yet.

    Raises NotEarned, ApprovalIsMissing, NoSignatory, CertificateWasRevoked.
    """
    exam = require_earned(earned)
    if exam.certificate_approval == CertificateApproval.BATCH:
        claim = claim_of(earned)
        if claim is None or claim.approved_at is None:
            raise ApprovalIsMissing
    signatory = signatory_for(exam.agency, now)
    register = lock_register(signatory.agency, now)
    latest = latest_certificate(earned)
    if latest is not None and latest.state == CertificateState.VALID:
        return latest
    if latest is not None:
        raise CertificateWasRevoked
    certificate = _write(earned, exam, register, signatory, now=now, by=by)
    certificate_issued.send(Certificate, certificate=certificate, reason="", now=now)
    return certificate


@transaction.atomic
def reissue_certificate(certificate: Certificate, reason: str, *, now: datetime, by: User) -> Certificate:
    """A new certificate with today's facts in place of one that is wrong (superseded) or was revoked in error.

    The old number stays in the register. Raises ReasonIsMissing, OwnCertificate, NotEarned, NoSignatory;
    a certificate that was already replaced is answered with its replacement.
    """
    if not reason.strip():
        raise ReasonIsMissing
    if certificate.staff.user_id == by.pk:
        raise OwnCertificate
    earned = certificate.earned
    exam = require_earned(earned)
    signatory = signatory_for(exam.agency, now)
    register = lock_register(signatory.agency, now)
    old = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if old.superseded_by_id is not None:
        return Certificate.objects.get(pk=old.superseded_by_id)
    if old.state == CertificateState.VALID:
        old.state = CertificateState.SUPERSEDED
        old.save(update_fields=["state"])
    new = _write(earned, exam, register, signatory, now=now, by=by)
    old.superseded_by = new
    old.save(update_fields=["superseded_by"])
    payload = {"by_serial": new.serial, "reason": reason.strip()}
    ledger.append(SUPERSEDED, old.serial, payload, now=now, by=by)
    certificate_issued.send(Certificate, certificate=new, reason=reason.strip(), now=now)
    return new


def reissue_reason(certificate: Certificate) -> str:
    """Why a newer certificate stands in its place, as the ledger keeps it; empty when none does."""
    entries = LedgerEntry.objects.filter(kind=SUPERSEDED, subject=certificate.serial)
    return entries.values_list("payload__reason", flat=True).first() or ""


def signatory_for(agency: Agency, now: datetime) -> Signatory:
    """Who signs for an agency at a moment. The agency of that signatory issues. Raises NoSignatory."""
    signatory = Signatory.objects.nearest(agency, timezone.localtime(now).date())
    if signatory is None:
        raise NoSignatory
    return signatory


def lock_register(agency: Agency, now: datetime) -> Register:
    """The issuing agency's register of the year, held until the transaction ends: numbers come one by one."""
    year = timezone.localtime(now).year
    Register.objects.get_or_create(agency=agency, year=year)
    return (
        Register.objects.select_for_update(of=("self",))
        .select_related("agency")
        .get(agency=agency, year=year)
    )


def _write(
    earned: Earned, exam: Exam, register: Register, signatory: Signatory, *, now: datetime, by: User | None
) -> Certificate:
    register.last_number += 1
    register.save(update_fields=["last_number"])
    code = new_code()
    facts = copy_facts(earned, exam, register, signatory, code, now=now).to_json()
    certificate = Certificate.objects.create(
        agency=register.agency,
        year=register.year,
        number=register.last_number,
        serial=facts["serial"],
        code=code,
        staff=earned.staff,
        course=exam.course,
        facts=facts,
        facts_hash=facts_hash(facts),
        issued_at=now,
        issued_by=by,
        **link(earned),
    )
    payload = {"facts_hash": certificate.facts_hash, "certificate": str(certificate.uuid)}
    ledger.append("certificate-issued", certificate.serial, payload, now=now, by=by)
    return certificate
