"""Cutting a GIFT file into blocks of one item each, so that a broken item never swallows its neighbours.

Moodle separates items by blank lines. Two liberties beyond Moodle: a line that starts with `::` always opens
a new item, and a blank line inside braces is forgiven while the next line still looks like an answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from assessments.core.gift.source import protect

CATEGORY_MARK = "$CATEGORY:"
ANSWER_MARKS = "~=}#"
MAX_COMMENT = 1000


@dataclass
class Block:
    """Lines of one item, with escapes protected, and the comments that stand directly above or within it."""

    line: int
    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    opened: int = 0
    closed: int = 0
    cut_short: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def is_open(self) -> bool:
        return self.opened > self.closed

    def add(self, line: str, comments: list[str]) -> None:
        self.lines.append(line)
        self.comments += comments
        self.opened += line.count("{")
        self.closed += line.count("}")


@dataclass(frozen=True)
class Category:
    line: int
    path: str


class _Splitter:
    def __init__(self) -> None:
        self.done: list[Block | Category] = []
        self.block: Block | None = None
        self.comments: list[str] = []
        self.gap = False

    def feed(self, number: int, line: str) -> None:
        stripped = line.strip()
        if not stripped:
            self._blank()
        elif stripped.startswith("//"):
            self.comments.append(stripped[:MAX_COMMENT])
        elif stripped.startswith(CATEGORY_MARK):
            self.finish()
            self.comments = []
            self.done.append(Category(number, stripped.removeprefix(CATEGORY_MARK).strip()))
        else:
            self._text(number, protect(line))

    def finish(self) -> None:
        if self.block:
            self.block.cut_short = self.block.is_open
            self.done.append(self.block)
        self.block, self.gap = None, False

    def _blank(self) -> None:
        if self.block and self.block.is_open:
            self.gap = True
        else:
            self.finish()
        self.comments = []

    def _text(self, number: int, line: str) -> None:
        stripped = line.strip()
        if stripped.startswith("::") or self._starts_anew(stripped):
            self.finish()
        if self.block is None:
            self.block = Block(number)
        self.block.add(line, self.comments)
        self.comments, self.gap = [], False

    def _starts_anew(self, stripped: str) -> bool:
        if self.gap:
            return stripped[0] not in ANSWER_MARKS
        is_whole = self.block is not None and self.block.closed > 0 and not self.block.is_open
        return is_whole and any("[id:" in comment for comment in self.comments)


def split_blocks(lines: list[str]) -> Iterator[Block | Category]:
    """Items and category changes, in the order of the file; line numbers start at 1."""
    splitter = _Splitter()
    for number, line in enumerate(lines, start=1):
        splitter.feed(number, line)
    splitter.finish()
    yield from splitter.done
