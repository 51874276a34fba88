"""Items back into GIFT, so that a bank can leave as it came: reading what is written gives the same items."""

import re
from collections.abc import Iterable
from decimal import Decimal

from assessments.core import items
from assessments.core.gift.reader import GiftItem
from assessments.core.items import ItemContent, NumericAnswer, Option

_SPECIAL = re.compile(r"[\\#=~{}:]")
_ONE = Decimal(1)


def write_gift(entries: Iterable[GiftItem]) -> str:
    """A file with a category line wherever the topic changes."""
    parts: list[str] = []
    topic = ""
    for entry in entries:
        if entry.topic != topic:
            topic = entry.topic
            parts.append(f"$CATEGORY: {topic.replace('/', '//')}\n")
        parts.append(write_item(entry))
    return "\n".join(parts)


def write_item(entry: GiftItem) -> str:
    """One item: id and tags in a comment, the code as title, stem and answers."""
    tags = [entry.level] if entry.level else []
    # A backslash would eat the bracket that ends the mark; the title carries the code as well.
    marks = [] if "\\" in entry.code else [f"[id:{_in_mark(entry.code)}]"]
    marks += [*(f"[tag:{_in_mark(tag)}]" for tag in (*tags, *entry.tags))]
    title = f"::{_plain(entry.code, False)}::"
    return f"// {' '.join(marks)}\n{title}{write_content(entry.content)}\n"


def write_content(content: ItemContent) -> str:
    """Stem and answers alone, as an author edits them."""
    return f"{_formatted(content.stem, html=content.html, inherited=False)}{{{_body(content)}}}"


def escape(text: str) -> str:
    return _SPECIAL.sub(lambda found: "\\" + found[0], text).replace("\n", "\\n")


def _in_mark(text: str) -> str:
    return text.replace("]", "\\]")


def _body(content: ItemContent) -> str:
    lines = _answer_lines(content)
    if content.general_feedback:
        lines.append("####" + _plain(content.general_feedback, content.html))
    return "\n" + "\n".join(lines) + "\n" if lines else ""


def _answer_lines(content: ItemContent) -> list[str]:
    if content.kind == items.TRUE_FALSE:
        return [_true_false(content)]
    if content.kind == items.NUMERIC:
        return ["#", *(_number(each, content.html) for each in content.answers), *_otherwise(content)]
    if content.kind == items.MATCHING:
        return [f"={_plain(p.left, content.html)} -> {_plain(p.right, False)}" for p in content.pairs]
    return [_option(option, content) for option in content.options]


def _option(option: Option, content: ItemContent) -> str:
    is_key = content.kind == items.SINGLE and option.fraction == _ONE
    mark = "=" if content.kind == items.SHORT or is_key else "~"
    weight = "" if is_key and not option.text.startswith("%") else f"%{_percent(option.fraction)}%"
    text = _formatted(option.text, html=option.html, inherited=content.html)
    return mark + weight + text + _comment(option.feedback, content.html)


def _true_false(content: ItemContent) -> str:
    when_true, when_false = content.options
    is_true = when_true.fraction == _ONE
    right, wrong = (when_true, when_false) if is_true else (when_false, when_true)
    feedbacks = f"#{_plain(wrong.feedback, content.html)}#{_plain(right.feedback, content.html)}"
    return ("TRUE" if is_true else "FALSE") + (feedbacks if wrong.feedback or right.feedback else "")


def _number(answer: NumericAnswer, html: bool) -> str:
    return f"=%{_percent(answer.fraction)}%{answer.low:f}..{answer.high:f}{_comment(answer.feedback, html)}"


def _otherwise(content: ItemContent) -> list[str]:
    return ["~#" + _plain(content.wrong_feedback, content.html)] if content.wrong_feedback else []


def _comment(feedback: str, html: bool) -> str:
    return "#" + _plain(feedback, html) if feedback else ""


def _plain(text: str, html: bool) -> str:
    """Text of a place without HTML; inside an HTML item it must say so, or it would be read as HTML."""
    return _formatted(text, html=False, inherited=html)


def _formatted(text: str, *, html: bool, inherited: bool) -> str:
    name = "html" if html else "plain"
    needed = text and (html != inherited or text.startswith("["))
    return (f"[{name}]" if needed else "") + escape(text)


def _percent(fraction: Decimal) -> str:
    return f"{(fraction * 100).normalize():f}"
