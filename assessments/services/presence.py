"""That a candidate's page is alive, and what is noted of it for review: focus, copying, device and address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.core import noted
from assessments.models import Attempt, AttemptEvent, AttemptState, Presence

from .errors import NoSuchItem


@dataclass(frozen=True)
class Device:
    """Where a request came from."""

    name: str
    address: str


@dataclass(frozen=True)
class Note:
    """One thing that the page noted. `client_at` is the browser's time, shown and never used."""

    kind: str
    client_at: str
    seconds: int | None = None


@dataclass(frozen=True)
class Pulse:
    """What a page says of itself."""

    attempt_id: int
    staff_id: int
    seat: int
    unsaved: int
    notes: tuple[Note, ...]


def take_pulse(pulse: Pulse, device: Device, *, now: datetime) -> Attempt:
    """Keep what the page in charge says, and return the attempt as it stands. Raises NoSuchItem.

    The same notes twice are kept once; beyond a bound nothing more is noted.
    """
    attempts = Attempt.objects.select_related("presence")
    attempt = attempts.filter(pk=pulse.attempt_id, staff_id=pulse.staff_id).first()
    if attempt is None:
        raise NoSuchItem
    if attempt.state == AttemptState.IN_PROGRESS and attempt.seat == pulse.seat:
        with transaction.atomic():
            _meet(attempt, device, now=now, unsaved=pulse.unsaved)
            _note(attempt, [(note.kind, _facts(note)) for note in pulse.notes], now=now)
    return attempt


def note_visit(attempt: Attempt, device: Device, *, now: datetime) -> None:
    """Note from where the paper was opened, if that is new."""
    before = _presence(attempt)
    if before is None or (before.device, before.address) != (device.name, device.address):
        with transaction.atomic():
            _meet(attempt, device, now=now, unsaved=before.unsaved if before else 0)


def _meet(attempt: Attempt, device: Device, *, now: datetime, unsaved: int) -> None:
    before = _presence(attempt)
    changes = (
        [
            (kind, {"from": old, "to": new})
            for kind, old, new in (
                ("device_changed", before.device, device.name),
                ("address_changed", before.address, device.address),
            )
            if old != new and old and new
        ]
        if before
        else []
    )
    facts = {"seen_at": now, "unsaved": unsaved, "device": device.name, "address": device.address}
    Presence.objects.bulk_create(
        [Presence(attempt=attempt, **facts)],
        update_conflicts=True,
        unique_fields=["attempt"],
        update_fields=list(facts),
    )
    _note(attempt, changes, now=now)


def _presence(attempt: Attempt) -> Presence | None:
    return getattr(attempt, "presence", None)


def _facts(note: Note) -> dict[str, Any]:
    return {"client_at": note.client_at} | ({} if note.seconds is None else {"seconds": note.seconds})


def _note(attempt: Attempt, found: Iterable[tuple[str, dict[str, Any]]], *, now: datetime) -> None:
    found = list(found)
    if not found:
        return
    events = AttemptEvent.objects.filter(attempt=attempt, kind__in=noted.KINDS)
    known = {(kind, data.get("client_at")) for kind, data in events.values_list("kind", "data")}
    room = max(noted.MOST_OF_AN_ATTEMPT - events.count(), 0)
    fresh = [
        AttemptEvent(attempt=attempt, kind=kind, at=now, data=data)
        for kind, data in found
        if "client_at" not in data or (kind, data["client_at"]) not in known
    ]
    AttemptEvent.objects.bulk_create(fresh[:room])
