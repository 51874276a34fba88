"""Practice items as lessons show them: self-checks without marks, nothing stored.

Only live items of practice banks. Items of exam banks never come near this room.
"""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import Truncator

from assessments.core import items
from assessments.core.explain import Explanation, explain
from assessments.core.items import ItemContent
from assessments.core.responses import BadResponse, Response, parse_response
from assessments.core.scoring import CURRENT_RULE
from assessments.models import Item, ItemState, Purpose
from courses.reading import may_read_item
from people import scope
from people.models import Role, User

WORDS = 12
WRITERS = (Role.TRAINER, Role.EXAMINER, Role.ADMINISTRATOR)


def live_practice_items() -> "QuerySet[Item]":
    """What a self-check may show."""
    live = Item.objects.filter(bank__purpose=Purpose.PRACTICE, state=ItemState.LIVE)
    return live.exclude(current_version=None).select_related("bank__agency", "current_version")


def practice_choices(user: User | None = None) -> list[tuple[str, str]]:
    """The list that a trainer chooses from, as (uuid, words), by bank and code; without a user, of every agency."""
    live = live_practice_items()
    if user is not None:
        live = live.filter(bank__agency__in=scope.agencies_for(user, *WRITERS))
    return [(str(item.uuid), _words(item)) for item in live]


def practice_item(uuid: UUID | str) -> Item | None:
    """The live practice item of that uuid, or None: retired, unknown, or of an exam bank."""
    try:
        return live_practice_items().filter(uuid=uuid).first()
    except (ValidationError, ValueError):
        return None


def item_for(user: User, uuid: UUID) -> Item | None:
    """The same for who may read a lesson that holds it, or who may put it into one."""
    item = practice_item(uuid)
    if item is None:
        return None
    is_writer = scope.has_role(user, *WRITERS, agency=item.bank.agency)
    return item if is_writer or may_read_item(user, str(uuid)) else None


def content_of(item: Item) -> ItemContent:
    """What the item's current version says."""
    assert item.current_version is not None  # noqa: S101  live_practice_items leaves none out
    return items.from_json(item.current_version.content)


def shown(item: Item, value: Response = None) -> dict[str, Any]:
    """What the page may hold of the item: no key, no feedback."""
    content = content_of(item)
    order = items.option_order(content, seed=str(item.uuid), shuffle=True)
    return items.public_view(content, order) | {"uuid": str(item.uuid), "value": value}


def read_response(kind: str, name: str, posted: Any) -> Response:
    """The response in a posted form whose fields begin with `name`; raises BadResponse."""
    if kind == items.MULTIPLE:
        return parse_response(kind, posted.getlist(name))
    if kind == items.MATCHING:
        prefix = f"{name}-"
        rows = {key.removeprefix(prefix): value for key, value in posted.items() if key.startswith(prefix)}
        return parse_response(kind, rows)
    return parse_response(kind, posted.get(name))


def explained(item: Item, value: Response) -> Explanation:
    """The verdict with its explanation, by the rule in force."""
    return explain(content_of(item), value, CURRENT_RULE)


def _words(item: Item) -> str:
    stem = item.current_version.plain_stem if item.current_version else ""
    return f"{item.bank.code} · {item.code}: {Truncator(stem).words(WORDS)}"


__all__ = [
    "BadResponse",
    "content_of",
    "explained",
    "item_for",
    "live_practice_items",
    "practice_choices",
    "practice_item",
    "read_response",
    "shown",
]
