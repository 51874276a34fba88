"""Saving one answer: the shortest path of the system. It needs no session and no user, only the signed seat ticket."""

import logging
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt

from assessments.forms.answers import MAX_BYTES, BadRequest, read_answer
from assessments.services.errors import (
    AnswerIsOlder,
    AttemptIsOver,
    AttemptIsPaused,
    ItemIsPassed,
    NoSuchItem,
    Refusal,
    SeatHasMoved,
)
from assessments.services.saving import save_response
from assessments.tickets import TicketIsInvalid
from people.middleware import chosen_language

logger = logging.getLogger(__name__)

REFUSALS: dict[type[Refusal], tuple[int, str]] = {
    AttemptIsOver: (410, "over"),
    AttemptIsPaused: (423, "paused"),
    SeatHasMoved: (409, "seat_moved"),
    AnswerIsOlder: (409, "older"),
    ItemIsPassed: (409, "passed"),
    NoSuchItem: (400, "no_such_item"),
}
UNREADABLE: dict[type[Exception], str] = {TicketIsInvalid: "ticket", BadRequest: "malformed"}
FAULTS = {
    "method": (405, gettext_noop("This address only takes answers of a test.")),
    "too_large": (413, gettext_noop("This answer is too long. Shorten it and try again.")),
    "ticket": (
        403,
        gettext_noop("This page can no longer save. Reload it; the answers saved before are kept."),
    ),
    "malformed": (400, gettext_noop("This answer could not be read. Reload the page and try again.")),
    "unavailable": (503, gettext_noop("The answer is not saved yet. The page will try again by itself.")),
}


@csrf_exempt  # the ticket is what no other site can know
def save_answer(request: HttpRequest) -> HttpResponse:
    """Acknowledge one answer after it is in the database, or say in plain words why it is not."""
    if request.method != "POST":
        # A HEAD is asked for its Date: pages set their clock by it.
        return HttpResponse(status=204) if request.method == "HEAD" else _fault("method", request)
    body = request.read(MAX_BYTES + 1)
    try:
        return _save(body) if len(body) <= MAX_BYTES else _fault("too_large", request)
    except tuple(REFUSALS) as refusal:
        return _refuse(refusal, request)
    except tuple(UNREADABLE) as error:
        return _fault(UNREADABLE[type(error)], request)
    except DatabaseError:
        logger.exception("An answer could not be saved")
        return _fault("unavailable", request)


def _save(body: bytes) -> JsonResponse:
    saved = save_response(read_answer(body), now=timezone.now())
    at = timezone.localtime(saved.saved_at).isoformat()
    return _json(200, {"saved_at": at, "sequence": saved.sequence})


def _refuse(refusal: Any, request: HttpRequest) -> JsonResponse:
    status, reason = REFUSALS[type(refusal)]
    with translation.override(chosen_language(request)):
        facts = {"reason": reason, "message": refusal.message}
    if isinstance(refusal, AnswerIsOlder):
        facts["sequence"] = refusal.sequence
    return _json(status, facts)


def _fault(reason: str, request: HttpRequest) -> JsonResponse:
    status, message = FAULTS[reason]
    with translation.override(chosen_language(request)):
        response = _json(status, {"reason": reason, "message": _(message)})
    if status == 405:
        response["Allow"] = "POST"
    return response


def _json(status: int, facts: dict[str, Any]) -> JsonResponse:
    return JsonResponse(facts, status=status, headers={"Cache-Control": "no-store"})
