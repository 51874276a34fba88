"""Which rules hold for one candidate: the exam's, an override made for a group or for the person, the accommodation.

Candidate beats group beats exam, field by field. With several groups the most generous value of each field wins, and
unlimited is most generous. An accommodation belongs to the person and is added on top, in every exam.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final, Literal

Source = Literal["exam", "group", "candidate"]


class Unset:
    """Says nothing of a field; None is a value there: unlimited."""

    _only: "Unset | None" = None

    def __new__(cls) -> "Unset":
        """The one value of its type."""
        cls._only = cls._only or super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()


@dataclass(frozen=True)
class Rules:
    """What holds for a candidate. None: opens at once, never closes, no time limit, any number of attempts.

    No access code: none is asked for; of several each one opens.
    """

    opens_at: datetime | None
    closes_at: datetime | None
    minutes: int | None
    attempts_allowed: int | None
    access_codes: frozenset[str]


@dataclass(frozen=True)
class Override:
    """What an override changes of the rules; the rest stays UNSET."""

    opens_at: datetime | Unset | None = UNSET
    closes_at: datetime | Unset | None = UNSET
    minutes: int | Unset | None = UNSET
    attempts_allowed: int | Unset | None = UNSET
    access_codes: frozenset[str] | Unset = UNSET


@dataclass(frozen=True)
class Accommodation:
    """What a person is given in every exam: minutes more, a factor on the time, or no limit at all."""

    extra_minutes: int = 0
    factor: Decimal = Decimal(1)
    no_limit: bool = False


def _latest(values: list[Any]) -> Any:
    return None if None in values else max(values)


def _earliest(values: list[Any]) -> Any:
    return None if None in values else min(values)


def _any_code(values: list[frozenset[str]]) -> frozenset[str]:
    """No code is most generous; of several each one opens."""
    return frozenset().union(*values) if all(values) else frozenset()


MOST_GENEROUS: dict[str, Callable[[list[Any]], Any]] = {
    "opens_at": _earliest,
    "closes_at": _latest,
    "minutes": _latest,
    "attempts_allowed": _latest,
    "access_codes": _any_code,
}


def rules_for(exam: Rules, groups: Iterable[Override] = (), candidate: Override | None = None) -> Rules:
    """The rules of one candidate."""
    group = merge(groups)
    sources: dict[Source, Rules | Override] = {"exam": exam, "group": group, "candidate": candidate or group}
    chosen = {
        field.name: getattr(sources[source_of(field.name, [group], candidate)], field.name)
        for field in fields(Rules)
    }
    return replace(exam, **chosen)


def source_of(field: str, groups: Iterable[Override], candidate: Override | None) -> Source:
    """Where the value of a field comes from."""
    if getattr(candidate, field, UNSET) is not UNSET:
        return "candidate"
    return "group" if any(getattr(group, field) is not UNSET for group in groups) else "exam"


def merge(groups: Iterable[Override]) -> Override:
    """The most generous value of each field that any of the groups names."""
    groups = list(groups)
    merged = {}
    for field in fields(Override):
        named = [getattr(group, field.name) for group in groups]
        named = [value for value in named if value is not UNSET]
        if named:
            merged[field.name] = MOST_GENEROUS[field.name](named)
    return Override(**merged)


def own_minutes(minutes: int | None, accommodation: Accommodation) -> int | None:
    """The candidate's own time in minutes, rounded up; None without limit. The factor comes first, then the minutes."""
    if minutes is None or accommodation.no_limit:
        return None
    scaled = (minutes * accommodation.factor).to_integral_value(rounding=ROUND_CEILING)
    return int(scaled) + accommodation.extra_minutes
