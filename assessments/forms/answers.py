"""What a candidate's browser sends: the JSON of one saved answer, and the plain form of a page."""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from assessments.core.ordering import Stamp
from assessments.services.saving import Answer
from assessments.tickets import Ticket, read_ticket

MAX_BYTES = 64 * 1024
MAX_NUMBER = 2_147_483_647
MAX_POSITION = 32_767


class BadRequest(ValueError):
    """The request is not one that our pages send."""


def read_answer(body: bytes) -> Answer:
    """One answer from the JSON body of a save; raises BadRequest or TicketIsInvalid."""
    return answer_of(*read_signed(body))


def answer_of(data: Mapping[str, Any], ticket: Ticket) -> Answer:
    """One answer as a page with this ticket writes it; raises BadRequest."""
    return Answer(
        attempt_id=ticket.attempt_id,
        staff_id=ticket.staff_id,
        # A page that was taken over and came back sends what it still had under its older seat: kept as late.
        seat=read_number(data.get("seat", ticket.seat), 1, ticket.seat),
        sequence=read_number(data.get("sequence"), 1, MAX_NUMBER),
        position=read_number(data.get("position"), 1, MAX_POSITION),
        value=_value(data.get("value")),
        client_at=read_moment(data.get("client_at")),
    )


def read_signed(body: bytes) -> tuple[Mapping[str, Any], Ticket]:
    """The JSON object that a page sent, and its ticket; raises BadRequest or TicketIsInvalid."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("not JSON") from error
    if not isinstance(data, Mapping) or not isinstance(data.get("ticket"), str):
        raise BadRequest("no ticket")
    return data, read_ticket(data["ticket"])


def read_page(data: QueryDict, positions: Iterable[int]) -> dict[int, Any]:
    """The answers of a plain form by position, as raw values.

    Fields: `item-3` (one value, or several for boxes), `item-3-0` for the first row of a matching item. A browser
    sends nothing for unticked boxes, so an item without a field is blank.
    """
    return {position: _field(data, f"item-{position}") for position in positions}


def read_stamp(data: QueryDict) -> Stamp:
    """Seat and sequence of a plain form; its save is the next one after those that the page knew. Raises BadRequest."""
    try:
        seat, sequence = int(data.get("seat", "")), int(data.get("sequence", ""))
    except ValueError as error:
        raise BadRequest("no seat or sequence") from error
    return Stamp(read_number(seat, 1, MAX_NUMBER), read_number(sequence + 1, 1, MAX_NUMBER))


def _field(data: QueryDict, name: str) -> Any:
    rows = {key.removeprefix(f"{name}-"): data[key] for key in data if key.startswith(f"{name}-")}
    if rows:
        return rows
    values = [value for value in data.getlist(name) if value != ""]
    return values[0] if len(values) == 1 else values or None


def read_number(value: Any, lowest: int, highest: int) -> int:
    """A whole number in range; raises BadRequest."""
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise BadRequest("not a number in range")
    return value


def _value(value: Any) -> Any:
    """One of the shapes that a response may have; which one fits the item, the scoring rule says."""
    if value is None or value in ("", []):
        return None
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_NUMBER:
        return value
    if isinstance(value, list) and len(value) <= 100 and all(_is_choice(each) for each in value):
        return value
    raise BadRequest("not an answer")


def _is_choice(value: Any) -> bool:
    return value is None or (
        isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_NUMBER
    )


def _text(value: str) -> str:
    """NFC, without what PostgreSQL cannot store: the zero character and halves of a pair."""
    text = unicodedata.normalize("NFC", value)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadRequest("broken text") from error
    if "\0" in text:
        raise BadRequest("broken text")
    return text


def read_moment(value: Any) -> datetime | None:
    """The browser's clock, for the examiner's eyes; nonsense is left out."""
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
