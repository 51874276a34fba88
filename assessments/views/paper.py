"""The paper under way: show it, save it as a plain form, hand it to this device, check it and submit it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest as NotUnderstood
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.core import clock
from assessments.core.responses import is_blank
from assessments.forms.answers import BadRequest, read_page, read_stamp
from assessments.models import Attempt, AttemptState, ClosedBy
from assessments.seals import seal_of
from assessments.services.attempts import move_on, submit_attempt, take_over_seat
from assessments.services.errors import (
    AnswerIsOlder,
    AttemptIsOver,
    AttemptIsPaused,
    ItemIsPassed,
    Refusal,
    SeatHasMoved,
)
from assessments.services.papers import answered_paper, changed_answers, last_saved
from assessments.services.presence import note_visit
from assessments.services.saving import Answer, save_response
from assessments.services.waiting_answers import waiting_answers
from assessments.tickets import Ticket, issue_ticket

from .mine import holds_seat, keep_seat, my_attempt, sits_down, user_of
from .pulse import device_of
from .safe_browser import turned_away
from .sheet import filled_sheet

# How far the clock of a page may be ahead of ours.
CLOCK_DRIFT = timedelta(seconds=2)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def paper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The paper, on one page or one item a page; a POST saves it without JavaScript."""
    now = timezone.now()
    attempt = my_attempt(request, uuid, now=now)
    if request.method == "POST":
        return _save_page(request, attempt, now)
    if elsewhere := _elsewhere(request, attempt, now):
        return elsewhere
    note_visit(attempt, device_of(request), now=now)
    return keep_seat(_show(request, attempt, now), attempt)


