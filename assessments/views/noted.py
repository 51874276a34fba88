"""What was noted of an attempt for review, in words: the candidate sees the same as the examiner."""

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from assessments.core.noted import KINDS
from assessments.models import Attempt, AttemptEvent


def notes_of(attempt: Attempt) -> list[dict[str, Any]]:
    """Each note with its words, when it was received and when by the device's own clock, the oldest first."""
    events = AttemptEvent.objects.filter(attempt=attempt, kind__in=KINDS)
    return [
        {"at": event.at, "device_at": _device_at(event.data), "text": _text(event.kind, event.data)}
        for event in events
    ]


def _device_at(data: dict[str, Any]) -> datetime | None:
    return parse_datetime(data.get("client_at", ""))


def _text(kind: str, data: dict[str, Any]) -> str:
    if kind == "focus_lost":
        return _("The page was left for %(seconds)s s") % {"seconds": data.get("seconds", 0)}
    if kind == "copied":
        return _("Text was copied")
    if kind == "pasted":
        return _("Text was pasted")
    changed = {"old": data["from"], "new": data["to"]}
    if kind == "device_changed":
        return _("Another browser or device: %(old)s, then %(new)s") % changed
    return _("Another network address: %(old)s, then %(new)s") % changed
