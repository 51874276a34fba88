"""What a candidate may send for an item, in one shape per kind. Hostile input is refused, never guessed at.

single, true_false: an option identifier. multiple: a sorted list of identifiers. matching: for each row the
identifier of a right-hand text or null. numeric, short, essay: the text as typed. Nothing given is None.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from assessments.core import items

MAX_IDENTIFIERS = 20
MAX_LENGTH = {items.NUMERIC: 40, items.SHORT: 300, items.ESSAY: 20_000}

Response = int | list[int] | list[int | None] | str | None


class BadResponse(ValueError):
    """The value cannot be a response to an item of this kind."""


def parse_response(kind: str, raw: Any) -> Response:
    """The response in its stored shape, from JSON or from form fields; raises BadResponse."""
    if kind in {items.SINGLE, items.TRUE_FALSE}:
        return _identifier(raw)
    if kind == items.MULTIPLE:
        return _identifiers(raw)
    if kind == items.MATCHING:
        return _rows(raw)
    if kind in MAX_LENGTH:
        return _text(raw, MAX_LENGTH[kind])
    raise BadResponse(f"unknown kind {kind!r}")


def is_blank(response: Response) -> bool:
    """Nothing was given: no option, no text, no row matched."""
    if isinstance(response, list):
        return all(each is None for each in response)
    return response is None or response == ""


def _identifier(raw: Any) -> int | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) <= 2:
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw < MAX_IDENTIFIERS:
        raise BadResponse("not an option of an item")
    return raw


def _identifiers(raw: Any) -> list[int] | None:
    if raw is None or raw == "":
        return None
    given = raw if isinstance(raw, list | tuple) else [raw]
    if len(given) > MAX_IDENTIFIERS:
        raise BadResponse("too many options")
    return sorted({each for each in map(_identifier, given) if each is not None}) or None


def _rows(raw: Any) -> list[int | None] | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, Mapping):
        raw = _listed(raw)
    if isinstance(raw, str) or not isinstance(raw, Sequence) or len(raw) > MAX_IDENTIFIERS:
        raise BadResponse("not rows of a matching item")
    rows = [_identifier(each) for each in raw]
    return None if is_blank(rows) else rows


def _listed(raw: Mapping[Any, Any]) -> list[Any]:
    """Rows named by their number, as form fields give them; missing ones are blank."""
    if len(raw) > MAX_IDENTIFIERS:
        raise BadResponse("too many rows")
    numbered = {_identifier(key): value for key, value in raw.items()}
    if None in numbered:
        raise BadResponse("a row without number")
    last = max((number for number in numbered if number is not None), default=-1)
    return [numbered.get(number) for number in range(last + 1)]


def _text(raw: Any, limit: int) -> str | None:
    if raw is None:
        return None
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str) or len(raw) > limit:
        raise BadResponse("not a text, or too long")
    text = unicodedata.normalize("NFC", raw).strip()
    if len(text) > limit or any(map(_is_no_text, text)):
        raise BadResponse("not a text, or too long")
    return text or None


def _is_no_text(character: str) -> bool:
    """Halves of characters, private and unassigned ones, and the zero that PostgreSQL cannot store."""
    return character == "\0" or unicodedata.category(character) in {"Cs", "Co", "Cn"}
