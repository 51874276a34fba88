"""What leads to a certificate: a passed result, or a completed course, as the exam says."""

from assessments.models import CertificateOn, Exam, ExamState, Result
from courses.models import CoursePage, Enrolment

from ..errors import NotEarned
from ..models import Certificate, CertificateClaim

Earned = Result | Enrolment


def exam_for(earned: Earned) -> Exam:
    """The exam whose rules decide. Raises NotEarned when no exam gives a certificate for this."""
    if isinstance(earned, Result):
        exam = earned.exam if earned.exam.certificate_on == CertificateOn.RESULT else None
    else:
        exam = completion_exam(earned.course)
    if exam is None:
        raise NotEarned
    return exam


def completion_exam(course: CoursePage) -> Exam | None:
    """The exam of a course that gives the certificate for its completion."""
    exams = course.exams.filter(certificate_on=CertificateOn.COMPLETION).exclude(state=ExamState.DRAFT)
    return exams.order_by("-official", "code").first()


def require_earned(earned: Earned) -> Exam:
    """The exam, if everything is done that a certificate asks for; raises NotEarned. Trial never counts."""
    exam = exam_for(earned)
    done = earned.passed if isinstance(earned, Result) else earned.completed_at and not earned.withdrawn_at
    if not done or earned.staff.simulated:
        raise NotEarned
    return exam


def link(earned: Earned) -> dict[str, Earned]:
    """The column of certificates and claims that points at `earned`, as keyword arguments."""
    return {"result": earned} if isinstance(earned, Result) else {"enrolment": earned}


def latest_certificate(earned: Earned) -> Certificate | None:
    """The last certificate issued for this, whatever its state."""
    return Certificate.objects.filter(**link(earned)).order_by("-pk").first()


def claim_of(earned: Earned) -> CertificateClaim | None:
    """The claim that waits, or waited, for approval."""
    return CertificateClaim.objects.filter(**link(earned)).first()
