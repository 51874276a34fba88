"""The page of those who wait for their turn to start. It asks the database nothing and keeps the place in a cookie."""

from datetime import datetime
from math import ceil
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.services.errors import NotYourTurn
from assessments.services.gate import KEPT_SECONDS, await_turn

from .mine import part_to_sit

COOKIE = "turn"
TOO_MANY_REQUESTS = 429
# So often the page asks again, in seconds: never sooner, at the latest then.
SOONEST, LATEST = 3, 30


@require_safe
@never_cache
def part_waiting(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How long still; when the turn has come, the way to the start."""
    now, turn = timezone.now(), turn_of(request, uuid)
    try:
        if turn is not None:
            await_turn(turn, now=now)
    except NotYourTurn as refusal:
        return please_wait(request, uuid, refusal, now=now)
    return redirect("exam_start", uuid=part_to_sit(uuid).exam.uuid)


def turn_of(request: HttpRequest, part: UUID) -> datetime | None:
    """The turn that this browser was given for the part."""
    try:
        return parse_datetime(request.get_signed_cookie(COOKIE, salt=str(part)) or "")
    except (KeyError, BadSignature, ValueError):
        return None


def please_wait(request: HttpRequest, part: UUID, refusal: NotYourTurn, *, now: datetime) -> HttpResponse:
    """The waiting page, or for programs the same in JSON; both say when to come back."""
    seconds = ceil((refusal.turn - now).total_seconds())
    response: HttpResponse
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        facts = {"reason": "wait", "message": refusal.message, "turn_at": refusal.turn.isoformat()}
        response = JsonResponse(facts, status=TOO_MANY_REQUESTS)
    else:
        context = {
            "ahead": refusal.ahead,
            "turn": refusal.turn,
            "again": min(max(seconds, SOONEST), LATEST),
            "url": reverse("part_waiting", args=[part]),
        }
        response = render(request, "assessments/waiting.html", context, status=TOO_MANY_REQUESTS)
    response["Retry-After"] = str(seconds)
    _keep(response, part, refusal.turn, seconds + KEPT_SECONDS)
    return response


def _keep(response: HttpResponse, part: UUID, turn: datetime, seconds: int) -> None:
    response.set_signed_cookie(
        COOKIE,
        turn.isoformat(),
        salt=str(part),
        max_age=seconds,
        path=reverse("part_waiting", args=[part]).removesuffix("waiting/"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
