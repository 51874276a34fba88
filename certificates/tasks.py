"""What the worker does for this app. Arguments are ids only; every task may run twice."""

from datetime import timedelta

from django.utils import timezone
from django_q.tasks import async_task

from assessments.models import Result
from courses.models import Enrolment

from .models import Certificate
from .services import award, missing_awards, store_pdf, tell_keepers
from .services.render import printable_facts

STUCK_AFTER = timedelta(minutes=10)


def award_result(result_id: int) -> None:
    """Issues or claims the certificate of a result, if one is due."""
    result = Result.objects.select_related("exam", "staff__user").filter(pk=result_id).first()
    if result is not None:
        award(result, now=timezone.now())


def award_completion(enrolment_id: int) -> None:
    """Issues or claims the certificate of a completed course, if one is due."""
    enrolment = Enrolment.objects.select_related("course", "staff__user").filter(pk=enrolment_id).first()
    if enrolment is not None:
        award(enrolment, now=timezone.now())


def render_certificate(certificate_id: int) -> None:
    """Makes the PDF of a certificate that has none yet. Raises CertificateWasAltered."""
    from .pdf import render_pdf

    certificate = Certificate.objects.unrendered().filter(pk=certificate_id).first()
    if certificate is not None:
        store_pdf(certificate, render_pdf(printable_facts(certificate)), now=timezone.now())


def heal_certificates() -> dict[str, int]:
    """Hourly: what is due and missing is found and done. Returns how many awards, PDFs and notices were missing."""
    now = timezone.now()
    awards = sum(1 for earned in missing_awards() if award(earned, now=now))
    stuck = Certificate.objects.unrendered().filter(issued_at__lt=now - STUCK_AFTER)
    pdfs = [
        async_task("certificates.tasks.render_certificate", pk) for pk in stuck.values_list("pk", flat=True)
    ]
    return {"awards": awards, "pdfs": len(pdfs), "told": tell_keepers(now=now)}
