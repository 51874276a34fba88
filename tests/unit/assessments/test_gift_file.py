"""A whole GIFT file: codes, topics, levels, Unicode, and refusals that keep the neighbours."""

import unicodedata
from pathlib import Path

import pytest

from assessments.core.gift import REASONS, GiftUnreadable, decode, read_gift, topic_of

GOOD = "// [id:%s] [tag:NB]\n::%s::Câu hỏi %s{=đúng ~sai}"
GIVEN = Path(__file__).parents[4] / "shared/inputs/kns07_an_toan_thong_tin.gift"


def around(bad: str) -> str:
    return "\n\n".join([GOOD % ("A", "A", "A"), bad, GOOD % ("B", "B", "B")])


@pytest.mark.skipif(not GIVEN.exists(), reason="the shared inputs are absent")
def test_given_bank_reads_whole() -> None:
    found = read_gift(decode(GIVEN.read_bytes()), bank_code="KNS-07")

    assert len(found.items) == 29
    assert found.problems == ()
    assert {item.content.kind for item in found.items} == {
        "single",
        "multiple",
        "true_false",
        "matching",
        "numeric",
        "short",
    }
    assert all(item.level and not item.topic.startswith("KNS") for item in found.items)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("::X::Câu hỏi{=đúng ~sai", "unclosed_brace"),
        ("::X::Câu hỏi =đúng ~sai}", "unopened_brace"),
        ("::X::Câu {hỏi} {=đúng ~sai}", "extra_brace"),
        ("::X:Câu hỏi{=đúng ~sai}", "unclosed_title"),
        ("::X::Chỉ là lời dẫn", "no_answer_block"),
        ("Chữ lạc ngoài câu hỏi", "stray_text"),
        ("::X::{=đúng ~sai}", "empty_stem"),
        ("::X::Câu hỏi{=đúng ~}", "empty_option"),
        ("::X::Câu hỏi{=đúng ~sai ~sai}", "repeated_option"),
        ("::X::Câu hỏi{a ~sai =đúng}", "text_before_options"),
        ("::X::Câu hỏi{~một}", "too_few_options"),
        ("::X::Câu hỏi{" + "".join(f"~{n}" for n in range(30)) + "=x}", "too_many_options"),
        ("::X::Câu hỏi{~một ~hai}", "no_right_answer"),
        ("::X::Câu hỏi{=%50%một}", "no_right_answer"),
        ("::X::Câu hỏi{=một ~%100%hai}", "no_wrong_option"),
        ("::X::Câu hỏi{~%50%một ~%20%hai}", "weights_not_whole"),
        ("::X::Câu hỏi{~%500%một ~hai}", "bad_percent"),
        ("::X::Câu hỏi{~%50 một ~hai}", "bad_percent"),
        ("::X::Câu hỏi{=a -> b =c =d -> e}", "pair_without_arrow"),
        ("::X::Câu hỏi{=a -> b}", "too_few_pairs"),
        ("::X::Câu hỏi{=a -> =c -> d =e -> f}", "empty_pair"),
        ("::X::Câu hỏi{=a -> b =a -> d}", "repeated_left"),
        ("::X::Câu hỏi{#}", "number_without_value"),
        ("::X::Câu hỏi{#:2}", "number_without_value"),
        ("::X::Câu hỏi{#mười}", "bad_number"),
        ("::X::Câu hỏi{#5..1}", "bad_range"),
        ("::X::Câu hỏi{#5:-1}", "bad_range"),
        ("// [tag:VDC]\n::X::Câu hỏi{T}", "unknown_level"),
        ("// [tag:NB] [tag:TH]\n::X::Câu hỏi{T}", "two_levels"),
        ("// [id:a]\n::X::Câu hỏi{T}", "repeated_id"),
        ("::X::" + "x" * 5000 + "{T}", "too_long"),
        ("::X::Câu\x07 hỏi{T}", "broken_character"),
    ],
)
def test_bad_item_keeps_neighbours(bad: str, reason: str) -> None:
    found = read_gift(around(bad))

    (problem,) = found.problems
    assert problem.reason == reason
    assert reason in REASONS
    assert problem.line == 4 + bad.startswith("//")
    assert [item.code for item in found.items] == ["A", "B"]


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_unclosed_brace_ends_at_next_item(gap: str) -> None:
    found = read_gift("::X::Câu hỏi{\n=đúng\n~sai" + gap + GOOD % ("B", "B", "B"))

    assert [(problem.line, problem.code, problem.reason) for problem in found.problems] == [
        (1, "X", "unclosed_brace")
    ]
    assert [(item.code, item.level) for item in found.items] == [("B", "NB")]


def test_unclosed_brace_ends_at_category() -> None:
    found = read_gift("::X::Câu hỏi{=đúng\n$CATEGORY: K/T\n\n::B::Câu{T}")

    assert [problem.reason for problem in found.problems] == ["unclosed_brace"]
    assert [(item.code, item.topic) for item in found.items] == [("B", "K/T")]


def test_blank_line_between_options_is_forgiven() -> None:
    found = read_gift("::X::Câu hỏi{\n=đúng\n\n~sai\n\n}\n\n::B::Câu{T}")

    assert [item.code for item in found.items] == ["X", "B"]


def test_items_without_blank_line_between() -> None:
    found = read_gift("// [id:1]\nCâu một{T}\n// [id:2]\nCâu hai{F}\n::3::Câu ba{T}")

    assert [item.code for item in found.items] == ["1", "2", "3"]


def test_windows_file_in_decomposed_unicode() -> None:
    text = unicodedata.normalize("NFD", "// [tag:vd]\r\n::Mã số::Thủ tục\u00a0nào?{=Đúng\u200b ~Sai}\r\n")

    (item,) = read_gift(decode(text.encode("utf-8-sig"))).items

    assert (item.line, item.code, item.level) == (2, "Mã số", "VD")
    assert item.content.stem == "Thủ tục nào?"
    assert item.content.options[0].text == "Đúng"


def test_marks_follow_moodle() -> None:
    text = "// Xem [tag:  NB] và \n// [id:   bốn\\]5   ] que[tag:khó   ]!\nCâu hỏi{T}"

    (item,) = read_gift(text).items

    assert (item.code, item.level, item.tags) == ("bốn]5", "NB", ("khó",))


def test_untitled_items_have_stable_codes() -> None:
    first, second = read_gift("Câu hỏi{T}\n\nCâu hỏi{F}").items
    (again,) = read_gift("\n\nCâu hỏi{T}").items

    assert first.code == again.code != second.code


@pytest.mark.parametrize(
    ("path", "topic"),
    [
        ("KNS-07/Mật khẩu", "Mật khẩu"),
        ("KNS-07/Mật khẩu/Độ dài", "Mật khẩu/Độ dài"),
        ("$course$/top/KNS-07/Mật khẩu", "Mật khẩu"),
        ("KNS-07", ""),
        ("Mật khẩu", "Mật khẩu"),
        ("KNS-08 / Câu lệnh", "Câu lệnh"),
        ("KNS-07/TCP//IP", "TCP/IP"),
        ("An toàn/USB", "An toàn/USB"),
    ],
)
def test_category_becomes_topic(path: str, topic: str) -> None:
    assert topic_of(path, "KNS-07") == topic


def test_bytes_of_another_encoding_are_unreadable() -> None:
    with pytest.raises(GiftUnreadable):
        decode(b"C\xe2u h\xf2i")
