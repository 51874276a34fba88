"""Which rules there are, what they are about, and how a set of findings is thinned."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.rules.base import AgencyFacts, Finding, PersonFacts
from reports.rules.collective import find_kt6, find_xl7
from reports.rules.individual import find_kt2, find_xl3
from reports.rules.parameters import Parameter

# Luật 06/2022: one achievement is rewarded once. The first of these that a person meets goes forward.
AWARDS_HIGHEST_FIRST = ("KT4", "KT3", "KT2")


@dataclass(frozen=True)
class RuleKind:
    """What the code knows of a rule; title, numbers, legal basis and switch are data."""

    code: str
    about: str
    parameters: tuple[Parameter, ...]
    find: Callable[[Any, dict[str, Any]], Finding | None] | None = None
    at_period_end: bool = False


MIN_PEOPLE = Parameter("min_people", _("Fewest people in scope"), 5, 1, 1000)

RULES: dict[str, RuleKind] = {
    kind.code: kind
    for kind in (
        RuleKind(
            "KT2",
            "person",
            (Parameter("min_score", _("Lowest score at the first attempt"), 90, 50, 100),),
            find_kt2,
        ),
        RuleKind(
            "KT6",
            "agency",
            (
                Parameter("min_took_part", _("Took part, at least (%)"), 100, 50, 100),
                Parameter("min_passed", _("Passed of those in scope, at least (%)"), 95, 50, 100),
                MIN_PEOPLE,
            ),
            find_kt6,
        ),
        RuleKind(
            "XL1",
            "reminder",
            (Parameter("days_before", _("Days before the due date"), (14, 7, 1), 1, 90, many=True),),
        ),
        RuleKind(
            "XL3", "person", (Parameter("extra_days", _("Days of extra training"), 30, 1, 180),), find_xl3
        ),
        RuleKind(
            "XL7",
            "agency",
            (Parameter("below_took_part", _("Took part, below (%)"), 80, 1, 100), MIN_PEOPLE),
            find_xl7,
            at_period_end=True,
        ),
    )
}


def evaluate(
    rule: str, numbers: Mapping[str, Any], subjects: Iterable[PersonFacts | AgencyFacts], *, period_over: bool
) -> list[Finding]:
    """Findings of one rule. A rule about the period's end finds nothing before it."""
    kind = RULES[rule]
    if kind.find is None or (kind.at_period_end and not period_over):
        return []
    found = [kind.find(subject, dict(numbers)) for subject in subjects]
    return [finding for finding in found if finding is not None]


def keep_highest_award(findings: Iterable[Finding]) -> list[Finding]:
    """Of several awards for one person only the highest goes forward; everything else passes."""
    rank = {rule: place for place, rule in enumerate(AWARDS_HIGHEST_FIRST)}
    best: dict[int | str, Finding] = {}
    others = []
    for finding in findings:
        if finding.rule not in rank:
            others.append(finding)
        elif finding.subject not in best or rank[finding.rule] < rank[best[finding.subject].rule]:
            best[finding.subject] = finding
    return [*best.values(), *others]


def drop_same_people(findings: Iterable[Finding]) -> list[Finding]:
    """Of an agency and a child that holds all its people only the upper one goes forward.

    Findings are about agencies of one rule; two nodes in one line with equal numbers hold the same people.
    """
    found = {str(f.subject): f for f in findings}
    return [f for f in found.values() if not _repeats_parent(f, found)]


def _repeats_parent(finding: Finding, found: Mapping[str, Finding]) -> bool:
    parent = found.get(finding.facts["parent"] or "")
    return parent is not None and parent.facts["in_scope"] == finding.facts["in_scope"]
