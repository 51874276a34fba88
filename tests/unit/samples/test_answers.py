"""Simulated answers earn what they are meant to earn."""

import random
from pathlib import Path

import pytest

from assessments.core.gift import read_gift
from assessments.core.scoring import CURRENT_RULE, score_item
from samples.answers import chance_right, give_answer

BANKS = Path(__file__).resolve().parents[3] / "samples" / "banks"
ITEMS = [
    item
    for name in ("kns07", "kns02")
    for item in read_gift((BANKS / f"{name}.gift").read_text("utf-8")).items
]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_right_answer_earns_everything(item) -> None:
    answer = give_answer(item.content, right=True, dice=random.Random(1))

    assert score_item(item.content, answer, CURRENT_RULE) == 1


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_wrong_answer_earns_less(item) -> None:
    answer = give_answer(item.content, right=False, dice=random.Random(1))

    assert score_item(item.content, answer, CURRENT_RULE) < 1


@pytest.mark.parametrize("level", ["NB", "TH", "VD"])
def test_abler_people_are_right_more_often(level: str) -> None:
    assert 0.3 < chance_right(-1, level) < chance_right(0, level) < chance_right(1, level) < 1
