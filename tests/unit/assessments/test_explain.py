"""What a learner reads after a practice item."""

from decimal import Decimal

import pytest

from assessments.core.explain import Verdict, explain, key_of
from assessments.core.items import (
    MATCHING,
    MULTIPLE,
    NUMERIC,
    SHORT,
    SINGLE,
    ItemContent,
    NumericAnswer,
    Option,
    Pair,
)

RULE = "partial-credit-1"
SINGLE_ITEM = ItemContent(
    SINGLE,
    "Mật khẩu nào mạnh?",
    options=(
        Option("Dài và riêng", Decimal(1), "Đúng vì dài."),
        Option("123456", Decimal(0), "Ai cũng đoán ra."),
    ),
    general_feedback="Dùng trình quản lý mật khẩu.",
    wrong_feedback="Xem lại bài 1.",
)
RIGHT, WRONG = SINGLE_ITEM.option_ids
MULTIPLE_ITEM = ItemContent(
    MULTIPLE,
    "Chọn hai",
    options=(Option("a", Decimal("0.5")), Option("b", Decimal("0.5")), Option("c", Decimal(-1))),
)
NUMBER_ITEM = ItemContent(
    NUMERIC,
    "Bao nhiêu?",
    answers=(NumericAnswer(Decimal("11.5"), Decimal("12.50"), Decimal(1), "Gần đúng là được."),),
)
SHORT_ITEM = ItemContent(SHORT, "Viết tắt?", options=(Option("ATTT", Decimal(1), "Chuẩn."),))
PAIRS_ITEM = ItemContent(MATCHING, "Ghép", pairs=(Pair("Huế", "miền Trung"), Pair("Hà Nội", "miền Bắc")))


@pytest.mark.parametrize(
    ("content", "response", "verdict"),
    [
        (SINGLE_ITEM, RIGHT, Verdict.RIGHT),
        (SINGLE_ITEM, WRONG, Verdict.WRONG),
        (SINGLE_ITEM, None, Verdict.WRONG),
        (MULTIPLE_ITEM, [0], Verdict.PARTLY),
        (MULTIPLE_ITEM, [0, 1], Verdict.RIGHT),
        (NUMBER_ITEM, "12", Verdict.RIGHT),
        (NUMBER_ITEM, "13", Verdict.WRONG),
        (SHORT_ITEM, "attt", Verdict.RIGHT),
        (PAIRS_ITEM, [1, None], Verdict.PARTLY),
    ],
)
def test_verdict_follows_the_score(content: ItemContent, response: object, verdict: Verdict) -> None:
    assert explain(content, response, RULE).verdict is verdict


def test_own_feedback_comes_first() -> None:
    said = explain(SINGLE_ITEM, WRONG, RULE)

    assert said.feedback == ("Ai cũng đoán ra.", "Xem lại bài 1.", "Dùng trình quản lý mật khẩu.")


def test_right_answer_is_not_corrected() -> None:
    said = explain(SINGLE_ITEM, RIGHT, RULE)

    assert said.feedback == ("Đúng vì dài.", "Dùng trình quản lý mật khẩu.")


@pytest.mark.parametrize(
    ("content", "response", "text"),
    [(NUMBER_ITEM, "12,1", "Gần đúng là được."), (SHORT_ITEM, "ATTT", "Chuẩn.")],
)
def test_typed_answers_have_feedback(content: ItemContent, response: str, text: str) -> None:
    assert explain(content, response, RULE).feedback == (text,)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (SINGLE_ITEM, ("Dài và riêng",)),
        (MULTIPLE_ITEM, ("a", "b")),
        (NUMBER_ITEM, ("11,5 – 12,5",)),
        (SHORT_ITEM, ("ATTT",)),
        (PAIRS_ITEM, ("Huế → miền Trung", "Hà Nội → miền Bắc")),
    ],
)
def test_key_is_said_in_lines(content: ItemContent, key: tuple[str, ...]) -> None:
    assert key_of(content) == key
