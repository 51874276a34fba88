"""From something earned to a certificate or a claim, as the exam says."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from assessments.models import CertificateApproval, CertificateOn, Exam, ExamState, Result
from courses.models import Enrolment

from ..errors import NoSignatory, NotEarned
from ..models import Certificate, CertificateClaim
from .earned import Earned, exam_for, latest_certificate, link, require_earned
from .issue import issue_certificate

__all__ = ["Earned", "award", "exam_for", "missing_awards"]


@transaction.atomic
def award(earned: Earned, *, now: datetime) -> Certificate | CertificateClaim | None:
    """The certificate, or the claim that waits for approval or for a signatory; None when nothing is due.

    May be called any number of times. A claim whose result is no longer a pass is taken away; an issued
    certificate is never touched here, since only a person revokes.
    """
    try:
        exam = require_earned(earned)
    except NotEarned:
        CertificateClaim.objects.waiting().filter(**link(earned)).delete()
        return None
    issued = latest_certificate(earned)
    if issued is not None:
        return issued
    if exam.certificate_approval == CertificateApproval.AT_ONCE:
        try:
            return issue_certificate(earned, now=now, by=None)
        except NoSignatory:
            pass
    return _claim(earned, exam, now=now)


def missing_awards() -> Iterator[Earned]:
    """Everything earned that has neither a certificate nor a claim."""
    yield from _unawarded_results().iterator()
    yield from _unawarded_completions().iterator()


def _claim(earned: Earned, exam: Exam, *, now: datetime) -> CertificateClaim:
    fields = {"exam": exam, "staff": earned.staff, "claimed_at": now}
    claim, _ = CertificateClaim.objects.get_or_create(**link(earned), defaults=fields)
    return claim


def _unawarded_results() -> QuerySet[Result]:
    passed = Result.objects.filter(passed=True, exam__certificate_on=CertificateOn.RESULT)
    return passed.filter(certificates=None, certificate_claim=None, staff__simulated=False).select_related(
        "exam__agency", "exam__course", "staff"
    )


def _unawarded_completions() -> QuerySet[Enrolment]:
    giving = Exam.objects.filter(course=OuterRef("course"), certificate_on=CertificateOn.COMPLETION).exclude(
        state=ExamState.DRAFT
    )
    completed = Enrolment.objects.active().filter(Exists(giving), completed_at__isnull=False)
    return completed.filter(certificates=None, certificate_claim=None, staff__simulated=False).select_related(
        "course", "staff"
    )
