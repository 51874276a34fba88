"""What the simulated candidates know: the keys of the exam's items, out of the database, and chance."""

import math
import random
from typing import Any
from uuid import UUID

from assessments.core import items
from assessments.core.items import ItemContent, from_json
from assessments.models import FormItem

from .pages import PaperItem

DIFFICULTY = {"NB": -1.0, "TH": 0.0, "VD": 1.0}
BLANK_SHARE = 0.02

Keys = dict[int, tuple[ItemContent, str]]


def keys_of(attempt: str) -> Keys:
    """Content and level of each item of an attempt's form, by position."""
    rows = FormItem.objects.filter(form__attempts__uuid=UUID(attempt)).select_related("version__item")
    return {row.position: (from_json(row.version.content), row.version.item.level) for row in rows}


def answer_item(item: PaperItem, keys: Keys, *, ability: float, draw: random.Random) -> Any:
    """What a candidate of that ability answers: right with the probability of a logistic model, sometimes nothing."""
    content, level = keys[item.position]
    if draw.random() < BLANK_SHARE:
        return None
    knows = draw.random() < 1 / (1 + math.exp(DIFFICULTY[level] - ability))
    return right_answer(content) if knows else _guess(item, draw)


def right_answer(content: ItemContent) -> Any:
    """A response that scores full marks, in the shape that a candidate's page sends."""
    if content.kind == items.MATCHING:
        return [content.right_choices.index(row.right) for row in content.rows]
    if content.kind == items.NUMERIC:
        best = max(content.answers, key=lambda each: each.fraction)
        return str((best.low + best.high) / 2)
    if content.kind == items.MULTIPLE:
        pairs = zip(content.option_ids, content.options, strict=True)
        return sorted(key for key, option in pairs if option.fraction > 0)
    best_option = max(range(len(content.options)), key=lambda index: content.options[index].fraction)
    if content.kind == items.SHORT:
        return content.options[best_option].text
    return content.option_ids[best_option]


def _guess(item: PaperItem, draw: random.Random) -> Any:
    if item.kind == items.MATCHING:
        return [draw.choice(item.options) for _ in item.rows]
    if item.kind == items.MULTIPLE:
        return sorted(draw.sample(item.options, draw.randint(1, len(item.options))))
    if item.options:
        return draw.choice(item.options)
    return str(draw.randint(0, 99))
