"""Whatever the text: the reader answers, lines are of the file, and what it read can be written and read."""

from hypothesis import given
from hypothesis import strategies as st

from assessments.core.gift import GiftItem, read_gift, write_gift

FRAGMENTS = [
    "a",
    "đ",
    " ",
    "\n",
    "\\n",
    "\\~",
    "\\=",
    "\\\\",
    "\\",
    "[html]",
    "[",
    "<b>",
    "&lt;",
    "%5",
    "::",
    "->",
    "0",
    "T",
]
MARKS = [
    *FRAGMENTS,
    "\n\n",
    "\r",
    "{",
    "}",
    "~",
    "=",
    "#",
    "####",
    "%50%",
    "// [id:a]\n",
    "$CATEGORY: a/b\n",
    "\x07",
]
texts = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=5).map("".join)
options = st.tuples(st.sampled_from(["~", "=", "~%50%", "~%-50%", "~%100%", "=%50%"]), texts).map("".join)
pairs = st.tuples(texts, texts).map(lambda pair: f"={pair[0]} -> {pair[1]}")
numbers = st.sampled_from(["#1", "#1..5", "#=3:2=%50%7#b", "#1,5", "#x", "#"])
answers = st.one_of(
    st.lists(options, max_size=4).map("\n".join), st.lists(pairs, max_size=3).map("\n".join), numbers, texts
)
items = st.tuples(st.sampled_from(["", "// [tag:NB] [tag:x]\n"]), texts, answers, texts).map(
    lambda parts: f"{parts[0]}::{parts[1]}::Câu{parts[1]}{{{parts[2]}}}{parts[3]}"
)
files = st.lists(items, max_size=3).map("\n\n".join)


def facts(item: GiftItem) -> tuple[object, ...]:
    return item.code, item.topic, item.level, item.tags, item.content


@given(st.one_of(st.text(), st.lists(st.sampled_from(MARKS), max_size=40).map("".join)))
def test_lines_are_of_the_file(text: str) -> None:
    found = read_gift(text)

    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert all(1 <= each.line <= count for each in (*found.items, *found.problems))


@given(files)
def test_written_items_read_the_same(text: str) -> None:
    found = read_gift(text)

    again = read_gift(write_gift(found.items))

    assert again.problems == ()
    assert [facts(item) for item in again.items] == [facts(item) for item in found.items]
