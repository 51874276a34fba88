"""Which of two saves is the later one. Arrival says nothing: requests overtake each other."""

from typing import NamedTuple


class Stamp(NamedTuple):
    """The device in charge and its own count of saves; a device that takes over has a higher seat."""

    seat: int
    sequence: int


def is_newer(given: Stamp, stored: Stamp | None) -> bool:
    """Strictly later: a repeated request changes nothing."""
    return stored is None or given > stored
