"""After the paper: one attempt's outcome as far as the review policy allows, and all of mine."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.core.review import BY_ITEM, Part
from assessments.models import Attempt, AttemptState, ResponseLog, Result
from assessments.services.eligibility import standing_of
from assessments.services.reviews import (
    latest_score,
    outcome_of,
    reviewed_items,
    shown_of,
    topic_shares,
    visible_parts,
)

from .events import acts_on
from .mine import my_attempt, staff_of
from .noted import notes_of

WORDS = {
    "in_progress": ("active", gettext_noop("Being sat")),
    "waiting": ("active", gettext_noop("Waiting for marks")),
    "withheld": ("active", gettext_noop("Waits for publication")),
    "hidden": ("idle", gettext_noop("Submitted")),
    "passed": ("ok", gettext_noop("Passed")),
    "failed": ("bad", gettext_noop("Not passed")),
    "voided": ("bad", gettext_noop("Void")),
}


@require_safe
@never_cache
@login_required
def attempt_result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Pass or fail, the score and the topics; which item was right only as far as the policy allows."""
    now = timezone.now()
    attempt = my_attempt(request, uuid, now=now)
    if attempt.state == AttemptState.IN_PROGRESS:
        return redirect("paper", uuid=uuid)
    return render(request, "assessments/result.html", _outcome(attempt, now) | _what_next(attempt, now))


@require_safe
@never_cache
@login_required
def my_results(request: HttpRequest) -> HttpResponse:
    """All results and attempts of the signed-in person, the newest first."""
    staff = staff_of(request)
    now = timezone.now()
    attempts = Attempt.objects.filter(staff=staff).select_related("part__exam").prefetch_related("scores")
    rows = [_attempt_row(attempt, now) for attempt in attempts.order_by("-started_at")]
    results = Result.objects.standing().filter(staff=staff).select_related("exam").order_by("-settled_at")
    shown = [_result_row(each) for each in results if Part.SCORE in shown_of(each.exam, now=now)]
    return render(request, "assessments/my_results.html", {"results": shown, "attempts": rows})


def _outcome(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """What the result page may show of an attempt."""
    exam = attempt.part.exam
    may_see = visible_parts(attempt, now=now)
    score = latest_score(attempt)
    voided = attempt.state == AttemptState.VOIDED
    return {
        "attempt": attempt,
        "exam": exam,
        "part": attempt.part,
        "state": outcome_of(attempt, score, may_see),
        "score": score.scaled if score and Part.SCORE in may_see else None,
        "cut_score": float(attempt.policy["cut_score"]),
        "topics": topic_shares(score) if score and Part.TOPICS in may_see and not voided else [],
        "late": ResponseLog.objects.to_judge()
        .filter(attempt=attempt)
        .select_related("decision")
        .order_by("pk"),
        "notes": notes_of(attempt),
        "events": acts_on(attempt),
        "items": reviewed_items(attempt, score, may_see) if score and may_see & BY_ITEM else [],
    }


def _what_next(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """The result that a certificate hangs on, the next attempt, and where to learn more."""
    exam = attempt.part.exam
    results = Result.objects.standing().filter(staff=attempt.staff, exam=exam, period=attempt.period)
    return {
        "result": None if attempt.trial else results.first(),
        "standing": standing_of(attempt.staff, attempt.part, now=now),
        "lessons": [{"title": exam.course.title, "url": exam.course.url}] if exam.course else [],
        "exam_url": reverse("exam_start", args=[exam.uuid]),
    }


def _attempt_row(attempt: Attempt, now: datetime) -> dict[str, Any]:
    may_see = visible_parts(attempt, now=now)
    score = latest_score(attempt)
    tone, word = WORDS[outcome_of(attempt, score, may_see)]
    going_on = attempt.state == AttemptState.IN_PROGRESS
    return {
        "exam": attempt.part.exam.title,
        "number": attempt.number,
        "started_at": attempt.started_at,
        "state": attempt.state,
        "tone": tone,
        "word": _(word),
        "score": score.scaled if score and Part.SCORE in may_see else None,
        "url": reverse("paper" if going_on else "attempt_result", args=[attempt.uuid]),
    }


def _result_row(result: Result) -> dict[str, Any]:
    return {
        "result": result,
        "exam": result.exam.title,
        "period": result.period,
        "passed": result.passed,
        "score": result.score,
        "cut_score": result.cut_score,
        "settled_at": result.settled_at,
        "url": reverse("attempt_result", args=[result.parts[-1]["attempt"]]),
    }
