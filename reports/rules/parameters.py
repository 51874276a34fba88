"""The adjustable numbers of a rule: their names, bounds and checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


class BadParameters(ValueError):
    """Numbers that a rule cannot take; `problems` maps a parameter's name to a sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True)
class Parameter:
    """One whole number, or with `many` a list of them, between `low` and `high` (both allowed)."""

    name: str
    label: Any
    default: int | tuple[int, ...]
    low: int
    high: int
    many: bool = False

    def check(self, value: object) -> int | list[int]:
        """The value as stored. Raises ValueError with a sentence."""
        if self.many:
            return self._check_list(value)
        if isinstance(value, bool) or not isinstance(value, int) or not self.low <= value <= self.high:
            raise ValueError(
                _("Write a whole number from %(low)s to %(high)s.") % {"low": self.low, "high": self.high}
            )
        return value

    def _check_list(self, value: object) -> list[int]:
        good = (
            isinstance(value, Sequence)
            and not isinstance(value, str)
            and value
            and all(
                isinstance(v, int) and not isinstance(v, bool) and self.low <= v <= self.high for v in value
            )
        )
        if not good:
            raise ValueError(
                _("Write whole numbers from %(low)s to %(high)s, with commas between them.")
                % {"low": self.low, "high": self.high}
            )
        return sorted(set(value), reverse=True)  # type: ignore[call-overload]


def check_parameters(known: Sequence[Parameter], given: Mapping[str, object]) -> dict[str, Any]:
    """All numbers of a rule, absent ones by their default. Raises BadParameters with every fault at once."""
    checked: dict[str, Any] = {}
    problems = {
        name: _("This rule has no number of this name.") for name in given.keys() - {p.name for p in known}
    }
    for parameter in known:
        try:
            checked[parameter.name] = parameter.check(given.get(parameter.name, parameter.default))
        except ValueError as fault:
            problems[parameter.name] = str(fault)
    if problems:
        raise BadParameters(problems)
    return checked
