"""The states of a proposal and the moves between them; the machine proposes, people decide.

    awaiting_statement -> under_review -> submitted -> approved | rejected
    any of the first three -> withdrawn

A positive proposal begins under review. A negative one first waits for the person to speak, or for the end of
the hearing window. What was decided is then announced: an event and a date, not a state, so that the decision
stays in sight.
"""

from datetime import date
from typing import Final

AWAITING_STATEMENT: Final = "awaiting_statement"
UNDER_REVIEW: Final = "under_review"
SUBMITTED: Final = "submitted"
APPROVED: Final = "approved"
REJECTED: Final = "rejected"
WITHDRAWN: Final = "withdrawn"

MOVES: Final[dict[str, frozenset[str]]] = {
    AWAITING_STATEMENT: frozenset({UNDER_REVIEW, WITHDRAWN}),
    UNDER_REVIEW: frozenset({SUBMITTED, WITHDRAWN}),
    SUBMITTED: frozenset({APPROVED, REJECTED, WITHDRAWN}),
    APPROVED: frozenset(),
    REJECTED: frozenset(),
    WITHDRAWN: frozenset(),
}
HEARING_WORKDAYS: Final = 5


class ForbiddenMove(ValueError):
    """A proposal in this state cannot become that."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{old} → {new}")
        self.old, self.new = old, new


def check_move(old: str, new: str) -> None:
    """Raises ForbiddenMove unless the table has the step."""
    if new not in MOVES.get(old, frozenset()):
        raise ForbiddenMove(old, new)


def first_state(*, negative: bool) -> str:
    """Where a fresh proposal stands."""
    return AWAITING_STATEMENT if negative else UNDER_REVIEW


def hearing_is_over(until: date | None, today: date, *, heard: bool) -> bool:
    """The person was heard, or `until`, the window's last day, is past; without a window there is no wait."""
    return until is None or heard or today > until
