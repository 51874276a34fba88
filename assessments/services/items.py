"""The life of an item: versions that never change, and states that examiners move."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments.core import lifecycle
from assessments.core.gift import GiftItem
from assessments.core.items import ItemContent, content_digest, from_json, to_json
from assessments.models import Item, ItemBank, ItemState, ItemVersion
from assessments.services.audit import record
from people.models import User


class ItemIncomplete(Exception):
    """An item without topic or level cannot be reviewed or used."""


class ApproverIsAuthor(Exception):
    """Who wrote the current version cannot approve it."""


class ItemHasMoved(Exception):
    """Somebody else changed the state meanwhile, or the step is not allowed from here."""


@dataclass(frozen=True)
class Saved:
    """The item, and whether it is new, changed or the same as before."""

    item: Item
    change: str


def content_of(version: ItemVersion) -> ItemContent:
    """The frozen content of a version."""
    return from_json(version.content)


@transaction.atomic
def save_item(
    bank: ItemBank, draft: GiftItem, *, now: datetime, by: User | None, item: Item | None = None
) -> Saved:
    """Creates or changes the item with the draft's code; the same content again changes nothing.

    A change makes a new version, and takes the item back to draft; assembled forms keep the version they froze.
    """
    found = item or Item.objects.select_for_update().filter(bank=bank, code=draft.code).first()
    if found and not differs(found, draft):
        return Saved(found, "same")
    saved = found or Item(bank=bank, code=draft.code)
    saved.topic, saved.level, saved.state = draft.topic, draft.level, ItemState.DRAFT
    saved.save()
    if found is None or found.current_version is None or _digest(found) != content_digest(draft.content):
        saved.current_version = _add_version(saved, draft.content, now=now, by=by)
        saved.save(update_fields=["current_version"])
    record(saved, "item_saved", now=now, by=by, version=saved.versions.count())
    return Saved(saved, "changed" if found else "new")


def differs(item: Item, draft: GiftItem) -> bool:
    """Whether saving the draft would change the item."""
    facts = (item.topic, item.level, _digest(item))
    return facts != (draft.topic, draft.level, content_digest(draft.content))


def submit_item(item: Item, *, now: datetime, by: User) -> None:
    """Draft to review; raises ItemIncomplete, ItemHasMoved."""
    _require_complete(item)
    _move(item, ItemState.REVIEW, "item_submitted", now=now, by=by)


def approve_item(item: Item, *, now: datetime, by: User) -> None:
    """Review to live, by another person than the author; raises ItemIncomplete, ApproverIsAuthor, ItemHasMoved."""
    _require_complete(item)
    if not may_approve(item, by):
        raise ApproverIsAuthor
    _go_live(item, now=now, by=by)


def return_item(item: Item, *, note: str, now: datetime, by: User) -> None:
    """Review back to draft, with a word on what to change; raises ItemHasMoved."""
    if item.state != ItemState.REVIEW:
        raise ItemHasMoved
    _move(item, ItemState.DRAFT, "item_returned", now=now, by=by, note=note)


def retire_item(item: Item, *, now: datetime, by: User) -> None:
    """Takes an item out of use; forms that hold it stay as they are. Raises ItemHasMoved."""
    _move(item, ItemState.RETIRED, "item_retired", now=now, by=by)


def reopen_item(item: Item, *, now: datetime, by: User) -> None:
    """A retired or live item becomes a draft again; raises ItemHasMoved."""
    _move(item, ItemState.DRAFT, "item_reopened", now=now, by=by)


def submit_all(items: Iterable[Item], *, now: datetime, by: User) -> int:
    """Sends every complete draft for review; returns how many."""
    drafts = [item for item in items if item.state == ItemState.DRAFT and item.topic and item.level]
    for item in drafts:
        submit_item(item, now=now, by=by)
    return len(drafts)


def approve_all(items: Iterable[Item], *, now: datetime, by: User) -> int:
    """Approves every item in review that this person did not write; returns how many."""
    waiting = [item for item in items if item.state == ItemState.REVIEW and may_approve(item, by)]
    for item in waiting:
        approve_item(item, now=now, by=by)
    return len(waiting)


def may_approve(item: Item, user: User) -> bool:
    """Whether the user is another person than the author of the current version."""
    return item.current_version is not None and item.current_version.created_by_id != user.pk


@transaction.atomic
def publish_item(item: Item, *, now: datetime, by: User | None) -> bool:
    """Draft to live at once, for imports that an installation trusts; False if the item lacks topic or level."""
    if item.state != ItemState.DRAFT or not (item.topic and item.level):
        return False
    _move(item, ItemState.REVIEW, "item_submitted", now=now, by=by)
    _go_live(item, now=now, by=by)
    return True


@transaction.atomic
def _go_live(item: Item, *, now: datetime, by: User | None) -> None:
    _move(item, ItemState.LIVE, "item_approved", now=now, by=by)
    item.versions.filter(current_of=item).update(approved_at=now, approved_by=by)


@transaction.atomic
def _move(item: Item, state: str, action: str, *, now: datetime, by: User | None, **data: str) -> None:
    """Table check, then compare-and-set: of two people one moves the item."""
    if not lifecycle.allowed(lifecycle.ITEM, item.state, state):
        raise ItemHasMoved
    if not Item.objects.filter(pk=item.pk, state=item.state).update(state=state):
        raise ItemHasMoved
    item.state = state
    record(item, action, now=now, by=by, **data)


def _require_complete(item: Item) -> None:
    if not (item.topic and item.level and item.current_version):
        raise ItemIncomplete


def _digest(item: Item) -> str:
    return item.current_version.sha256 if item.current_version else ""


def _add_version(item: Item, content: ItemContent, *, now: datetime, by: User | None) -> ItemVersion:
    return ItemVersion.objects.create(
        item=item,
        number=item.versions.count() + 1,
        kind=content.kind,
        stem=content.stem,
        content=to_json(content),
        practice=item.bank.practice,
        sha256=content_digest(content),
        created_at=now,
        created_by=by,
    )
