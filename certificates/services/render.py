"""The PDF of an issued certificate, kept in the installation's storage."""

from datetime import datetime

from django.core.files.base import ContentFile

from ..errors import CertificateWasAltered
from ..facts import CertificateFacts
from ..models import Certificate


def printable_facts(certificate: Certificate) -> CertificateFacts:
    """The facts to print. Raises CertificateWasAltered when they are not those that were issued."""
    if not certificate.is_intact:
        raise CertificateWasAltered
    return certificate.printed


def store_pdf(certificate: Certificate, pdf: bytes, *, now: datetime) -> bool:
    """Keeps the PDF; False when another worker was quicker, whose equal file then stands."""
    name = certificate.pdf.field.generate_filename(certificate, f"{certificate.uuid}.pdf")
    stored = certificate.pdf.storage.save(name, ContentFile(pdf))
    kept = Certificate.objects.filter(pk=certificate.pk, rendered_at=None).update(pdf=stored, rendered_at=now)
    if not kept:
        certificate.pdf.storage.delete(stored)
    return bool(kept)
