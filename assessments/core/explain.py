"""What a learner reads after answering a practice item: the verdict, the author's feedback, the key."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assessments.core import items, matches
from assessments.core.items import ItemContent, NumericAnswer
from assessments.core.responses import Response
from assessments.core.scoring import score_item


class Verdict(StrEnum):
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"


@dataclass(frozen=True)
class Explanation:
    """feedback: the author's texts in order, the option's own before the general; key: lines of the right answer."""

    verdict: Verdict
    feedback: tuple[str, ...]
    key: tuple[str, ...]


def explain(content: ItemContent, response: Response, rule: str) -> Explanation:
    """Scores the response and gathers what the author says to it. Raises UnknownRule, NeedsMarker."""
    share = score_item(content, response, rule)
    verdict = Verdict.RIGHT if share == 1 else Verdict.PARTLY if share > 0 else Verdict.WRONG
    said = [*_own_feedback(content, response)]
    if verdict is not Verdict.RIGHT:
        said.append(content.wrong_feedback)
    said.append(content.general_feedback)
    return Explanation(verdict, tuple(dict.fromkeys(text for text in said if text)), key_of(content))


def key_of(content: ItemContent) -> tuple[str, ...]:
    """The right answer in lines: options, rows with their match, texts, intervals."""
    if content.kind == items.MATCHING:
        return tuple(f"{row.left} → {row.right}" for row in content.rows)
    if content.kind == items.NUMERIC:
        return tuple(_interval(each) for each in content.answers if each.fraction == 1)
    if content.kind == items.MULTIPLE:
        return tuple(each.text for each in content.options if each.fraction > 0)
    return tuple(each.text for each in content.options if each.fraction == 1)


def _own_feedback(content: ItemContent, response: Response) -> Iterator[str]:
    if content.kind in items.CHOICE_KINDS:
        chosen = response if isinstance(response, list) else [response]
        known = dict(zip(content.option_ids, content.options, strict=True))
        yield from (known[each].feedback for each in chosen if isinstance(each, int) and each in known)
    elif content.kind == items.SHORT:
        fitting = (each for each in content.options if matches.text_matches(each.text, str(response or "")))
        yield from (each.feedback for each in fitting)
    elif content.kind == items.NUMERIC:
        numbers = matches.readings(str(response or ""))
        yield from (
            each.feedback for each in content.answers if any(each.low <= n <= each.high for n in numbers)
        )


def _interval(answer: NumericAnswer) -> str:
    if answer.low == answer.high:
        return _number(answer.low)
    return f"{_number(answer.low)} – {_number(answer.high)}"


def _number(value: Decimal) -> str:
    """The Vietnamese way: a decimal comma, no zeros at the end."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
