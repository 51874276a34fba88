"""What the header of every page asks: the menu of this user, and how many notices wait unread."""

from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse

from people import navigation as menu

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[dict[str, Any]]:
    """The entries this user may open, in order: label, url, and `current` ("page", "true" within it, or "")."""
    request = context.get("request")
    if request is None:
        return []
    return [
        {"label": entry.label, "url": url, "current": _current(request.path, url)}
        for entry in menu.entries_for(request)
        if (url := _address(entry.url_name))
    ]


@register.simple_tag(takes_context=True)
def unread_notices(context: Context) -> int:
    """How many notices the signed-in user has not read."""
    user = context.get("user")
    return user.notices.filter(read_at=None).count() if user and user.is_authenticated else 0


def _address(name: str) -> str:
    """The address of an entry; "" when its app does not offer it in this installation."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _current(path: str, url: str) -> str:
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""
