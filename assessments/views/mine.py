"""Finding what belongs to the signed-in person. Anything else does not exist for them."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from assessments.models import Attempt, Exam, ExamPart, ExamState
from assessments.services.attempts import close_if_overdue
from assessments.services.interventions import claim_seat
from people.models import StaffProfile, User
from people.prepared import Prepared

SEAT = "seat"
PARTS = Prepared(
    lambda uuid: (
        ExamPart.objects.exclude(exam__state=ExamState.DRAFT).select_related("exam").filter(uuid=uuid)
    ),
    uuid=UUID,
)
ATTEMPTS = Prepared(
    lambda uuid, user: Attempt.objects.select_related("part__exam", "form", "staff", "presence").filter(
        uuid=uuid, staff__user=user
    ),
    uuid=UUID,
    user=int,
)
UNDER_WAY = Prepared(
    lambda user, part: Attempt.objects.open().filter(staff__user=user, part__uuid=part).only("pk"),
    user=int,
    part=UUID,
)


def user_of(request: HttpRequest) -> User:
    """The signed-in user."""
    assert isinstance(request.user, User)  # noqa: S101 - every caller requires a sign-in
    return request.user


def staff_of(request: HttpRequest) -> StaffProfile:
    """The signed-in person's profile; 404 for an account without one."""
    staff = getattr(request.user, "staff", None)
    if not isinstance(staff, StaffProfile):
        raise Http404
    return staff


def my_attempt(request: HttpRequest, uuid: UUID, *, now: datetime) -> Attempt:
    """One of the person's own attempts; one whose time is over is closed by the clock first."""
    attempt = ATTEMPTS.first(uuid=uuid, user=user_of(request).pk)
    if attempt is None:
        raise Http404
    close_if_overdue(attempt, now=now)
    return attempt


def exam_to_sit(uuid: UUID) -> Exam:
    """A published or closed exam; a draft does not exist for candidates."""
    exams = Exam.objects.exclude(state=ExamState.DRAFT).exclude(parts=None).select_related("course")
    return get_object_or_404(exams, uuid=uuid)


def part_to_sit(uuid: UUID) -> ExamPart:
    """A part of such an exam."""
    part = PARTS.first(uuid=uuid)
    if part is None:
        raise Http404
    return part


def holds_seat(request: HttpRequest, attempt: Attempt) -> bool:
    """True if this browser is the device in charge."""
    return _seat_of(request, attempt) == str(attempt.seat)


def has_begun(request: HttpRequest, part: UUID) -> bool:
    """True if the person has an attempt at the part that is not handed in."""
    return bool(UNDER_WAY(user=user_of(request).pk, part=part))


def sits_down(request: HttpRequest, attempt: Attempt, *, now: datetime) -> bool:
    """True if this browser is in charge, or now takes the seat that an invigilator has freed.

    The device that was stopped does not take it back by a reload: it has to be taken over there, visibly.
    """
    if holds_seat(request, attempt):
        return True
    return _seat_of(request, attempt) is None and claim_seat(attempt, now=now, by=user_of(request))


def keep_seat(response: HttpResponse, attempt: Attempt) -> HttpResponse:
    """Let the browser that gets this response know that it is in charge.

    A signed cookie tells: a start writes the attempt's row and nothing else, and a new sign-in on the same device goes
    on where it was.
    """
    response.set_signed_cookie(
        SEAT,
        str(attempt.seat),
        salt=str(attempt.uuid),
        max_age=settings.SESSION_COOKIE_AGE,
        path=reverse("paper", args=[attempt.uuid]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _seat_of(request: HttpRequest, attempt: Attempt) -> str | None:
    """The seat that this browser has or had."""
    seat = request.get_signed_cookie(SEAT, default=None, salt=str(attempt.uuid))
    return seat if isinstance(seat, str) else None
