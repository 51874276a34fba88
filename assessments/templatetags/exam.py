"""What the candidate's pages ask of a stored response, and the texts of items."""

from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import linebreaks
from django.utils.safestring import SafeString

from people.sanitize import clean_html

register = template.Library()


@register.filter
def chosen(response: Any, identifier: int) -> bool:
    """Whether an option is in the response to a choice item."""
    return identifier in response if isinstance(response, list) else response == identifier


@register.filter
def row(response: Any, number: int) -> int | None:
    """What the response puts at a row of a matching item."""
    return response[number] if isinstance(response, list) and number < len(response) else None


@register.filter
def blank(response: Any) -> bool:
    """Whether nothing was answered."""
    if isinstance(response, list):
        return all(each is None for each in response)
    return response is None or response == ""


@register.filter
@lru_cache(maxsize=8192)
def item_text(text: str, html: bool = False) -> SafeString:
    """A stem or an option as HTML: cleaned if it is HTML, else its lines as they are. Items are frozen, so kept."""
    return clean_html(text) if html else SafeString(linebreaks(text, autoescape=True))
