"""The invigilator's board: everybody in the room, who needs help first."""

from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.core import clock
from assessments.core.watch import LONG_PAUSE, Need, is_flagged
from assessments.models import Attempt, AttemptState, Sitting, SittingState
from assessments.services.board import Row, Signs, need_of, signs_of, watch
from people.scope import role_required, signed_in

from . import scoped
from .acts import ATTEMPT_ACTS, board_crumbs
from .events import course_of, flag_words
from .noted import notes_of
from .sittings import crumbs_of

NEEDS = {
    Need.NOT_ARRIVED: ("warn", gettext_noop("Not arrived")),
    Need.OFFLINE: ("bad", gettext_noop("Connection lost")),
    Need.LONG_PAUSED: ("bad", gettext_noop("Paused for long")),
    Need.FLAGGED: ("warn", gettext_noop("Worth a look")),
    Need.PAUSED: ("idle", gettext_noop("Paused")),
    Need.ADMITTED: ("idle", gettext_noop("Admitted, not started")),
    Need.WORKING: ("active", gettext_noop("Working")),
    Need.FINISHED: ("ok", gettext_noop("Finished")),
    Need.VOIDED: ("bad", gettext_noop("Void")),
    Need.AWAY: ("idle", gettext_noop("Absent or moved")),
}
PAUSES = {Need.PAUSED, Need.LONG_PAUSED}


@role_required(*scoped.WATCHERS)
@require_safe
@never_cache
def sitting_board(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The whole page."""
    sitting = scoped.get_sitting(request, uuid)
    return render(
        request, "assessments/board.html", _facts(request, sitting) | {"crumbs": crumbs_of(sitting)}
    )


@role_required(*scoped.WATCHERS)
@require_safe
@never_cache
def sitting_board_rows(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What changes, fetched by the page every few seconds."""
    sitting = scoped.get_sitting(request, uuid)
    return render(request, "assessments/_board.html", _facts(request, sitting))


@role_required(*scoped.WATCHERS)
@require_safe
@never_cache
def watched_attempt(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One candidate: where they stand, what can be done, what happened."""
    attempt, now = scoped.get_watched(request, uuid), timezone.now()
    assert attempt.sitting  # noqa: S101 - found by it
    signs = signs_of(attempt)
    tone, word = NEEDS[need_of(attempt, signs, now=now)]
    context = {
        "attempt": attempt,
        "crumbs": board_crumbs(attempt.sitting),
        "tone": tone,
        "word": _(word),
        "facts": _attempt_facts(attempt, signs, now),
        "acts": [(name, ATTEMPT_ACTS[name]) for name in _acts(request, attempt, signs)],
        "is_own": attempt.staff.user_id == signed_in(request).pk,
        "events": course_of(attempt),
        "notes": notes_of(attempt),
    }
    return render(request, "assessments/watched.html", context)


def _acts(request: HttpRequest, attempt: Attempt, signs: Signs) -> list[str]:
    """What the user can do now, by name; nothing with their own attempt."""
    if attempt.staff.user_id == signed_in(request).pk or attempt.state == AttemptState.VOIDED:
        return []
    looked = ["look"] if is_flagged(signs.flags) else []
    if attempt.state != AttemptState.IN_PROGRESS:
        return [*looked, "void"]
    return ["resume" if attempt.paused_at else "pause", "extend", *looked, "move", "end", "void"]


def _facts(request: HttpRequest, sitting: Sitting) -> dict[str, Any]:
    now = timezone.now()
    rows = watch(sitting, now=now)
    needs = [row.need for row in rows]
    return {
        "sitting": sitting,
        "now": now,
        "is_open": sitting.state == SittingState.PUBLISHED,
        "is_draft": sitting.state == SittingState.DRAFT,
        "room_pause": _room_pause(sitting, now),
        "stats": [
            {"number": needs.count(need), "label": _(word)}
            for need, (_tone, word) in NEEDS.items()
            if need in needs
        ],
        "rows": [_shown(request, row, now) for row in rows],
    }


def _room_pause(sitting: Sitting, now: datetime) -> dict[str, Any] | None:
    """Since when and for how long the whole room stands still."""
    if sitting.paused_at is None:
        return None
    lasts = now - sitting.paused_at
    return {"minutes": _minutes(lasts), "is_long": lasts >= LONG_PAUSE}


def _shown(request: HttpRequest, row: Row, now: datetime) -> dict[str, Any]:
    tone, word = NEEDS[row.need]
    attempt, signs = row.attempt, row.signs
    return {
        "staff": row.staff,
        "attempt": attempt,
        "may_admit": row.need == Need.NOT_ARRIVED,
        "tone": tone,
        "word": _(word),
        "details": _details(row, now),
        "answered": f"{signs.answered}/{attempt.policy['items']}" if attempt else "",
        "left": _left(attempt, now) if attempt else "",
        "seen_at": signs.seen_at,
        "unsaved": signs.unsaved,
        "acts": _acts(request, attempt, signs) if attempt else [],
    }


def _details(row: Row, now: datetime) -> str:
    """What the state does not say by itself."""
    details = flag_words(row.signs.flags)
    if row.need == Need.OFFLINE and row.signs.seen_at:
        details.insert(0, _("for %(minutes)s min") % {"minutes": _minutes(now - row.signs.seen_at)})
    if row.attempt and row.attempt.paused_at:
        told = _("for %(minutes)s min") if row.need in PAUSES else _("paused for %(minutes)s min")
        details.insert(0, told % {"minutes": _minutes(now - row.attempt.paused_at)})
    return " · ".join(details)


def _minutes(lasts: timedelta) -> int:
    """Whole minutes."""
    return int(lasts.total_seconds() // 60)


def _left(attempt: Attempt, now: datetime) -> str:
    """The candidate's time: what is left of it, or when it ended."""
    if attempt.state != AttemptState.IN_PROGRESS:
        at = attempt.submitted_at
        return _("handed in at %(time)s") % {"time": f"{timezone.localtime(at):%H:%M}"} if at else ""
    seconds = clock.seconds_left(attempt.paused_at or now, attempt.deadline)
    return _("%(minutes)s min") % {"minutes": ceil(seconds / 60)}


def _attempt_facts(attempt: Attempt, signs: Signs, now: datetime) -> list[dict[str, Any]]:
    def at(moment: datetime | None) -> str:
        return f"{timezone.localtime(moment):%H:%M:%S}" if moment else "–"

    paused = {"minutes": _minutes(now - attempt.paused_at)} if attempt.paused_at else {}
    return [
        *([{"label": _("Paused"), "value": _("for %(minutes)s min") % paused}] if paused else []),
        {"label": _("Part"), "value": attempt.part.title},
        {"label": _("Answered"), "value": f"{signs.answered}/{attempt.policy['items']}"},
        {"label": _("Started"), "value": at(attempt.started_at)},
        {"label": _("Time left"), "value": _left(attempt, now) or "–"},
        {"label": _("Last seen"), "value": at(signs.seen_at)},
        {"label": _("Not saved yet"), "value": signs.unsaved},
        {"label": _("Noticed"), "value": " · ".join(flag_words(signs.flags)) or "–"},
    ]
