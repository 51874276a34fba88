"""What this app does when something happened. The queue row commits and rolls back with the cause.

Issuing is left to the worker: it holds the register's lock, and no exam hand-in may wait for that.
"""

from datetime import datetime
from typing import Any

from django.db import connections
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext, override
from django_q.tasks import async_task

from assessments.models import CertificateOn, Result
from assessments.signals import result_settled
from courses.models import Enrolment
from courses.signals import course_completed
from people.services.notices import notify

from .models import Certificate
from .services.earned import completion_exam
from .signals import certificate_issued, certificate_revoked

HEALING = "certificates.heal"


def plan_healing(using: str, **kwargs: Any) -> None:
    """After a migration: plans the hourly healing round; planning again changes nothing."""
    from django_q.models import Schedule

    if Schedule._meta.db_table in connections[using].introspection.table_names():
        task = {
            "func": "certificates.tasks.heal_certificates",
            "schedule_type": Schedule.CRON,
            "cron": "37 * * * *",
        }
        Schedule.objects.using(using).update_or_create(name=HEALING, defaults=task)


@receiver(result_settled, dispatch_uid="queue_award_for_result")
def queue_award_for_result(result: Result, **kwargs: Any) -> None:
    """Leaves the certificate of a result to the worker, also when a new scoring took the pass away."""
    if result.exam.certificate_on == CertificateOn.RESULT:
        async_task("certificates.tasks.award_result", result.pk)


@receiver(course_completed, dispatch_uid="queue_award_for_completion")
def queue_award_for_completion(enrolment: Enrolment, **kwargs: Any) -> None:
    """Leaves the certificate of a completed course to the worker."""
    if completion_exam(enrolment.course) is not None:
        async_task("certificates.tasks.award_completion", enrolment.pk)


@receiver(certificate_issued, dispatch_uid="queue_certificate_pdf")
def queue_certificate_pdf(certificate: Certificate, **kwargs: Any) -> None:
    """Leaves the PDF to the worker."""
    async_task("certificates.tasks.render_certificate", certificate.pk)


@receiver(certificate_issued, dispatch_uid="tell_certificate_issued")
def tell_certificate_issued(certificate: Certificate, reason: str, now: datetime, **kwargs: Any) -> None:
    """Tells the person that the certificate is there, and why it is there in place of another one."""
    facts = certificate.printed
    with override(certificate.staff.user.language):
        subject = gettext("Your certificate for “%(course)s” was issued") % {"course": facts.course_title}
        body = gettext("Number %(serial)s. You can download and print it.") % {"serial": facts.serial}
        if reason:
            replaced = {"serial": certificate.supersedes.serial, "reason": reason}
            body += " " + gettext("It takes the place of %(serial)s. Reason: %(reason)s") % replaced
    _tell(certificate, "certificate-issued", subject, body, now=now)


@receiver(certificate_revoked, dispatch_uid="tell_certificate_revoked")
def tell_certificate_revoked(certificate: Certificate, now: datetime, **kwargs: Any) -> None:
    """Tells the person that the certificate no longer stands, and why."""
    with override(certificate.staff.user.language):
        subject = gettext("Your certificate %(serial)s was revoked") % {"serial": certificate.serial}
        body = gettext("Reason: %(reason)s") % {"reason": certificate.revoked_reason}
    _tell(certificate, "certificate-revoked", subject, body, now=now)


def _tell(certificate: Certificate, kind: str, subject: str, body: str, *, now: datetime) -> None:
    url = reverse("certificates:detail", args=[certificate.uuid])
    key = f"{kind}:{certificate.uuid}"
    notify(certificate.staff.user, kind, subject, body, url, now=now, dedupe_key=key)
