"""Finding what belongs to the signed-in person. Anything else does not exist for them."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from assessments.models import Attempt, Exam, ExamPart, ExamState
from assessments.services.attempts import close_if_overdue
from assessments.services.interventions import claim_seat
from people.models import StaffProfile, User


def user_of(request: HttpRequest) -> User:
    """The signed-in user."""
    assert isinstance(request.user, User)  # noqa: S101 - every caller requires a sign-in
    return request.user


def staff_of(request: HttpRequest) -> StaffProfile:
    """The signed-in person's profile; 404 for an account without one."""
    staff = StaffProfile.objects.filter(user=user_of(request)).first()
    if staff is None:
        raise Http404
    return staff


def my_attempt(request: HttpRequest, uuid: UUID, *, now: datetime) -> Attempt:
    """One of the person's own attempts; one whose time is over is closed by the clock first."""
    attempts = Attempt.objects.select_related("part__exam", "form", "staff")
    attempt = get_object_or_404(attempts, uuid=uuid, staff__user=user_of(request))
    close_if_overdue(attempt, now=now)
    return attempt


def exam_to_sit(uuid: UUID) -> Exam:
    """A published or closed exam; a draft does not exist for candidates."""
    exams = Exam.objects.exclude(state=ExamState.DRAFT).exclude(parts=None).select_related("course")
    return get_object_or_404(exams, uuid=uuid)


def part_to_sit(uuid: UUID) -> ExamPart:
    """A part of such an exam."""
    parts = ExamPart.objects.exclude(exam__state=ExamState.DRAFT).select_related(
        "exam__agency", "exam__course"
    )
    return get_object_or_404(parts, uuid=uuid)


def seat_key(attempt: Attempt) -> str:
    """Under which the session remembers the seat that this browser has."""
    return f"seat-{attempt.uuid}"


def holds_seat(request: HttpRequest, attempt: Attempt) -> bool:
    """True if this browser is the device in charge."""
    return request.session.get(seat_key(attempt)) == attempt.seat


def take_seat(request: HttpRequest, attempt: Attempt) -> None:
    """Remember that this browser is in charge."""
    request.session[seat_key(attempt)] = attempt.seat


def sits_down(request: HttpRequest, attempt: Attempt, *, now: datetime) -> bool:
    """True if this browser is in charge, or now takes the seat that an invigilator has freed.

    The device that was stopped does not take it back by a reload: it has to be taken over there, visibly.
    """
    if holds_seat(request, attempt):
        return True
    had_it = seat_key(attempt) in request.session
    if had_it or not claim_seat(attempt, now=now, by=user_of(request)):
        return False
    take_seat(request, attempt)
    return True
