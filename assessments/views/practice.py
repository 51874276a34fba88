"""The practice tour of the controls: three items, no marks, nothing stored."""

import re
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.core import items
from assessments.core.responses import BadResponse, is_blank, parse_response

MINUTES = 10
STEP = re.compile(r"go-([1-9])")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest) -> HttpResponse:
    """Shows the tour, its review of blanks, or its end, by the button that was pressed."""
    act = request.POST.get("act", "")
    if act in {"submit", "time_up"}:
        return render(request, "assessments/practice_done.html")
    tour = _tour(request.POST)
    context = _frame() | {
        "items": tour,
        "blanks": [item["position"] for item in tour if is_blank(item["value"])],
    }
    if act == "review":
        return render(request, "assessments/practice_review.html", context)
    current = _asked(request, act, len(tour))
    return render(
        request,
        "assessments/practice.html",
        context
        | {
            "current": current,
            "previous": current - 1,
            "next": current + 1 if current < len(tour) else None,
            "saved_at": timezone.now() if act else None,
        },
    )


def _asked(request: HttpRequest, act: str, count: int) -> int:
    """The item to show: of the pressed button, else of the address, else the first."""
    step = STEP.fullmatch(act)
    asked = step[1] if step else request.GET.get("item", "1")
    return min(int(asked), count) if re.fullmatch("[1-9]", asked) else 1


def _frame() -> dict[str, Any]:
    """What the paper's templates read of an attempt, without one."""
    now = timezone.now()
    address = reverse("exam_practice")
    return {
        "attempt": {
            "uuid": "practice",
            "seat": 1,
            "deadline": now + timedelta(minutes=MINUTES),
            "part": {"layout": "one_item", "exam": {"title": _("Practice tour")}},
        },
        "practice": True,
        "now": now,
        "sequence": 0,
        "ticket": "",
        "save_url": address,
        "submit_url": address,
        "paper_url": address,
    }


def _tour(posted: QueryDict) -> list[dict[str, Any]]:
    """The three items with what was given so far."""
    tour = [_single(), _multiple(), _matching()]
    for position, item in enumerate(tour, start=1):
        item |= {"position": position, "html": False, "value": _given(posted, position, item)}
    return tour


def _given(posted: QueryDict, position: int, item: dict[str, Any]) -> Any:
    name = f"item-{position}"
    raw: Any = posted.getlist(name) if item["kind"] == items.MULTIPLE else posted.get(name)
    if item["kind"] == items.MATCHING:
        raw = {row["id"]: posted.get(f"{name}-{row['id']}") for row in item["rows"]}
    try:
        return parse_response(item["kind"], raw)
    except BadResponse:
        return None


def _single() -> dict[str, Any]:
    return {
        "kind": items.SINGLE,
        "stem": _("Which of these is a public holiday in Viet Nam?"),
        "explain": [
            _("Press anywhere on a line to choose it. You may change your mind."),
            _("At the top you see the time left and, after a moment, when your answer was saved."),
        ],
        "options": _options(_("2 September"), _("15 March"), _("7 July")),
    }


def _multiple() -> dict[str, Any]:
    return {
        "kind": items.MULTIPLE,
        "stem": _("Which of these are fruits?"),
        "explain": [
            _("Here several lines may be right: tick each of them."),
            _("Not sure? Tick “Mark to look at again”: the list of items remembers it."),
            _("Tick “Play a lost connection” below and answer: see what the page says. Then untick it."),
        ],
        "pretend": True,
        "options": _options(_("Mango"), _("Longan"), _("Bamboo hat")),
    }


def _matching() -> dict[str, Any]:
    return {
        "kind": items.MATCHING,
        "stem": _("Match each city with its region."),
        "explain": [
            _("Open each list and choose. The arrow keys work too."),
            _("Leave a line empty if you like: before submitting, the page lists what is still blank."),
        ],
        "rows": _options(_("Hải Phòng"), _("Đà Nẵng"), _("Cần Thơ")),
        "choices": _options(_("The centre"), _("The south"), _("The north")),
    }


def _options(*texts: str) -> list[dict[str, Any]]:
    return [{"id": number, "text": text, "html": False} for number, text in enumerate(texts)]
