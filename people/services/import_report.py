"""What an import did or would do: the report to show, to print and to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..importing import Problem, summarise

Report = dict[str, Any]
Facts = Mapping[str, tuple[str, str]]
# Enough to look through on a page; the counts are complete.
_LISTED = 300


@dataclass(frozen=True, slots=True)
class Change:
    """One row that adds or changes something; `facts`: what changes, as it is and as it would be."""

    line: int
    code: str
    name: str
    facts: Facts = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What the accepted rows mean for the system."""

    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0


class Plan(Protocol):
    """What every plan tells."""

    @property
    def rows(self) -> int: ...
    @property
    def problems(self) -> Sequence[Problem]: ...
    @property
    def skipped_sheets(self) -> Sequence[str]: ...


def as_report(plan: Plan, outcome: Outcome, *, applied: bool) -> Report:
    """The counts, the problems and the first changes, ready for JSON."""
    return summarise(plan.rows, plan.problems) | {
        "added": len(outcome.added),
        "changed": len(outcome.changed),
        "unchanged": outcome.unchanged,
        "added_rows": [_as_json(change) for change in outcome.added[:_LISTED]],
        "changed_rows": [_as_json(change) for change in outcome.changed[:_LISTED]],
        "skipped_sheets": list(plan.skipped_sheets),
        "applied": applied,
    }


def _as_json(change: Change) -> dict[str, object]:
    return {
        "line": change.line,
        "code": change.code,
        "name": change.name,
        "what": list(change.facts),
        "facts": {name: list(values) for name, values in change.facts.items()},
    }
