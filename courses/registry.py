"""What apps further up the line give to courses, without courses knowing them."""

from collections.abc import Callable
from contextvars import ContextVar

from people.models import User

PracticeItems = Callable[[User | None], list[tuple[str, str]]]

# Whose form is being shown: a block's choices are asked for without a request.
author: ContextVar[User | None] = ContextVar("author", default=None)


def _nothing(user: User | None) -> list[tuple[str, str]]:
    return []


_provider: PracticeItems = _nothing


def register_practice_items(provider: PracticeItems) -> None:
    """The owner of practice items gives the list, as (uuid, words), of those that a user may put into a lesson."""
    global _provider  # noqa: PLW0603  one registry, filled once at start
    _provider = provider


def practice_items() -> list[tuple[str, str]]:
    """What a self-check may show, as (uuid, words): of the author's agencies while a form is shown, else all."""
    return _provider(author.get())
