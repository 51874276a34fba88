"""Each kind of GIFT item, read as Moodle's own documentation and examples say."""

from decimal import Decimal

import pytest

from assessments.core.gift import GiftItem, read_gift
from assessments.core.items import Pair


def read_one(text: str) -> GiftItem:
    found = read_gift(text)
    assert not found.problems
    (item,) = found.items
    return item


def fractions(item: GiftItem) -> list[tuple[str, Decimal]]:
    return [(option.text, option.fraction) for option in item.content.options]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ai nằm ở đây?{~Grant ~Jefferson =không ai}", "single"),
        ("Khó.{~sai ~%50%nửa =đủ}", "single"),
        ("Hai người nào?{~%-50%Không ai ~%50%Ông ~%50%Bà}", "multiple"),
        ("Một ý.{~%100%đúng ~%0%sai}", "multiple"),
        ("Mặt trời mọc ở hướng đông.{T}", "true_false"),
        ("Mặt trời mọc ở hướng tây.{FALSE}", "true_false"),
        ("Ghép.{=Canada->Ottawa =Italy->Rome =Japan->Tokyo}", "matching"),
        ("Năm nào?{#1822}", "numeric"),
        ("Ai?{=không ai =chẳng ai}", "short"),
        ("1 + 2 \\= {3}", "short"),
        ("Bạn khỏe không? {}", "essay"),
        ("Bạn khỏe không? {####Cảm ơn bạn.}", "essay"),
    ],
)
def test_kinds_follow_moodle(text: str, kind: str) -> None:
    assert read_one(text).content.kind == kind


def test_single_choice_keeps_feedback() -> None:
    item = read_one(
        "::Q2:: Màu nào?\n{\n  =vàng # đúng; tốt!\n  ~đỏ # [html]sai, <b>vàng</b>\n  ~[plain]lam # sai\n}"
    )

    assert item.code == "Q2"
    assert fractions(item) == [("vàng", Decimal(1)), ("đỏ", Decimal(0)), ("lam", Decimal(0))]
    assert [option.feedback for option in item.content.options] == ["đúng; tốt!", "sai, vàng", "sai"]


def test_multiple_choice_keeps_weights() -> None:
    item = read_one("Màu?{\n~%50%vàng\n~%-100%đỏ\n~%50%be\n~%-100%lam\n}")

    assert [option.fraction for option in item.content.options] == [
        Decimal("0.5"),
        Decimal(-1),
        Decimal("0.5"),
        Decimal(-1),
    ]


def test_thirds_sum_to_whole() -> None:
    item = read_one("Ba ý.{~%33.33333%a ~%33.33333%b ~%33,33334%c ~%-100%d}")

    assert item.content.options[2].fraction == Decimal("0.3333334")


def test_true_false_feedback_order() -> None:
    item = read_one("42.{\nFALSE#42 là đáp án cuối.#Bạn trả lời đúng.\n####Từ một truyện.}")

    when_true, when_false = item.content.options
    assert (when_true.fraction, when_true.feedback) == (Decimal(0), "42 là đáp án cuối.")
    assert (when_false.fraction, when_false.feedback) == (Decimal(1), "Bạn trả lời đúng.")
    assert item.content.general_feedback == "Từ một truyện."


def test_matching_keeps_pairs_and_distractor() -> None:
    item = read_one(
        "::M::[html]Ghép <b>đôi</b>.{\n=[html]Thảo <i>luận</i> -> Diễn đàn\n"
        "=[plain]Hỏi -> Chọn\n= -> Trò chuyện\n}"
    )

    assert item.content.pairs == (Pair("Thảo luận", "Diễn đàn"), Pair("Hỏi", "Chọn"), Pair("", "Trò chuyện"))
    assert item.content.html


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("#14:0", [("14", "14", "1")]),
        ("#72", [("72", "72", "1")]),
        ("#3:2", [("1", "5", "1")]),
        ("#1..5", [("1", "5", "1")]),
        ("#3.141..3.142", [("3.141", "3.142", "1")]),
        ("#3.1415:0.0005", [("3.1410", "3.1420", "1")]),
        ("#-5..-1", [("-5", "-1", "1")]),
        ("#2,5", [("2.5", "2.5", "1")]),
        ("#\n=1822:0#Đúng\n=%50%1822:2#Gần", [("1822", "1822", "1"), ("1820", "1824", "0.5")]),
    ],
)
def test_numeric_answers_become_intervals(answer: str, expected: list[tuple[str, str, str]]) -> None:
    answers = read_one(f"Bao nhiêu?{{{answer}}}").content.answers

    wanted = [tuple(Decimal(number) for number in row) for row in expected]
    assert [(each.low, each.high, each.fraction) for each in answers] == wanted


@pytest.mark.parametrize("answer", ["#3:2~#Sai hẳn", "#\n=3:2\n=%0%*#Sai hẳn"])
def test_numeric_feedback_for_anything_else(answer: str) -> None:
    content = read_one(f"Số từ 1 đến 5?{{{answer}}}").content

    assert len(content.answers) == 1
    assert content.wrong_feedback == "Sai hẳn"


def test_short_answer_partial_credit() -> None:
    item = read_one("Con gì?{\n=Ếch#Tốt\n=%50%Mèo#Sao lại mèo?\n=%0%*#Sai hẳn\n}")

    assert fractions(item) == [("Ếch", Decimal(1)), ("Mèo", Decimal("0.5")), ("*", Decimal(0))]


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("Bạn nên {=a ~b} theo luật.", "Bạn nên _____ theo luật."),
        ("{=Châu Á ~Châu Âu} là lục địa lớn nhất", "_____ là lục địa lớn nhất"),
        ("Thứ mấy? {=a ~b}", "Thứ mấy?"),
        ("Hai dòng\n   một câu {T}", "Hai dòng\nmột câu"),
        ("Dấu \\: và \\{ngoặc\\}, \\~ \\= \\# \\\\ {T}", "Dấu : và {ngoặc}, ~ = # \\"),
        ("Một\\nhai {T}", "Một\nhai"),
        ("[markdown]Chữ **đậm** {T}", "Chữ **đậm**"),
        ("// ghi chú\nCâu hỏi\n// ghi chú\n{T}", "Câu hỏi"),
    ],
)
def test_stem_is_read(text: str, stem: str) -> None:
    assert read_one(text).content.stem == stem


def test_windows_variable_is_no_weight() -> None:
    item = read_one("Thư mục tạm?{=%TEMP% ~%WINDIR%}")

    assert fractions(item) == [("%TEMP%", Decimal(1)), ("%WINDIR%", Decimal(0))]


def test_preformatted_html_keeps_spaces() -> None:
    item = read_one("::Q::[html]<pre>\n    a() \\{\n        b();\n    \\}\n</pre>\n{}")

    assert item.content.stem == "<pre>\n    a() {\n        b();\n    }\n</pre>"
