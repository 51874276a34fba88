"""Which state may follow which. Services move rows by this table and a compare-and-set."""

from collections.abc import Mapping

Table = Mapping[str, frozenset[str]]

ATTEMPT: Table = {
    "in_progress": frozenset({"submitted", "voided"}),
    "submitted": frozenset({"scored", "voided"}),
    "scored": frozenset({"voided"}),
    "voided": frozenset(),
}

# A live item that is edited goes back to draft; forms already assembled keep the version they froze.
ITEM: Table = {
    "draft": frozenset({"review", "retired"}),
    "review": frozenset({"draft", "live"}),
    "live": frozenset({"draft", "retired"}),
    "retired": frozenset({"draft"}),
}

EXAM: Table = {
    "draft": frozenset({"published"}),
    "published": frozenset({"closed"}),
    "closed": frozenset(),
}

SITTING: Table = {
    "draft": frozenset({"published"}),
    "published": frozenset({"closed", "cancelled"}),
    "closed": frozenset(),
    "cancelled": frozenset(),
}

# An admission may be taken back while the person has not started; a no-show is moved to a make-up sitting.
PLACE: Table = {
    "expected": frozenset({"admitted", "absent", "moved"}),
    "admitted": frozenset({"expected"}),
    "absent": frozenset({"moved"}),
    "moved": frozenset(),
}


class TransitionRefused(Exception):
    """The table knows no step from the old state to the new one."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{old} -> {new}")
        self.old, self.new = old, new


def allowed(table: Table, old: str, new: str) -> bool:
    return new in table.get(old, frozenset())


def before(table: Table, new: str) -> list[str]:
    """The states from which the table leads to the new one: the old side of a compare-and-set."""
    return [old for old in table if allowed(table, old, new)]


def require(table: Table, old: str, new: str) -> None:
    """Raise TransitionRefused unless the step is in the table."""
    if not allowed(table, old, new):
        raise TransitionRefused(old, new)
