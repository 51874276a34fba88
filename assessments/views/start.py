"""Before the paper: what the exam asks, and the start."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.core.review import Part
from assessments.models import Attempt, Exam, ExamPart, Result
from assessments.services.allowances import accommodation_of, with_accommodation
from assessments.services.attempts import find_open_attempt, start_attempt
from assessments.services.eligibility import check_may_start, part_due, period_of, standing_of
from assessments.services.errors import NotYourTurn, Refusal
from assessments.services.gate import pass_gate
from assessments.services.reviews import shown_of
from people.models import StaffProfile

from .mine import exam_to_sit, has_begun, keep_seat, part_to_sit, staff_of, user_of
from .safe_browser import turned_away
from .waiting import please_wait, turn_of


@require_safe
@never_cache
@login_required
def exam_start(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The rules in plain words, and what this person can do now: of several parts, the one that is due."""
    exam = exam_to_sit(uuid)
    staff = staff_of(request)
    now = timezone.now()
    part = part_due(staff, exam, asked=request.GET.get("part", ""), now=now)
    open_attempt = find_open_attempt(staff, part, now=now)
    standing = standing_of(staff, part, now=now)
    facts = {
        "exam": exam,
        "part": part,
        "parts": list(exam.parts.order_by("position")),
        "item_count": sum(row.count for row in part.blueprint.rows.all()),
        "standing": standing,
        "passed": _passed(staff, exam, now),
        "minutes": with_accommodation(standing.rules.minutes, accommodation_of(staff)),
        "eligibility": _eligibility(staff, part, now),
        "entrance": standing.entrance,
        "sitting": standing.entrance.place.sitting if standing.entrance else None,
        "open_attempt": open_attempt,
        "paper_url": reverse("paper", args=[open_attempt.uuid]) if open_attempt else "",
        "start_url": reverse("part_start", args=[part.uuid]),
    }
    return render(request, "assessments/start.html", facts)


@require_safe
@never_cache
@login_required
def go_on(request: HttpRequest) -> HttpResponse:
    """Where a sign-in leads: to the paper under way in a sitting, so that a new device needs no further click."""
    sat = Attempt.objects.running(now=timezone.now()).filter(
        staff__user=user_of(request), sitting__isnull=False
    )
    attempt = sat.order_by("-started_at").first()
    return redirect("paper", uuid=attempt.uuid) if attempt else redirect("my_learning")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def part_start(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin, or go on with what is open. Who had to sign in on the way comes by GET: to the page with the button."""
    if request.method != "POST":
        return redirect("exam_start", uuid=part_to_sit(uuid).exam.uuid)
    now = timezone.now()
    try:
        pass_gate(turn_of(request, uuid), user_of(request).pk, now=now)
    except NotYourTurn as refusal:
        # Before anything is looked up: whoever must wait has to cost next to nothing.
        if not has_begun(request, uuid):
            return please_wait(request, uuid, refusal, now=now)
    part = part_to_sit(uuid)
    if elsewhere := turned_away(request, part.exam):
        return elsewhere
    try:
        code = request.POST.get("code", "")[:100]
        attempt = start_attempt(staff_of(request), part, now=now, by=user_of(request), code=code)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("exam_start", uuid=part.exam.uuid)
    response = redirect("paper", uuid=attempt.uuid)
    # An attempt that another browser began must be taken over, visibly.
    begun_by_this_click = attempt.started_at == now
    return keep_seat(response, attempt) if begun_by_this_click else response


def _passed(staff: StaffProfile, exam: Exam, now: datetime) -> Result | None:
    """This year's result that passed, where the policy lets the person see it."""
    results = Result.objects.filter(staff=staff, exam=exam, period=period_of(now), passed=True)
    return results.first() if Part.SCORE in shown_of(exam, now=now) else None


def _eligibility(staff: StaffProfile, part: ExamPart, now: datetime) -> dict[str, Any]:
    """Whether the person may start now, or why not and from when."""
    try:
        check_may_start(staff, part, now=now)
    except Refusal as refusal:
        return {"may_start": False, "reason": refusal.message}
    return {"may_start": True, "reason": ""}
