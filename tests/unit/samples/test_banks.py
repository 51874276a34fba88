"""The sample banks are good items, enough of them, and the lessons point at items that exist."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from assessments.core.gift import read_gift
from assessments.core.items import SINGLE, warnings_for

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
BANKS = json.loads((SAMPLES / "banks.json").read_text("utf-8"))
BLUEPRINTS = json.loads((SAMPLES / "blueprints.json").read_text("utf-8"))


def items_of(code: str):
    file = next(bank["file"] for bank in BANKS if bank["code"] == code)
    return read_gift((SAMPLES / "banks" / file).read_text("utf-8"), bank_code=code)


@pytest.mark.parametrize("code", [bank["code"] for bank in BANKS])
def test_bank_reads_without_problems(code: str) -> None:
    bank = items_of(code)

    assert bank.problems == ()
    assert [warnings_for(item.content) for item in bank.items if warnings_for(item.content)] == []


def test_two_courses_have_items_enough() -> None:
    assert len(items_of("LG-KNS07").items) == 90
    assert len(items_of("LG-KNS02").items) >= 45


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda each: each["title"])
def test_bank_holds_three_times_each_cell(blueprint: dict) -> None:
    found = Counter((item.topic, item.level) for item in items_of(blueprint["bank"]).items)

    short = [row for row in blueprint["rows"] if found[row["topic"], row["level"]] < 3 * row["count"]]

    assert short == []


def test_right_answers_stand_everywhere() -> None:
    singles = [item.content for item in items_of("LG-KNS07").items if item.content.kind == SINGLE]

    places = Counter(
        next(index for index, option in enumerate(content.options) if option.fraction == 1)
        for content in singles
    )

    assert min(places[index] for index in range(4)) >= len(singles) // 6


def test_lessons_check_items_that_exist() -> None:
    lessons = [path.read_text("utf-8") for path in SAMPLES.glob("content/*/*.md")]
    codes = set(re.findall(r"^::: self_check (\S+)$", "\n".join(lessons), re.MULTILINE))

    practice = {item.code for code in ("LG-KNS07-TL", "LG-KNS02-TL") for item in items_of(code).items}

    assert len(codes) >= 12
    assert codes <= practice


def test_every_practice_item_explains() -> None:
    practice = [item.content for code in ("LG-KNS07-TL", "LG-KNS02-TL") for item in items_of(code).items]

    silent = [
        content.stem
        for content in practice
        if not content.general_feedback
        and not any(each.feedback for each in (*content.options, *content.answers))
    ]

    assert silent == []


def test_every_topic_names_its_competences() -> None:
    topics = {item.topic for bank in BANKS for item in items_of(bank["code"]).items}

    named = json.loads((SAMPLES / "topics.json").read_text("utf-8"))

    assert topics == set(named)
