"""What several pages of a sitting show: its candidates with their states, the numbers, and what happened."""

from typing import Any

from assessments.models import Sitting
from assessments.services.attendance import Row
from assessments.views import words


def shown(row: Row) -> dict[str, Any]:
    """A candidate with tone and word."""
    tone, word = words.PRESENCE[row.state]
    return {"row": row, "place": row.place, "staff": row.place.staff, "tone": tone, "word": word}


def counts(rows: list[Row]) -> list[dict[str, Any]]:
    """How many are in each state, in the order of a sitting's course."""
    states = [row.state for row in rows]
    return [
        {"number": states.count(state), "label": word}
        for state, (_tone, word) in words.PRESENCE.items()
        if state in states
    ]


def events(sitting: Sitting) -> list[dict[str, Any]]:
    """What happened, the latest first. Acts of other rooms have their own words."""
    return [
        {
            "title": words.SITTING_EVENTS[event.kind],
            "at": event.at,
            "by": event.by or "",
            "text": event.data.get("reason", ""),
        }
        for event in sitting.events.select_related("by__staff").order_by("-pk")
        if event.kind in words.SITTING_EVENTS
    ]
