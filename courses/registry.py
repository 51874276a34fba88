"""What apps further up the line give to courses, without courses knowing them."""

from collections.abc import Callable

PracticeItems = Callable[[], list[tuple[str, str]]]


def _nothing() -> list[tuple[str, str]]:
    return []


_provider: PracticeItems = _nothing


def register_practice_items(provider: PracticeItems) -> None:
    """The owner of practice items gives the list, as (uuid, words), that trainers choose from."""
    global _provider  # noqa: PLW0603  one registry, filled once at start
    _provider = provider


def practice_items() -> list[tuple[str, str]]:
    """What a self-check may show, as (uuid, words)."""
    return _provider()
