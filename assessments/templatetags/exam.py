"""What the candidate's pages ask of a stored response, and the texts of items."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.core.gaps import Gap, Gaps
from people.sanitize import clean_html

register = template.Library()


@register.filter
def chosen(response: Any, identifier: int) -> bool:
    """Whether an option is in the response to a choice item."""
    return identifier in response if isinstance(response, list) else response == identifier


@register.filter
def row(response: Any, number: int) -> Any:
    """What the response puts at a row of a matching item."""
    if isinstance(response, Gaps):
        return replace(response, row=number)
    return response[number] if isinstance(response, list) and number < len(response) else None


@register.filter
def blank(response: Any) -> bool:
    """Whether nothing was answered."""
    if isinstance(response, list):
        return all(each is None for each in response)
    return response is None or response == ""


@register.filter
def checked(response: Any, identifier: int) -> SafeString:
    """The attribute of an option that is in the response."""
    return _written("checked", response, identifier)


@register.filter
def selected(response: Any, identifier: int) -> SafeString:
    """The attribute of the choice that a row has."""
    return _written("selected", response, identifier)


@register.filter
def typed(response: Any) -> SafeString:
    """What was typed."""
    return _written("typed", response)


@register.filter
def state(response: Any) -> SafeString:
    """For the scripts and styles: answered or blank."""
    return _written("state", response)


@register.filter
def state_word(response: Any) -> SafeString:
    """For people: answered or blank."""
    return _written("state_word", response)


@register.filter
def current(shown: Any, position: int) -> SafeString:
    """The class of the item that is shown, where one is shown at a time."""
    return _written("current", shown, position)


def write_gap(gap: Gap, values: Mapping[int, Any]) -> str:
    """What a filter above would have written for the item's value; at 0 is the position that is shown."""
    value = values.get(gap.position)
    return WRITERS[gap.kind](value if gap.row < 0 else row(value, gap.row), gap.choice)


def _written(kind: str, value: Any, choice: int = -1) -> SafeString:
    if isinstance(value, Gaps):
        return SafeString(value.leave(kind, choice))
    return SafeString(WRITERS[kind](value, choice))


WRITERS: dict[str, Callable[[Any, int], str]] = {
    "checked": lambda value, choice: " checked" if chosen(value, choice) else "",
    "selected": lambda value, choice: " selected" if value == choice else "",
    "typed": lambda value, _choice: "" if value is None else escape(value),
    "state": lambda value, _choice: "blank" if blank(value) else "answered",
    "state_word": lambda value, _choice: escape(_("blank") if blank(value) else _("answered")),
    "current": lambda value, choice: " current" if value == choice else "",
}


@register.filter
@lru_cache(maxsize=8192)
def item_text(text: str, html: bool = False) -> SafeString:
    """A stem or an option as HTML: cleaned if it is HTML, else its lines as they are. Items are frozen, so kept."""
    return clean_html(text) if html else SafeString(linebreaks(text, autoescape=True))
