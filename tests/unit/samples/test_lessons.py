"""Lesson files become blocks."""

import json
from pathlib import Path

import pytest

from samples.lessons import BadLesson, read_lesson, to_html

CONTENT = Path(__file__).resolve().parents[3] / "samples" / "content"
LESSONS = sorted(CONTENT.glob("*/*.md"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_has_the_parts_of_a_lesson(path: Path) -> None:
    lesson = read_lesson(path.read_text("utf-8"))

    kinds = [block.kind for block in lesson.blocks]

    assert {"rich_text", "callout", "table", "self_check"} <= set(kinds)
    assert 5 <= lesson.minutes <= 20


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_files_named_in_a_lesson_exist(path: Path) -> None:
    lesson = read_lesson(path.read_text("utf-8"))

    named = [block.value["file"] for block in lesson.blocks if "file" in block.value]

    assert [name for name in named if not (path.parent / name).exists()] == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_pictures_say_what_they_show(path: Path) -> None:
    lesson = read_lesson(path.read_text("utf-8"))

    alts = [block.value["alt"] for block in lesson.blocks if block.kind == "image"]

    assert all(20 < len(alt) <= 250 for alt in alts)


@pytest.mark.parametrize("course", sorted(CONTENT.glob("*/course.json")), ids=lambda path: path.parent.name)
def test_course_lists_its_lessons(course: Path) -> None:
    facts = json.loads(course.read_text("utf-8"))

    assert facts["lessons"] == [path.name for path in sorted(course.parent.glob("*.md"))]


@pytest.mark.parametrize(
    ("lines", "html"),
    [
        (["## Đầu mục"], "<h2>Đầu mục</h2>"),
        (["một **hai** *ba*"], "<p>một <b>hai</b> <i>ba</i></p>"),
        (["- a", "- b"], "<ul><li>a</li><li>b</li></ul>"),
        (["1. a", "2. b"], "<ol><li>a</li><li>b</li></ol>"),
        (["a < b"], "<p>a &lt; b</p>"),
    ],
)
def test_text_becomes_rich_text(lines: list[str], html: str) -> None:
    assert to_html(lines) == html


@pytest.mark.parametrize(
    "text", ["no title", "# T\nminutes: 3\n::: callout note x", "# T\nminutes: 3\n::: odd\n:::"]
)
def test_bad_lesson_is_refused(text: str) -> None:
    with pytest.raises(BadLesson):
        read_lesson(text)
