"""Marks for responses. A published rule never changes; a better one gets a new identifier.

Formulas, rounding and sources: docs/algorithms/scoring.md.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from assessments.core import items, matches
from assessments.core.items import ItemContent
from assessments.core.responses import BadResponse, Response, parse_response

ITEM_PLACES = Decimal("0.0001")
SCALED_PLACES = Decimal("0.01")
HUNDRED = Decimal(100)
FULL_MARK = Decimal("1.0000")
NEUTRAL_RULE = "neutral-full-1"


class UnknownRule(LookupError):
    """No scoring rule of that identifier was ever published."""


class NeedsMarker(ValueError):
    """A person must mark this kind of item."""


@dataclass(frozen=True)
class FormEntry:
    """One item of a form: where it stands, what it covers, what it is."""

    position: int
    topic: str
    content: ItemContent


@dataclass(frozen=True)
class ItemScore:
    position: int
    topic: str
    fraction: Decimal


@dataclass(frozen=True)
class Tally:
    """Marks earned, marks possible, and the share on a scale of 0–100 with two decimals."""

    raw: Decimal
    maximum: Decimal

    @property
    def scaled(self) -> Decimal:
        if not self.maximum:
            return Decimal("0.00")
        return (self.raw * HUNDRED / self.maximum).quantize(SCALED_PLACES, ROUND_HALF_UP)


@dataclass(frozen=True)
class FormScore:
    """One scoring of one attempt under one rule."""

    rule: str
    item_scores: tuple[ItemScore, ...]
    total: Tally
    topics: Mapping[str, Tally]

    @property
    def raw(self) -> Decimal:
        return self.total.raw

    @property
    def maximum(self) -> Decimal:
        return self.total.maximum

    @property
    def scaled(self) -> Decimal:
        return self.total.scaled


def score_form(
    entries: Sequence[FormEntry],
    responses: Mapping[int, Any],
    rule: str,
    *,
    neutral: Collection[int] = (),
) -> FormScore:
    """Score a whole form; each item counts one mark, a missing response none.

    Neutral positions earn the full mark, answered or not, by a rule of their own. A stored value that is no response
    earns nothing and stops nothing. Raises UnknownRule, NeedsMarker.
    """
    scores = tuple(
        ItemScore(
            entry.position,
            entry.topic,
            FULL_MARK
            if entry.position in neutral
            else score_item(entry.content, responses.get(entry.position), rule),
        )
        for entry in entries
    )
    topics = dict.fromkeys(score.topic for score in scores)
    return FormScore(
        rule=f"{rule}+{NEUTRAL_RULE}" if neutral else rule,
        item_scores=scores,
        total=_tally(scores),
        topics={topic: _tally([each for each in scores if each.topic == topic]) for topic in topics},
    )


def score_item(content: ItemContent, response: Any, rule: str) -> Decimal:
    """The share of one mark, 0 to 1, to four decimals (half up)."""
    score = rule_called(rule)
    try:
        value = parse_response(content.kind, response)
    except BadResponse:
        return Decimal(0).quantize(ITEM_PLACES)
    share = Fraction(0) if value is None else min(max(score(content, value), Fraction(0)), Fraction(1))
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(ITEM_PLACES, ROUND_HALF_UP)


def rule_called(identifier: str) -> "Rule":
    try:
        return RULES[identifier]
    except KeyError:
        raise UnknownRule(identifier) from None


def _tally(scores: Sequence[ItemScore]) -> Tally:
    raw = sum((score.fraction for score in scores), Decimal(0).quantize(ITEM_PLACES))
    return Tally(raw, Decimal(len(scores)))


def _partial_credit_1(content: ItemContent, response: Response) -> Fraction:
    if content.kind == items.ESSAY:
        raise NeedsMarker(content.kind)
    if content.kind in {items.SINGLE, items.TRUE_FALSE}:
        return _chosen(content, response)
    if content.kind == items.MULTIPLE and isinstance(response, list):
        best = sum(Fraction(option.fraction) for option in content.options if option.fraction > 0)
        return sum((_chosen(content, each) for each in response), Fraction(0)) / best
    if content.kind == items.MATCHING and isinstance(response, list):
        return _matched(content, response)
    return _typed(content, str(response))


def _chosen(content: ItemContent, identifier: object) -> Fraction:
    known = dict(zip(content.option_ids, content.options, strict=True))
    option = known.get(identifier) if isinstance(identifier, int) else None
    return Fraction(option.fraction) if option else Fraction(0)


def _matched(content: ItemContent, response: Sequence[int | None]) -> Fraction:
    choices = dict(enumerate(content.right_choices))
    given = [choices.get(each) if each is not None else None for each in response]
    right = sum(row.right == text for row, text in zip(content.rows, given, strict=False))
    return Fraction(right, len(content.rows))


def _typed(content: ItemContent, text: str) -> Fraction:
    if content.kind == items.SHORT:
        earned = [each.fraction for each in content.options if matches.text_matches(each.text, text)]
    else:
        numbers = matches.readings(text)
        earned = [
            each.fraction for each in content.answers if any(each.low <= n <= each.high for n in numbers)
        ]
    return Fraction(max(earned, default=Decimal(0)))


Rule = Callable[[ItemContent, Response], Fraction]
RULES: Mapping[str, Rule] = {"partial-credit-1": _partial_credit_1}
CURRENT_RULE = "partial-credit-1"
