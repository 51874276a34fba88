"""What an item holds, how it is stored, and what of it a candidate may see.

Option identifiers never follow the order in which the author typed the options (many authors put the key
first): they are ranks of the texts in code-point order, so an identifier on a page tells nothing.
"""

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

SINGLE = "single"
MULTIPLE = "multiple"
TRUE_FALSE = "true_false"
MATCHING = "matching"
NUMERIC = "numeric"
SHORT = "short"
ESSAY = "essay"
KINDS = (SINGLE, MULTIPLE, TRUE_FALSE, MATCHING, NUMERIC, SHORT, ESSAY)
CHOICE_KINDS = (SINGLE, MULTIPLE, TRUE_FALSE)

LEVELS = ("NB", "TH", "VD")
TRUE_TEXT = "Đúng"
FALSE_TEXT = "Sai"

SCHEMA = 1


class UnknownContent(ValueError):
    """Stored content of a schema or kind that this code cannot read."""


@dataclass(frozen=True)
class Option:
    """One option of a choice item, or one accepted text of a short-answer item; fraction from −1 to 1."""

    text: str
    fraction: Decimal
    feedback: str = ""
    html: bool = False


@dataclass(frozen=True)
class Pair:
    """One row of a matching item; an empty left side is a distractor on the right."""

    left: str
    right: str


@dataclass(frozen=True)
class NumericAnswer:
    """A closed interval of accepted numbers and what it earns."""

    low: Decimal
    high: Decimal
    fraction: Decimal
    feedback: str = ""


@dataclass(frozen=True)
class ItemContent:
    """Everything of an item version that is frozen, key included."""

    kind: str
    stem: str
    html: bool = False
    options: tuple[Option, ...] = ()
    pairs: tuple[Pair, ...] = ()
    answers: tuple[NumericAnswer, ...] = ()
    general_feedback: str = ""
    wrong_feedback: str = ""

    @property
    def rows(self) -> tuple[Pair, ...]:
        """The pairs that ask something (distractors left out)."""
        return tuple(pair for pair in self.pairs if pair.left)

    @property
    def right_choices(self) -> tuple[str, ...]:
        """The distinct right-hand texts; the identifier of each is its index here."""
        return tuple(sorted({pair.right for pair in self.pairs}))

    @property
    def option_ids(self) -> tuple[int, ...]:
        """The identifier of each option, in the author's order."""
        if self.kind == TRUE_FALSE:
            return tuple(range(len(self.options)))
        ranked = sorted(range(len(self.options)), key=lambda index: (self.options[index].text, index))
        return tuple(ranked.index(index) for index in range(len(self.options)))

    def option(self, identifier: int) -> Option:
        """The option of that identifier; KeyError if there is none."""
        return dict(zip(self.option_ids, self.options, strict=True))[identifier]


def option_order(content: ItemContent, *, seed: str, shuffle: bool) -> list[int]:
    """Identifiers in the order of display: options of a choice item, right-hand texts of a matching item.

    True/false keeps its order. A matching item is always shuffled, since its authored order is its key.
    """
    if content.kind == MATCHING:
        return _shuffled(range(len(content.right_choices)), seed)
    if content.kind in {SINGLE, MULTIPLE} and shuffle:
        return _shuffled(sorted(content.option_ids), seed)
    if content.kind in CHOICE_KINDS:
        return list(content.option_ids)
    return []


def _shuffled(identifiers: Sequence[int], seed: str) -> list[int]:
    order = list(identifiers)
    random.Random(seed).shuffle(order)  # noqa: S311 - an order of display, nothing secret
    return order


def public_view(content: ItemContent, order: Sequence[int]) -> dict[str, Any]:
    """What a candidate's page may hold: no key, no fraction, no feedback."""
    view: dict[str, Any] = {"kind": content.kind, "stem": content.stem, "html": content.html}
    if content.kind in CHOICE_KINDS:
        options = [(identifier, content.option(identifier)) for identifier in order]
        view["options"] = [{"id": key, "text": each.text, "html": each.html} for key, each in options]
    if content.kind == MATCHING:
        view["rows"] = [{"id": index, "text": pair.left} for index, pair in enumerate(content.rows)]
        choices = content.right_choices
        view["choices"] = [{"id": identifier, "text": choices[identifier]} for identifier in order]
    return view


def same_question(one: ItemContent, other: ItemContent) -> bool:
    """Whether two contents ask the same with the same answers to choose from, so that responses mean the same.

    Only the key, the weights and the feedback may differ.
    """
    return _asked(one) == _asked(other)


def _asked(content: ItemContent) -> tuple[Any, ...]:
    chosen = content.kind in CHOICE_KINDS
    options = {key: each.text for key, each in zip(content.option_ids, content.options, strict=True)}
    rows = tuple(pair.left for pair in content.rows)
    return (content.kind, content.stem, options if chosen else None, rows, content.right_choices)


def warnings_for(content: ItemContent) -> list[str]:
    """Codes of weaknesses that an examiner should see before the item goes live."""
    found = []
    if content.kind == MULTIPLE and all(option.fraction >= 0 for option in content.options):
        found.append("ticking_all_earns_full_marks")
    if content.kind in {SINGLE, MULTIPLE} and len(content.options) < 3:
        found.append("few_options")
    return found


def to_json(content: ItemContent) -> dict[str, Any]:
    """Content as plain JSON values; numbers are strings, so that no digit is lost."""
    return {
        "schema": SCHEMA,
        "kind": content.kind,
        "stem": content.stem,
        "html": content.html,
        "options": [
            {"text": each.text, "fraction": str(each.fraction), "feedback": each.feedback, "html": each.html}
            for each in content.options
        ],
        "pairs": [[pair.left, pair.right] for pair in content.pairs],
        "answers": [
            {
                "low": str(each.low),
                "high": str(each.high),
                "fraction": str(each.fraction),
                "feedback": each.feedback,
            }
            for each in content.answers
        ],
        "general_feedback": content.general_feedback,
        "wrong_feedback": content.wrong_feedback,
    }


def from_json(data: Mapping[str, Any]) -> ItemContent:
    """The inverse of `to_json`; raises UnknownContent for another schema or kind."""
    if data.get("schema") != SCHEMA or data.get("kind") not in KINDS:
        raise UnknownContent(f"schema {data.get('schema')!r}, kind {data.get('kind')!r}")
    return ItemContent(
        kind=data["kind"],
        stem=data["stem"],
        html=data["html"],
        options=tuple(
            Option(each["text"], Decimal(each["fraction"]), each["feedback"], each["html"])
            for each in data["options"]
        ),
        pairs=tuple(Pair(left, right) for left, right in data["pairs"]),
        answers=tuple(
            NumericAnswer(
                Decimal(each["low"]), Decimal(each["high"]), Decimal(each["fraction"]), each["feedback"]
            )
            for each in data["answers"]
        ),
        general_feedback=data["general_feedback"],
        wrong_feedback=data["wrong_feedback"],
    )


def content_digest(content: ItemContent) -> str:
    """SHA-256 of the canonical JSON: equal content, equal digest."""
    canonical = json.dumps(to_json(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
