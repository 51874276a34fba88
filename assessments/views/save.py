"""Saving one answer: the shortest path of the system. It needs no session and no user, only the signed seat ticket."""

import logging
from dataclasses import dataclass
from http import HTTPStatus
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


@dataclass(frozen=True)
class Reply:
    """What is said to a save; no facts say nothing."""

    status: int
    facts: dict[str, Any] | None = None

    @property
    def headers(self) -> dict[str, str]:
        """What the answer carries besides the facts."""
        allow = {"Allow": "POST"} if self.status == HTTPStatus.METHOD_NOT_ALLOWED else {}
        return {"Cache-Control": "no-store"} | allow


@csrf_exempt  # the ticket is what no other site can know
def save_answer(request: HttpRequest) -> HttpResponse:
    """The save through Django's middleware, where the entrance of its own is not in front."""
    return respond(take_answer(request, request.read(MAX_BYTES + 1)))


def respond(reply: Reply) -> HttpResponse:
    """The reply as Django's own answer."""
    if reply.facts is None:
        return HttpResponse(status=reply.status, headers=reply.headers)
    return JsonResponse(reply.facts, status=reply.status, headers=reply.headers)


def take_answer(request: HttpRequest, body: bytes) -> Reply:
    """Acknowledge one answer after it is in the database, or say in plain words why it is not.

    Of the request only the method and the cookies are asked.
    """
    if request.method != "POST":
        # A HEAD is asked for its Date: pages set their clock by it.
        return Reply(204) if request.method == "HEAD" else fault("method", request)
    try:
        return _save(body) if len(body) <= MAX_BYTES else fault("too_large", request)
    except tuple(REFUSALS) as refusal:
        return refuse(refusal, request)
    except tuple(UNREADABLE) as error:
        return fault(UNREADABLE[type(error)], request)
    except DatabaseError as error:
        # Its text may hold the answer.
        logger.error("An answer could not be saved: %s", type(error).__name__)
        return fault("unavailable", request)


def _save(body: bytes) -> Reply:
    saved = save_response(read_answer(body), now=timezone.now())
    at = timezone.localtime(saved.saved_at).isoformat()
    deadline = timezone.localtime(saved.deadline).isoformat()
    return Reply(200, {"saved_at": at, "sequence": saved.sequence, "deadline": deadline})


def refuse(refusal: Any, request: HttpRequest) -> Reply:
    """A domain's no, with its reason and its words."""
    status, reason = REFUSALS[type(refusal)]
    with translation.override(chosen_language(request)):
        facts = {"reason": reason, "message": refusal.message}
    if isinstance(refusal, AnswerIsOlder):
        facts["sequence"] = refusal.sequence
    return Reply(status, facts)


def fault(reason: str, request: HttpRequest) -> Reply:
    """A request that our pages do not send, in words."""
    status, message = FAULTS[reason]
    with translation.override(chosen_language(request)):
        return Reply(status, {"reason": reason, "message": _(message)})
