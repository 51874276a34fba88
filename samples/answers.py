"""What a simulated person answers: right or wrong by a dice, in the shape that each kind of item takes. Pure."""

import random
from typing import Any

from assessments.core import items
from assessments.core.items import ItemContent, Option

# How likely somebody of middling ability is right, by level of the item.
RIGHT_BY_LEVEL = {"NB": 0.89, "TH": 0.82, "VD": 0.73}


def chance_right(ability: float, level: str) -> float:
    """The chance of a right answer for an ability from about −1 (weak) to 1 (strong)."""
    base = RIGHT_BY_LEVEL[level]
    room = 1 - base if ability > 0 else base - 0.35
    return base + ability * room * 0.8


def give_answer(content: ItemContent, *, right: bool, dice: random.Random) -> Any:
    """A right or wrong answer to an item."""
    if content.kind in {items.SINGLE, items.TRUE_FALSE}:
        return _choose_one(content, right=right, dice=dice)
    if content.kind == items.MULTIPLE:
        return _choose_many(content, right=right, dice=dice)
    if content.kind == items.MATCHING:
        return _match(content, right=right, dice=dice)
    if content.kind == items.NUMERIC:
        return f"{content.answers[0].low:f}" if right else "7"
    return next(option.text for option in content.options if option.fraction == 1) if right else "không rõ"


def _identifiers(content: ItemContent) -> list[tuple[int, Option]]:
    return list(zip(content.option_ids, content.options, strict=True))


def _choose_one(content: ItemContent, *, right: bool, dice: random.Random) -> int:
    fitting = [key for key, option in _identifiers(content) if (option.fraction == 1) == right]
    return dice.choice(fitting)


def _choose_many(content: ItemContent, *, right: bool, dice: random.Random) -> list[int]:
    good = [key for key, option in _identifiers(content) if option.fraction > 0]
    bad = [key for key, option in _identifiers(content) if option.fraction <= 0]
    return sorted(good if right else [dice.choice(good), dice.choice(bad)])


def _match(content: ItemContent, *, right: bool, dice: random.Random) -> list[int]:
    choices = content.right_choices
    given = [choices.index(row.right) for row in content.rows]
    if not right:
        first, second = dice.sample(range(len(given)), 2)
        given[first], given[second] = given[second], given[first]
    return given
