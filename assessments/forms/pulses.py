"""What a candidate's page says of itself between saves."""

from collections.abc import Mapping
from typing import Any

from assessments.core import noted
from assessments.services.presence import Note, Pulse

from .answers import BadRequest, read_moment, read_number, read_signed

MAX_BYTES = 8 * 1024
MOST_UNSAVED = 1000


def read_pulse(body: bytes) -> Pulse:
    """The pulse in the JSON body; raises BadRequest or TicketIsInvalid."""
    data, ticket = read_signed(body)
    return Pulse(
        attempt_id=ticket.attempt_id,
        staff_id=ticket.staff_id,
        seat=ticket.seat,
        unsaved=read_number(data.get("unsaved", 0), 0, MOST_UNSAVED),
        notes=_notes(data.get("events", [])),
    )


def _notes(given: Any) -> tuple[Note, ...]:
    if not isinstance(given, list) or len(given) > noted.MOST_AT_ONCE:
        raise BadRequest("not a list of notes")
    return tuple(_note(each) for each in given)


def _note(given: Any) -> Note:
    if not isinstance(given, Mapping) or given.get("kind") not in noted.FROM_PAGE:
        raise BadRequest("not a note")
    moment = read_moment(given.get("at"))
    if moment is None:
        raise BadRequest("a note without time")
    seconds = given.get("seconds")
    return Note(
        kind=given["kind"],
        client_at=moment.isoformat(),
        seconds=None if seconds is None else read_number(seconds, 0, noted.LONGEST_SECONDS),
    )
