"""What happened to an attempt, in words: for the invigilator at once, for the candidate afterwards."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from assessments.models import Attempt, AttemptEvent, ClosedBy
from assessments.services.answer_files import KNOWN, LATE, SAVED, TAKEN
from assessments.services.waiting_answers import ENTERED

TITLES = {
    "paused": gettext_noop("Paused"),
    "resumed": gettext_noop("Resumed"),
    ENTERED: gettext_noop("Answers from the pause were entered"),
    "extended": gettext_noop("Given more time"),
    "time_changed": gettext_noop("The rules for the time were changed"),
    "moved": gettext_noop("Moved to another device"),
    "seat_taken": gettext_noop("Taken up on another device"),
    "looked_at": gettext_noop("The invigilator looked at what the page noticed"),
    "submitted": gettext_noop("Handed in"),
    "ended": gettext_noop("Ended by an invigilator"),
    "voided": gettext_noop("Declared void"),
    TAKEN: gettext_noop("Answer file received"),
}
IN_THE_ROOM = {
    "paused": gettext_noop("The whole room was paused"),
    "resumed": gettext_noop("The whole room was resumed"),
}
FLAGS: Mapping[str, str | Promise] = {
    "focus_lost": gettext_lazy("left the page"),
    "copied": gettext_lazy("copied"),
    "pasted": gettext_lazy("pasted"),
    "device_changed": gettext_lazy("another device"),
    "address_changed": gettext_lazy("another network"),
}
# What is no news to somebody who handed in.
USUAL = {"submitted", "looked_at"}


def course_of(attempt: Attempt) -> list[dict[str, Any]]:
    """From the start to the end, as entries of a timeline."""
    start = {"title": _("Test begun"), "at": attempt.started_at}
    return [start, *(_entry(event) for event in _told(attempt))]


def acts_on(attempt: Attempt) -> list[dict[str, Any]]:
    """The same for the candidate; empty if nothing was done but to start and hand in."""
    events = _told(attempt)
    return course_of(attempt) if any(event.kind not in USUAL for event in events) else []


def flag_words(flags: Mapping[str, int]) -> list[str]:
    """Each flag with its number."""
    return [f"{word}: {flags[kind]}" for kind, word in FLAGS.items() if kind in flags]


def file_texts(counts: Mapping[str, int]) -> Iterable[str]:
    """What became of the answers in a file."""
    if not counts:
        yield _("No answer was in it.")
    if count := counts.get(SAVED):
        yield ngettext(
            "%(count)s answer came in time and counts.", "%(count)s answers came in time and count.", count
        ) % {"count": count}
    if count := counts.get(LATE):
        yield ngettext(
            "%(count)s answer waits for an examiner's decision.",
            "%(count)s answers wait for an examiner's decision.",
            count,
        ) % {"count": count}
    if count := counts.get(KNOWN):
        yield ngettext("%(count)s answer was here before.", "%(count)s answers were here before.", count) % {
            "count": count
        }


def _told(attempt: Attempt) -> list[AttemptEvent]:
    return list(attempt.events.filter(kind__in=TITLES).select_related("by__staff"))


def _entry(event: AttemptEvent) -> dict[str, Any]:
    by = event.by if event.by_id != event.attempt.staff.user_id else None
    return {"title": _title(event), "at": event.at, "by": by, "text": " ".join(_texts(event))}


def _title(event: AttemptEvent) -> str:
    if event.kind == "submitted" and event.data.get("closed_by") == ClosedBy.CLOCK:
        return _("The time was up")
    return _(IN_THE_ROOM[event.kind] if event.data.get("room") else TITLES[event.kind])


def _texts(event: AttemptEvent) -> Iterable[str]:
    if minutes := event.data.get("minutes"):
        words = (
            _("Minutes in all: %(minutes)s.") if event.kind == "time_changed" else _("Minutes: %(minutes)s.")
        )
        yield words % {"minutes": minutes}
    if event.kind == TAKEN:
        yield from file_texts(event.data["counts"])
    if positions := event.data.get("positions"):
        yield _("Items: %(items)s.") % {"items": ", ".join(map(str, positions))}
    if "seconds" in event.data:
        yield _("Time given back: %(time)s.") % {"time": timedelta(seconds=event.data["seconds"])}
    if reason := event.data.get("reason"):
        yield _("Reason: %(reason)s") % {"reason": reason}
