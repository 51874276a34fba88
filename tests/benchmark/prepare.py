"""People, sessions and attempts for the benchmarks, made in bulk before anything is measured."""

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from assessments.models import Attempt, Exam, ExamPart, Response
from assessments.play.cohort import Candidate, prepare_cohort
from assessments.play.crowd import Desk
from assessments.services.attempts import start_attempt
from assessments.tickets import Ticket, issue_ticket
from assessments.views.mine import keep_seat
from people.models import Agency, StaffProfile
from tests import factories

BATCH = 2000


def exam_of(items: int) -> Exam:
    """An open exam of so many items; the same one when it is there already."""
    code = f"LOAD-{items}"
    agency = Agency.objects.filter(code="H99").first() or factories.make_agency("H99")
    return Exam.objects.filter(code=code).first() or factories.make_open_exam(
        agency, code=code, items=items, forms=4, minutes=600
    )


def candidates(count: int, *, seed: int) -> list[Candidate]:
    """Simulated people, each with a session."""
    return prepare_cohort(count, seed=seed, now=timezone.now())


def attempts_of(part: ExamPart, people: list[Candidate]) -> list[Attempt]:
    """An open attempt for each: the first as everybody starts one, the others like it on the forms in turn."""
    staff = list(
        StaffProfile.objects.filter(pk__in=[each.staff_id for each in people]).order_by("staff_code")
    )
    first = start_attempt(staff[0], part, now=timezone.now(), by=None)
    forms = list(part.forms.all())
    same = {
        field.attname: getattr(first, field.attname)
        for field in Attempt._meta.concrete_fields
        if field.name not in {"id", "uuid", "staff", "form"}
    }
    others = [
        Attempt(**same, staff=each, form=forms[turn % len(forms)]) for turn, each in enumerate(staff[1:])
    ]
    return [first, *Attempt.objects.bulk_create(others, batch_size=BATCH)]


def desks_of(attempts: list[Attempt], items: int) -> list[Desk]:
    """What the page of each would know."""
    return [
        Desk(
            str(each.uuid),
            issue_ticket(Ticket(each.pk, each.staff_id, 1)),
            seat=1,
            sequence=1,
            positions=items,
        )
        for each in attempts
    ]


def answered(attempts: list[Attempt], items: int) -> None:
    """An answer to each item of each."""
    rows = [
        Response(attempt=each, position=position, value=0, seat=1, sequence=1, saved_at=timezone.now())
        for each in attempts
        for position in range(1, items + 1)
    ]
    Response.objects.bulk_create(rows, batch_size=BATCH)


def seated(attempt: Attempt, candidate: Candidate) -> dict[str, str]:
    """The cookies of the candidate's browser, which is in charge of the attempt."""
    cookies = {name: cookie.value for name, cookie in keep_seat(HttpResponse(), attempt).cookies.items()}
    return cookies | {settings.SESSION_COOKIE_NAME: candidate.session}
