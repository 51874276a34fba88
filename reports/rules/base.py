"""What rules read and what they say. Scores are Decimal points of 100, days are dates."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class CourseFacts:
    """One person's standing in one course that they are obliged to take."""

    code: str
    title: str
    has_exam: bool
    due_on: date | None
    completed_on: date | None
    passed_on: date | None
    score: Decimal | None
    first_score: Decimal | None
    attempts_used: int
    attempts_allowed: int
    violations: int

    @property
    def in_time(self) -> bool:
        """Passed and completed on or before the due date, if there is one."""
        days = [self.passed_on, self.completed_on]
        return None not in days and (self.due_on is None or max(d for d in days if d) <= self.due_on)


@dataclass(frozen=True)
class PersonFacts:
    """One person in scope with every course that obliges them. `staff` is the profile's id."""

    staff: int
    full_name: str
    agency: str
    courses: tuple[CourseFacts, ...]


@dataclass(frozen=True)
class AgencyFacts:
    """Sums over the subtree of one agency. `took_part`: sat an exam, or enrolled where no course has one;
    `passed_all`: passed every exam that they owe."""

    code: str
    name: str
    parent: str | None
    in_scope: int
    took_part: int
    sat: int
    passed_all: int
    violations: int


@dataclass(frozen=True)
class Finding:
    """A rule met by somebody: who, the frozen facts, and the sentence that explains it to them."""

    rule: str
    subject: int | str
    facts: dict[str, Any]
    sentence: str


def freeze(facts: Any) -> dict[str, Any]:
    """A dataclass of facts as plain JSON values: days as ISO text, decimals as text."""
    return {name: _plain(value) for name, value in asdict(facts).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def percent(part: int, whole: int) -> Decimal:
    """`part` of `whole` in percent, one digit; 0 of an empty whole."""
    return round(Decimal(100 * part) / whole, 1) if whole else Decimal(0)


def say_number(value: Decimal | int | str) -> str:
    """A number as Vietnamese readers write it: 92,5."""
    text = f"{Decimal(value).normalize():f}"
    return text.replace(".", ",")


def say_day(day: date) -> str:
    """dd/mm/yyyy."""
    return f"{day:%d/%m/%Y}"
