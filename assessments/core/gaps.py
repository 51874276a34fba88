"""A form is the same for everybody but for the answers: rendered once, with gaps that each request fills."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Gap:
    """A place in a form's HTML: what is to be written there, of which item (0: of the page), row and choice."""

    kind: str
    position: int
    row: int
    choice: int


Pieces = tuple[str | Gap, ...]


@dataclass(frozen=True)
class Gaps:
    """Stands in for the answer to an item while a form is rendered. The mark is a secret that no text can hold."""

    mark: str
    position: int
    row: int = -1

    def leave(self, kind: str, choice: int = -1) -> str:
        """The text that `cut` finds again."""
        return f"{self.mark}{kind}.{self.position}.{self.row}.{choice}{self.mark}"


def cut(text: str, mark: str) -> Pieces:
    """The text in pieces: what stays, and in between the gaps."""
    return tuple(_gap(piece) if turn % 2 else piece for turn, piece in enumerate(text.split(mark)))


def fill(pieces: Pieces, write: Callable[[Gap], str]) -> str:
    """The text with its gaps written."""
    return "".join(piece if isinstance(piece, str) else write(piece) for piece in pieces)


def _gap(text: str) -> Gap:
    kind, position, row, choice = text.split(".")
    return Gap(kind, int(position), int(row), int(choice))
