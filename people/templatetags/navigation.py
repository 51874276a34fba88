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
    # A request that was refused at the door, such as one to a foreign host name, never got a user.
    if request is None or not hasattr(request, "user"):
        return []
    entries = [
        {"label": entry.label, "url": url, "current": ""}
        for entry in menu.entries_for(request)
        if (url := _address(entry.url_name))
    ]
    nearest = _nearest(request.path, [str(entry["url"]) for entry in entries])
    for entry in entries:
        if entry["url"] == nearest:
            entry["current"] = "page" if request.path == nearest else "true"
    return entries


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


def _nearest(path: str, urls: list[str]) -> str:
    """The one entry that a page lies under: of several, the longest address."""
    above = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(above, key=len, default="")
