"""What a simulated candidate reads, and what it answers."""

import random

import pytest

from assessments.core import items
from assessments.core.items import ItemContent, NumericAnswer, Option, Pair
from assessments.play.knowledge import answer_item
from assessments.play.pages import PaperItem, read_form_action, read_paper
from assessments.play.tally import Tally, percentile

PAGE = """
<form action="/language/"></form>
<form id="paper" method="post" data-attempt="a1" data-ticket="t" data-seat="2" data-sequence="7">
<fieldset data-position="1" data-kind="single">
  <input type="radio" name="item-1" value="2"><input type="radio" name="item-1" value="0" checked>
  <input type="checkbox" data-mark="1">
</fieldset>
<fieldset data-position="2" data-kind="matching">
  <select name="item-2-0"><option value="">…</option><option value="1">x</option><option value="0">y</option></select>
  <select name="item-2-1"><option value="">…</option><option value="1">x</option><option value="0">y</option></select>
</fieldset>
<fieldset data-position="3" data-kind="short"><input name="item-3"></fieldset>
</form>
"""


def test_paper_reads_its_facts() -> None:
    assert read_paper(PAGE).facts == {"attempt": "a1", "ticket": "t", "seat": "2", "sequence": "7"}


def test_paper_reads_its_items() -> None:
    assert read_paper(PAGE).items == [
        PaperItem(1, "single", options=[2, 0]),
        PaperItem(2, "matching", options=[1, 0], rows=[0, 1]),
        PaperItem(3, "short"),
    ]


def test_page_without_paper_reads_empty() -> None:
    assert read_paper("<p>Not here</p>").items == []


@pytest.mark.parametrize(("part", "action"), [("language", "/language/"), ("/start/", "")])
def test_form_is_found_by_its_action(part: str, action: str) -> None:
    assert read_form_action(PAGE, part) == action


def options(*fractions: str) -> tuple[Option, ...]:
    return tuple(
        Option(text, items.Decimal(fraction)) for text, fraction in zip("abc", fractions, strict=True)
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (ItemContent("single", "?", options=options("0", "1", "0")), 1),
        (ItemContent("multiple", "?", options=options("0.5", "-1", "0.5")), [0, 2]),
        (ItemContent("matching", "?", pairs=(Pair("x", "2"), Pair("y", "1"))), [1, 0]),
        (ItemContent("short", "?", options=options("0.5", "1", "0")), "b"),
        (
            ItemContent(
                "numeric",
                "?",
                answers=(NumericAnswer(items.Decimal(3), items.Decimal(5), items.Decimal(1)),),
            ),
            "4",
        ),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_able_candidate_knows_the_key(content: ItemContent, expected: object) -> None:
    item = PaperItem(1, content.kind, options=[0, 1, 2])

    answer = answer_item(item, {1: (content, "NB")}, ability=99, draw=random.Random(1))

    assert answer == expected


def test_same_seed_gives_the_same_guess() -> None:
    item = PaperItem(1, "single", options=[0, 1, 2])
    keys = {1: (ItemContent("single", "?", options=options("0", "1", "0")), "VD")}

    guesses = {answer_item(item, keys, ability=-99, draw=random.Random(5)) for _ in range(5)}

    assert len(guesses) == 1


@pytest.mark.parametrize(
    ("times", "share", "expected"), [([], 0.5, 0.0), ([0.001], 0.95, 1.0), ([0.001, 0.002, 0.003], 0.5, 2.0)]
)
def test_percentile(times: list[float], share: float, expected: float) -> None:
    assert percentile(times, share) == expected


def test_tally_names_what_failed() -> None:
    tally = Tally()

    tally.failed("HTTP 500")
    tally.failed("HTTP 500")

    assert (tally.summary()["errors"], tally.summary()["first_errors"]) == (2, {"HTTP 500": 2})
