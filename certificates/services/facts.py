"""Copies the facts of a new certificate out of today's rows."""

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from assessments.models import Exam, Result
from courses.models import Enrolment
from people.models import Posting

from ..codes import register_number_for, serial_for
from ..facts import CertificateFacts
from ..models import RatingBand, Register, Signatory
from .earned import Earned


def copy_facts(
    earned: Earned, exam: Exam, register: Register, signatory: Signatory, code: str, *, now: datetime
) -> CertificateFacts:
    """Everything that will be printed, as it is at `now`; the register already carries the new number."""
    issued_on = timezone.localtime(now).date()
    staff, parent, result = earned.staff, register.agency.get_parent(), _result_of(earned, exam)
    posting = staff.posting_on(issued_on)
    started_on, ended_on = _period(earned, exam)
    return CertificateFacts(
        kind="course" if exam.course else "exam",
        serial=serial_for(register.agency.code, register.year, register.last_number),
        register_number=register_number_for(register.year, register.last_number),
        code=code,
        full_name=staff.full_name,
        born_on=staff.born_on,
        born_precision=staff.born_precision,
        position=_position(posting, staff.position),
        agency_name=_agency_name(posting, earned),
        issuer_name=register.agency.name,
        issuer_parent_name=parent.name if parent else "",
        course_code=exam.course.code if exam.course else exam.code,
        course_title=exam.course.title if exam.course else exam.title,
        hours=exam.course.hours if exam.course else None,
        started_on=started_on,
        ended_on=ended_on,
        rating=RatingBand.objects.word_for(result.score, issued_on) if result else "",
        score=result.score if result else None,
        issued_place=signatory.place,
        issued_on=issued_on,
        signer_authority=signatory.authority,
        signer_position=signatory.position,
        signer_name=signatory.full_name,
        verify_url=settings.PUBLIC_URL + reverse("certificates:verify_code", args=[code]),
    )


def _position(posting: Posting | None, otherwise: str) -> str:
    return (posting.position if posting else "") or otherwise


def _agency_name(posting: Posting | None, earned: Earned) -> str:
    """Where it was earned, as the result copied it; else where the person serves today."""
    if isinstance(earned, Result) and earned.agency_name:
        return earned.agency_name
    return posting.agency.name if posting else ""


def _result_of(earned: Earned, exam: Exam) -> Result | None:
    """The result that gives the score; a completion shows the passed result of its exam, if there is one."""
    if isinstance(earned, Result):
        return earned
    return Result.objects.filter(staff=earned.staff, exam=exam, passed=True).order_by("-settled_at").first()


def _period(earned: Earned, exam: Exam) -> tuple[date | None, date | None]:
    """From enrolment to completion; for a result of somebody never enrolled, the day it was settled."""
    if isinstance(earned, Enrolment):
        enrolment: Enrolment | None = earned
    else:
        enrolment = Enrolment.objects.active().filter(staff=earned.staff, course=exam.course_id).first()
    settled_at = earned.settled_at if isinstance(earned, Result) else None
    ended_at = (enrolment.completed_at if enrolment else None) or settled_at
    started_on = timezone.localtime(enrolment.enrolled_at).date() if enrolment else None
    ended_on = timezone.localtime(ended_at).date() if ended_at else None
    return started_on, ended_on
