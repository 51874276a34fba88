"""Moodle's GIFT, whole: a text in, items and problems out. Never raises, whatever the text."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessments.core.gift.answers import read_answers
from assessments.core.gift.blocks import Block, Category, split_blocks
from assessments.core.gift.faults import GiftFault, Problem
from assessments.core.gift.source import broken_character, lines_of, read_plain, read_text, restore
from assessments.core.items import LEVELS, ItemContent

BLANK = "_____"
MAX_STEM = 4000
MAX_TEXT = 1000
MAX_FEEDBACK = 2000
MAX_CODE = 64
MAX_TOPIC = 200

_ID = re.compile(r"\[id:\s*((?:\\\]|[^\]])*?)\s*\]")
_TAG = re.compile(r"\[tag:\s*((?:\\\]|[^\]])*?)\s*\]")
_LEVEL_LIKE = re.compile(r"^[A-ZĐ]{1,4}$")
_BANK_CODE = re.compile(r"^[A-ZĐ]{2,}[-._ ]?\d+$")
_MOODLE_ROOTS = {"$course$", "$system$", "$module$", "top"}


@dataclass(frozen=True)
class GiftItem:
    """One item of the file; topic and level may be empty, the code never is."""

    line: int
    code: str
    topic: str
    level: str
    tags: tuple[str, ...]
    content: ItemContent


@dataclass(frozen=True)
class GiftFile:
    items: tuple[GiftItem, ...]
    problems: tuple[Problem, ...]


def read_gift(text: str, *, bank_code: str = "") -> GiftFile:
    """Read a whole file: each block is an item or a problem, and never touches its neighbours."""
    items: list[GiftItem] = []
    problems: list[Problem] = []
    codes: set[str] = set()
    for block, topic in _blocks_with_topics(text, bank_code):
        try:
            item = _read_item(block, topic)
            if item.code.casefold() in codes:
                raise GiftFault("repeated_id", code=item.code)
        except GiftFault as fault:
            problems.append(Problem(block.line, _known_code(block), fault.reason, fault.params))
        else:
            codes.add(item.code.casefold())
            items.append(item)
    return GiftFile(tuple(items), tuple(problems))


def _blocks_with_topics(text: str, bank_code: str) -> Iterator[tuple[Block, str]]:
    topic = ""
    for block in split_blocks(lines_of(text)):
        if isinstance(block, Category):
            topic = topic_of(block.path, bank_code)
        else:
            yield block, topic


def topic_of(path: str, bank_code: str = "") -> str:
    """A category path without Moodle's roots and the leading bank code; `//` is a slash within a name."""
    names = [name.replace("\0", "/").strip() for name in path.replace("//", "\0").split("/")]
    names = [name for name in names if name]
    while names and names[0].casefold() in _MOODLE_ROOTS:
        del names[0]
    if (names and names[0].casefold() == bank_code.casefold()) or (
        len(names) > 1 and _BANK_CODE.match(names[0])
    ):
        del names[0]
    return "/".join(names)


def _read_item(block: Block, topic: str) -> GiftItem:
    if broken := broken_character(restore(block.text) + topic + "".join(block.comments)):
        raise GiftFault("broken_character", character=broken)
    title, text = _split_title(block.text)
    stem, body = _split_answers(block, title, text)
    plain, html = read_text(stem)
    if not plain.replace(BLANK, "").strip(" .\n"):
        raise GiftFault("empty_stem")
    content = read_answers(body, ItemContent(kind="", stem=plain, html=html))
    _check_lengths(content, topic)
    level, tags = _level_and_tags(block.comments)
    return GiftItem(block.line, _code(block, title, content), topic, level, tags, content)


def _split_title(text: str) -> tuple[str, str]:
    text = text.strip()
    if not text.startswith("::"):
        return "", text
    title, mark, rest = text[2:].partition("::")
    if not mark or "{" in title:
        raise GiftFault("unclosed_title")
    return read_plain(title), rest.strip()


def _split_answers(block: Block, title: str, text: str) -> tuple[str, str]:
    """The stem, with a blank where the braces stood inside a sentence, and what the braces held."""
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        raise GiftFault("no_answer_block" if title or _first_id(block.comments) else "stray_text")
    if start < 0 or 0 <= end < start:
        raise GiftFault("unopened_brace")
    if end < 0 or block.cut_short:
        raise GiftFault("unclosed_brace")
    body, after = text[start + 1 : end], text[end + 1 :]
    if "{" in body + after or "}" in after:
        raise GiftFault("extra_brace")
    return text[:start] + (BLANK + after if after.strip() else ""), body


def _first_id(comments: list[str]) -> str:
    found = (_marked(match) for comment in comments for match in _ID.finditer(comment))
    return next(filter(None, found), "")


def _marked(match: re.Match[str]) -> str:
    """What a mark holds; `\\]` is a bracket within it."""
    return match[1].replace("\\]", "]").rstrip("\\ ")


def _code(block: Block, title: str, content: ItemContent) -> str:
    """`[id:…]`, else the title, else a digest: of a title too long to be a code, or of the whole item."""
    code = _first_id(block.comments)
    if len(code) > MAX_CODE:
        raise GiftFault("too_long", part="id", limit=MAX_CODE)
    title = " ".join(title.split())
    if code or 0 < len(title) <= MAX_CODE:
        return code or title
    return "GIFT-" + hashlib.sha256((title or repr(content)).encode()).hexdigest()[:10]


def _known_code(block: Block) -> str:
    code = _first_id(block.comments)
    text = block.text.strip()
    if not code and text.startswith("::"):
        title, mark, _ = text[2:].partition("::")
        code = " ".join(read_plain(title).split()) if mark else ""
    return code[:MAX_CODE]


def _level_and_tags(comments: list[str]) -> tuple[str, tuple[str, ...]]:
    tags = [_marked(match) for comment in comments for match in _TAG.finditer(comment)]
    levels = list(dict.fromkeys(tag.upper() for tag in tags if tag.upper() in LEVELS))
    others = tuple(dict.fromkeys(tag for tag in tags if tag and tag.upper() not in LEVELS))
    if len(levels) > 1:
        raise GiftFault("two_levels", text=", ".join(levels))
    unknown = [tag for tag in others if _LEVEL_LIKE.match(tag)]
    if unknown and not levels:
        raise GiftFault("unknown_level", text=unknown[0])
    return (levels[0] if levels else ""), others


def _check_lengths(content: ItemContent, topic: str) -> None:
    limits = [("stem", content.stem, MAX_STEM), ("topic", topic, MAX_TOPIC)]
    limits += [("option", option.text, MAX_TEXT) for option in content.options]
    limits += [("option", side, MAX_TEXT) for pair in content.pairs for side in (pair.left, pair.right)]
    feedbacks = [content.general_feedback, content.wrong_feedback]
    feedbacks += [option.feedback for option in content.options]
    feedbacks += [answer.feedback for answer in content.answers]
    limits += [("feedback", feedback, MAX_FEEDBACK) for feedback in feedbacks]
    for part, text, limit in limits:
        if len(text) > limit:
            raise GiftFault("too_long", part=part, limit=limit)
