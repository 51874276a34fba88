"""Words, tones and numbers for the pages of those who write items and exams."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.text import Truncator

from assessments.core.review import Part, preset_of
from assessments.models import Exam, ExamState, Item, ItemState, ItemVersion, Sitting, SittingState
from assessments.views import words

register = template.Library()


@register.filter
def kind_word(kind: str) -> str:
    """The kind of an item in words."""
    return str(words.KINDS.get(kind, "–"))


@register.filter
def item_tone(item: Item) -> str:
    return words.ITEM_TONES[ItemState(item.state)]


@register.filter
def exam_tone(exam: Exam) -> str:
    return words.EXAM_TONES[ExamState(exam.state)]


@register.filter
def sitting_tone(sitting: Sitting) -> str:
    return words.SITTING_TONES[SittingState(sitting.state)]


@register.filter
def review_words(exam: Exam) -> dict[str, Any]:
    """What candidates see afterwards: the preset in words, or each moment with its parts."""
    preset = preset_of(exam.review)
    rows = [
        {"moment": word, "parts": [words.REVIEW_PARTS[part] for part in Part if part in exam.review[moment]]}
        for moment, word in words.REVIEW_MOMENTS.items()
    ]
    return {"preset": words.REVIEW_PRESETS.get(preset, ""), "rows": rows}


@register.filter
def stem(version: ItemVersion | None, length: int) -> str:
    """The question in one short line of plain text."""
    return Truncator(version.plain_stem).chars(length) if version else "–"


@register.filter
def percent(fraction: Decimal) -> str:
    """0.3333333 as 33,33%."""
    return f"{number(round(fraction * 100, 2))}%"


@register.filter
def number(value: Decimal) -> str:
    """Without superfluous zeros, in the reader's notation."""
    text = f"{value:f}"
    return number_format(text.rstrip("0").rstrip(".") if "." in text else text)
