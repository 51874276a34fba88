"""Reading a lesson file: a little Markdown with fenced blocks becomes the blocks of a lesson.

# Title
minutes: 12

Text with **bold** and *italic*, lists with "- " or "1. ", headings with "## ".

::: callout warning The title       ::: table The caption        ::: image file.png
text                                | a | b |                    alt: what it shows
:::                                 :::                          caption: below it
                                                                 :::
::: document file.pdf               ::: self_check CODE
title: what it is                   :::
:::
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

FENCE = ":::"


class BadLesson(ValueError):
    """A lesson file that cannot be read; the text says where."""


@dataclass(frozen=True)
class Block:
    """One block: its kind as a lesson page names it, and its facts (files and item codes still as names)."""

    kind: str
    value: dict[str, Any]


@dataclass(frozen=True)
class Lesson:
    """A lesson as written."""

    title: str
    minutes: int
    blocks: tuple[Block, ...]


def read_lesson(text: str) -> Lesson:
    """The lesson in a file. Raises BadLesson."""
    lines = text.splitlines()
    if len(lines) < 2 or not lines[0].startswith("# ") or not lines[1].startswith("minutes: "):
        raise BadLesson("A lesson begins with '# Title' and 'minutes: N'.")
    blocks = tuple(_blocks(lines[2:]))
    return Lesson(lines[0].removeprefix("# "), int(lines[1].removeprefix("minutes: ")), blocks)


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    text: list[str] = []
    fenced: list[str] | None = None
    head = ""
    for line in lines:
        if fenced is not None and line == FENCE:
            yield _fenced(head, fenced)
            fenced = None
        elif fenced is not None:
            fenced.append(line)
        elif line.startswith(f"{FENCE} "):
            yield from _text(text)
            text, fenced, head = [], [], line.removeprefix(f"{FENCE} ")
        else:
            text.append(line)
    if fenced is not None:
        raise BadLesson(f"The block '{head}' is not closed.")
    yield from _text(text)


def _text(lines: Sequence[str]) -> Iterator[Block]:
    html = to_html(lines)
    if html:
        yield Block("rich_text", {"html": html})


def _fenced(head: str, lines: Sequence[str]) -> Block:
    kind, _space, rest = head.partition(" ")
    if kind == "callout":
        look, _space, title = rest.partition(" ")
        return Block(kind, {"kind": look, "title": title, "html": to_html(lines)})
    if kind == "table":
        rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines if line.strip()]
        return Block(kind, {"caption": rest, "heads": rows[0], "rows": rows[1:]})
    if kind in {"image", "document"}:
        return Block(kind, {"file": rest, **dict(line.split(": ", 1) for line in lines if line)})
    if kind == "self_check":
        return Block(kind, {"item": rest})
    raise BadLesson(f"Nobody knows the block '{head}'.")


def to_html(lines: Sequence[str]) -> str:
    """Paragraphs, headings and lists as the rich text editor keeps them."""
    paragraphs = re.split(r"\n\s*\n", "\n".join(lines).strip())
    return "".join(_paragraph(paragraph.splitlines()) for paragraph in paragraphs if paragraph)


def _paragraph(lines: Sequence[str]) -> str:
    if lines[0].startswith("## "):
        return f"<h2>{_inline(lines[0].removeprefix('## '))}</h2>"
    if all(line.startswith("- ") for line in lines):
        return _list("ul", [line.removeprefix("- ") for line in lines])
    if all(re.match(r"\d+\. ", line) for line in lines):
        return _list("ol", [line.split(". ", 1)[1] for line in lines])
    return f"<p>{_inline(' '.join(lines))}</p>"


def _list(tag: str, items: Sequence[str]) -> str:
    rows = "".join(f"<li>{_inline(item)}</li>" for item in items)
    return f"<{tag}>{rows}</{tag}>"


def _inline(text: str) -> str:
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text, quote=False))
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)
