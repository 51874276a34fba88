"""The menu. Each app registers its entries when it is ready; the page shows those that the user's roles open."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

from .models import Role
from .scope import has_role


@dataclass(frozen=True)
class Entry:
    """One link of the menu: words, the name of its address, who sees it, and its place from left to right."""

    label: str | Promise
    url_name: str
    shown: Callable[[HttpRequest], bool]
    position: int


WORKING = [role for role in Role.values if role != Role.LEARNER]
_entries: dict[str, Entry] = {}


def register(
    label: str | Promise, url_name: str, *, shown: Callable[[HttpRequest], bool], position: int
) -> None:
    """Adds or replaces the entry of an address."""
    _entries[url_name] = Entry(label, url_name, shown, position)


def only_learns(request: HttpRequest) -> bool:
    """Whether the user answers for nothing but their own learning.

    Who does more has a menu of that work, of at most six words, and comes to their own results, certificates and
    the catalogue from My learning.
    """
    return not has_role(request.user, *WORKING)


def entries_for(request: HttpRequest) -> list[Entry]:
    """What this user sees, in order."""
    return sorted(
        (entry for entry in _entries.values() if entry.shown(request)), key=lambda entry: entry.position
    )
