"""Taking a certificate back."""

from datetime import datetime

from django.db import transaction

from people import ledger
from people.models import User

from ..errors import CertificateIsNotValid, OwnCertificate, ReasonIsMissing
from ..models import Certificate, CertificateState
from ..signals import certificate_revoked


@transaction.atomic
def revoke_certificate(certificate: Certificate, reason: str, *, now: datetime, by: User) -> Certificate:
    """The certificate no longer stands, for a written reason; its number is never used again.

    Raises ReasonIsMissing, OwnCertificate, CertificateIsNotValid (somebody was quicker).
    """
    if not reason.strip():
        raise ReasonIsMissing
    if certificate.staff.user_id == by.pk:
        raise OwnCertificate
    changed = Certificate.objects.filter(pk=certificate.pk, state=CertificateState.VALID).update(
        state=CertificateState.REVOKED, revoked_at=now, revoked_by=by, revoked_reason=reason.strip()
    )
    if not changed:
        raise CertificateIsNotValid
    certificate.refresh_from_db()
    ledger.append("certificate-revoked", certificate.serial, {"reason": reason.strip()}, now=now, by=by)
    certificate_revoked.send(Certificate, certificate=certificate, now=now)
    return certificate
