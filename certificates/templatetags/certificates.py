"""What other pages show of certificates."""

from django import template
from django.db.models import Q

from assessments.models import Result
from courses.models import Enrolment

from .. import wording
from ..facts import CertificateFacts
from ..models import Certificate, CertificateClaim
from ..services.earned import link

register = template.Library()


@register.simple_tag
def certificate_for(earned: Result | Enrolment) -> Certificate | None:
    """The valid certificate for a result or an enrolment."""
    return Certificate.objects.valid().filter(**link(earned)).first()


@register.simple_tag
def certificate_of_course(enrolment: Enrolment) -> Certificate | None:
    """The valid certificate that the course led to: by its completion, or by one of its exams."""
    by_exam = Q(result__exam__course=enrolment.course_id, staff=enrolment.staff_id)
    valid = Certificate.objects.valid().filter(by_exam | Q(enrolment=enrolment))
    return valid.order_by("-issued_at").first()


@register.simple_tag
def claim_for(earned: Result | Enrolment) -> CertificateClaim | None:
    """The claim for a result or an enrolment that waits for approval."""
    return CertificateClaim.objects.waiting().filter(**link(earned)).first()


@register.filter
def hidden_birth(facts: CertificateFacts) -> str:
    """`**/**/1979`."""
    return wording.hidden_birth_date(facts.born_on, facts.born_precision)


@register.filter
def birth(facts: CertificateFacts) -> str:
    """The birth date as printed."""
    return wording.birth_date(facts.born_on, facts.born_precision)


@register.filter
def capitals(name: str) -> str:
    """The name as printed."""
    return wording.upper_name(name)


@register.filter
def training_period(facts: CertificateFacts) -> str:
    """First and last day, as dd/mm/yyyy."""
    days = [wording.short_date(day) for day in (facts.started_on, facts.ended_on) if day]
    return " – ".join(dict.fromkeys(days))


@register.filter
def outcome(facts: CertificateFacts) -> str:
    """Rating and score as printed."""
    return wording.outcome(facts.rating, facts.score)


@register.filter
def signer(facts: CertificateFacts) -> str:
    """Who signed, with position."""
    return f"{facts.signer_name}, {facts.signer_position}"
