"""Rule partial-credit-1: worked examples of every kind."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.core.gift import read_gift
from assessments.core.items import ItemContent
from assessments.core.scoring import (
    RULES,
    FormEntry,
    NeedsMarker,
    Tally,
    UnknownRule,
    score_form,
    score_item,
)

RULE = "partial-credit-1"


def content_of(text: str) -> ItemContent:
    (item,) = read_gift(text).items
    return item.content


def ids(content: ItemContent, *texts: str) -> list[int]:
    return [
        identifier
        for identifier, option in zip(content.option_ids, content.options, strict=True)
        if option.text in texts
    ]


SINGLE = content_of("Câu?{~a ~%50%b =c ~%-50%d}")
MULTIPLE = content_of("Câu?{~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}")
MATCHING = content_of("Ghép.{=một -> 1 =hai -> 2 =ba -> 3 = -> 4}")
NUMERIC = content_of("Số?{#=1234.5:0.5 =%50%1200..1300}")
SHORT = content_of("Từ?{=phishing =%50%phising =%50%lừa đảo*}")


@pytest.mark.parametrize(("text", "mark"), [("a", "0"), ("b", "0.5"), ("c", "1"), ("d", "0")])
def test_single_choice_earns_its_fraction(text: str, mark: str) -> None:
    (identifier,) = ids(SINGLE, text)

    assert score_item(SINGLE, identifier, RULE) == Decimal(mark)


@pytest.mark.parametrize(
    ("texts", "mark"),
    [("abc", "1"), ("ab", "0.6667"), ("a", "0.3333"), ("abcd", "0"), ("ad", "0"), ("", "0")],
)
def test_multiple_choice_sums_and_clamps(texts: str, mark: str) -> None:
    assert score_item(MULTIPLE, ids(MULTIPLE, *texts), RULE) == Decimal(mark)


@pytest.mark.parametrize(
    ("rows", "mark"),
    [([0, 1, 2], "1"), ([0, 1, 3], "0.6667"), ([0, None, None], "0.3333"), ([3, 3, 3], "0"), ([9], "0")],
)
def test_matching_counts_rows(rows: list[int | None], mark: str) -> None:
    assert score_item(MATCHING, rows, RULE) == Decimal(mark)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1234,5", "1"),
        ("1.234,5", "1"),
        ("1,234.5", "1"),
        ("1234.50", "1"),
        ("1 234", "1"),
        ("1.250", "0.5"),
        ("1250", "0.5"),
        ("+1300", "0.5"),
        ("1301", "0"),
        ("-1234.5", "0"),
        ("1.23.4", "0"),
        ("mười", "0"),
        ("nan", "0"),
        ("1e3", "0"),
    ],
)
def test_numbers_in_vietnamese_notation(text: str, mark: str) -> None:
    assert score_item(NUMERIC, text, RULE) == Decimal(mark)


@pytest.mark.parametrize(("text", "mark"), [("3,142", "1"), ("3.142", "1"), ("3142", "0")])
def test_ambiguous_separator_is_read_both_ways(text: str, mark: str) -> None:
    assert score_item(content_of("Số pi?{#3.142:0.001}"), text, RULE) == Decimal(mark)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("phishing", "1"),
        ("  PHISHING ", "1"),
        ("phising", "0.5"),
        ("Lừa  đảo qua thư", "0.5"),
        ("lua dao", "0"),
        ("phish", "0"),
    ],
)
def test_short_answers_ignore_case_and_blanks(text: str, mark: str) -> None:
    assert score_item(SHORT, text, RULE) == Decimal(mark)


def test_unreadable_stored_value_earns_nothing() -> None:
    assert score_item(SINGLE, {"x": 1}, RULE) == 0


def test_essay_needs_marker() -> None:
    with pytest.raises(NeedsMarker):
        score_item(content_of("Viết.{}"), "bài làm", RULE)


def test_unpublished_rule_is_unknown() -> None:
    with pytest.raises(UnknownRule):
        score_item(SINGLE, 1, "partial-credit-9")


def test_form_score_by_topic() -> None:
    entries = [FormEntry(1, "A", SINGLE), FormEntry(2, "A", MULTIPLE), FormEntry(3, "B", MATCHING)]
    responses: dict[int, Any] = {1: ids(SINGLE, "c")[0], 2: ids(MULTIPLE, "a", "b")}

    score = score_form(entries, responses, RULE)

    assert (score.raw, score.maximum, score.scaled) == (Decimal("1.6667"), Decimal(3), Decimal("55.56"))
    assert score.topics["A"].scaled == Decimal("83.34")
    assert score.topics["B"].scaled == Decimal("0.00")
    assert [each.fraction for each in score.item_scores] == [1, Decimal("0.6667"), 0]


@pytest.mark.parametrize(("raw", "scaled"), [("19.999", "100.00"), ("19.998", "99.99"), ("0", "0.00")])
def test_scaled_score_rounds_half_up(raw: str, scaled: str) -> None:
    assert Tally(Decimal(raw), Decimal(20)).scaled == Decimal(scaled)


@given(
    st.sampled_from([SINGLE, MULTIPLE, MATCHING, NUMERIC, SHORT]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda each: st.lists(each) | st.dictionaries(st.text(), each),
        max_leaves=8,
    ),
)
def test_any_value_scores_within_bounds(content: ItemContent, value: Any) -> None:
    assert 0 <= score_item(content, value, RULE) <= 1


def test_published_rules_are_kept() -> None:
    assert "partial-credit-1" in RULES


@pytest.mark.parametrize("responses", [{}, {1: 99}, {1: "x"}])
def test_neutral_item_earns_the_mark_whatever_was_answered(responses: dict[int, Any]) -> None:
    entries = [FormEntry(1, "A", SINGLE), FormEntry(2, "A", SINGLE)]

    score = score_form(entries, responses, RULE, neutral={1})

    assert (score.rule, score.raw, score.scaled) == ("partial-credit-1+neutral-full-1", 1, 50)


def test_form_without_neutral_items_names_its_rule_alone() -> None:
    assert score_form([FormEntry(1, "A", SINGLE)], {}, RULE).rule == RULE
