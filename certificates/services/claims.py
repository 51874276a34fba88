"""The batch approval."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from people import ledger, scope
from people.models import User

from ..errors import CertificateRefused, OwnCertificate
from ..models import KEEPERS, Certificate, CertificateClaim, CertificateClaimQuerySet
from .issue import issue_certificate


@dataclass
class Approval:
    """What came of a batch: certificates issued, and claims left waiting, each with the reason."""

    issued: list[Certificate] = field(default_factory=list)
    held: list[tuple[CertificateClaim, CertificateRefused]] = field(default_factory=list)


@transaction.atomic
def approve_claims(claims: CertificateClaimQuerySet, *, now: datetime, by: User) -> Approval:
    """Issues a certificate for each waiting claim; one that cannot be issued is held and stops no other.

    Raises PermissionDenied when one of the claims belongs to an exam of an agency that `by` does not keep.
    """
    outcome = Approval()
    waiting = claims.waiting().select_for_update(of=("self",))
    for claim in waiting.select_related("exam__agency", "exam__course", "staff__user").order_by("pk"):
        scope.require_role(by, *KEEPERS, agency=claim.exam.agency)
        try:
            outcome.issued.append(_approve(claim, now=now, by=by))
        except CertificateRefused as refusal:
            outcome.held.append((claim, refusal))
    serials = [certificate.serial for certificate in outcome.issued]
    if serials:
        ledger.append("certificate-batch-approved", serials[0], {"serials": serials}, now=now, by=by)
    return outcome


@transaction.atomic
def _approve(claim: CertificateClaim, *, now: datetime, by: User) -> Certificate:
    if claim.staff.user_id == by.pk:
        raise OwnCertificate
    claim.approved_at, claim.approved_by = now, by
    claim.save(update_fields=["approved_at", "approved_by"])
    claim.certificate = issue_certificate(claim.earned, now=now, by=by)
    claim.save(update_fields=["certificate"])
    return claim.certificate