@require_safe
@never_cache
@login_required
def paused(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Whether the pause lasts: asked by the page of a paused attempt, until it leads back to the paper."""
    attempt = my_attempt(request, uuid, now=timezone.now())
    return render(request, "assessments/_paused.html", _pause(attempt))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def seat(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Another device is in charge: leave it there, or go on here and stop it there."""
    now = timezone.now()
    attempt = my_attempt(request, uuid, now=now)
    if request.method != "POST":
        if attempt.state != AttemptState.IN_PROGRESS or holds_seat(request, attempt):
            return redirect("paper", uuid=uuid)
        return render(request, "assessments/seat.html", {"attempt": attempt})
    try:
        take_over_seat(attempt, now=now, by=user_of(request))
    except AttemptIsOver:
        return redirect("attempt_result", uuid=uuid)
    return keep_seat(redirect("paper", uuid=uuid), attempt)


@require_safe
@never_cache
@login_required
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What is still blank, before submitting."""
    now = timezone.now()
    attempt = my_attempt(request, uuid, now=now)
    if attempt.state != AttemptState.IN_PROGRESS:
        return redirect("attempt_result", uuid=uuid)
    if attempt.paused_at or not holds_seat(request, attempt):
        return redirect("paper", uuid=uuid)
    if elsewhere := turned_away(request, attempt.part.exam):
        return elsewhere
    facts = _facts(attempt, now)
    facts["blanks"] = [item["position"] for item in facts["items"] if is_blank(item["value"])]
    return render(request, "assessments/review.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hand in. The device that is not in charge cannot; what is closed already leads to the result.

    Who had to sign in on the way comes by GET: to the paper, which is still there.
    """
    now = timezone.now()
    attempt = my_attempt(request, uuid, now=now)
    if request.method != "POST":
        return redirect("paper", uuid=uuid)
    if attempt.state == AttemptState.IN_PROGRESS:
        if not holds_seat(request, attempt):
            return redirect("seat", uuid=uuid)
        if request.POST.get("act") == "time_up" and now < attempt.deadline - CLOCK_DRIFT:
            return redirect("paper", uuid=uuid)  # the page's clock is wrong: it gets the right one
        by_clock = now >= attempt.deadline - CLOCK_DRIFT
        closed_by = ClosedBy.CLOCK if by_clock else ClosedBy.CANDIDATE
        submit_attempt(attempt, now=now, by=user_of(request), closed_by=closed_by)
    return redirect("attempt_result", uuid=uuid)


def _show(request: HttpRequest, attempt: Attempt, now: datetime) -> HttpResponse:
    facts = _facts(attempt, now)
    if attempt.at_item is not None:
        return render(request, "assessments/one_way.html", facts | _only_item(attempt, facts["items"]))
    facts |= _place(request, facts["items"])
    given = {item["position"]: item["value"] for item in facts["items"]}
    facts["sheet"] = filled_sheet(attempt, given, current=facts["current"])
    return render(request, "assessments/paper.html", facts)


def _save_page(request: HttpRequest, attempt: Attempt, now: datetime) -> HttpResponse:
    """Save what a plain form brings. Nothing is dropped: what cannot count is kept as late."""
    try:
        stamp = read_stamp(request.POST)
    except BadRequest as error:
        raise NotUnderstood from error
    positions = _positions(request, attempt)
    refusals: set[type[Refusal]] = set()
    for position, value in changed_answers(attempt, read_page(request.POST, positions)).items():
        answer = Answer(attempt.pk, attempt.staff_id, stamp.seat, stamp.sequence, position, value)
        try:
            save_response(answer, now=now)
        except (AttemptIsOver, AttemptIsPaused, SeatHasMoved, ItemIsPassed, AnswerIsOlder) as refusal:
            if type(refusal) not in refusals:
                messages.warning(request, refusal.message)
            refusals.add(type(refusal))
    if request.POST.get("act") == "next" and stamp.seat == attempt.seat:
        for leaving in positions:
            move_on(attempt, leaving=leaving, now=now)
    return _after_save(request, attempt)


def _positions(request: HttpRequest, attempt: Attempt) -> Collection[int]:
    """The items that the sent page holds: all, or where there is no way back the one it showed."""
    if attempt.at_item is None:
        return range(1, attempt.policy["items"] + 1)
    shown = request.POST.get("shown", "")
    return [int(shown)] if shown in {str(number) for number in range(1, attempt.policy["items"] + 1)} else []


def _after_save(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Where the pressed button leads; the paper itself turns away a closed attempt or another device."""
    act = request.POST.get("act", "save")
    if act == "review":
        return redirect("review", uuid=attempt.uuid)
    if attempt.at_item is not None:
        return redirect("paper", uuid=attempt.uuid)
    address = reverse("paper", args=[attempt.uuid])
    place = act.removeprefix("go-")
    if place == act or not place.isdecimal():
        place = request.GET.get("item", "")
    return redirect(f"{address}?item={place}#item-{place}" if place.isdecimal() else address)


def _elsewhere(request: HttpRequest, attempt: Attempt, now: datetime) -> HttpResponse | None:
    """What is shown instead of the paper: the result, the pause, the demand for a browser, another seat."""
    if attempt.state != AttemptState.IN_PROGRESS:
        return redirect("attempt_result", uuid=attempt.uuid)
    if attempt.paused_at:
        return render(request, "assessments/paused.html", _pause(attempt))
    if elsewhere := turned_away(request, attempt.part.exam):
        return elsewhere  # before the seat is claimed: this answer could not tell the browser that it has it
    return None if sits_down(request, attempt, now=now) else redirect("seat", uuid=attempt.uuid)


def _pause(attempt: Attempt) -> dict[str, Any]:
    """What the page of a paused attempt shows; `left` as of the pause, `waiting`: the items answered since."""
    paused_at = attempt.paused_at
    left = ceil(clock.seconds_left(paused_at, attempt.deadline) / 60) if paused_at else 0
    return {
        "attempt": attempt,
        "left": left,
        "waiting": sorted(waiting_answers(attempt)),
        "paper_url": reverse("paper", args=[attempt.uuid]),
    }


def _facts(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """What both the paper and the check before submitting show."""
    saved_at, sequence = last_saved(attempt)
    ticket = Ticket(attempt.pk, attempt.staff_id, attempt.seat)
    return {
        "attempt": attempt,
        "items": answered_paper(attempt),
        "ticket": issue_ticket(ticket),
        "seal": seal_of(ticket) if attempt.sitting_id else None,  # elsewhere nobody could take the file
        "sequence": sequence,
        "saved_at": saved_at,
        "now": now,
        "save_url": reverse("save_answer"),
        "pulse_url": reverse("pulse"),
        "submit_url": reverse("submit", args=[attempt.uuid]),
        "paper_url": reverse("paper", args=[attempt.uuid]),
        "review_url": reverse("review", args=[attempt.uuid]),
    }


def _place(request: HttpRequest, items: list[dict[str, Any]]) -> dict[str, int | None]:
    """Which item is shown, and its neighbours."""
    asked = request.GET.get("item", "")
    known = len(asked) <= 4 and asked.isdecimal() and 1 <= int(asked) <= len(items)
    current = int(asked) if known else 1
    return {
        "current": current,
        "previous": current - 1 if current > 1 else None,
        "next": current + 1 if current < len(items) else None,
    }


def _only_item(attempt: Attempt, items: list[dict[str, Any]]) -> dict[str, Any]:
    """The one item that is shown where there is no way back; no other leaves the server."""
    shown = [item for item in items if item["position"] == attempt.at_item]
    return {
        "items": shown,
        "current": attempt.at_item,
        "count": len(items),
        "is_last": attempt.at_item == len(items),
    }
