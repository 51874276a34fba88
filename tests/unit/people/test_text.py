"""Names: one stored form, the dictionary order, search without accents, legacy fonts."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.text import clean_name, clean_text, fold, looks_like_legacy_font, nfc, sort_key

IN_ORDER = [
    "Nguyễn Văn An",
    "Trần Văn An",
    "Nguyễn Văn Ân",
    "Lê Văn Ba",
    "Lê Văn Bá",
    "Nguyễn Thị Dung",
    "Nguyễn Thị Dũng",
    "Nguyễn Thị Đan",
    "Nguyễn Văn Đức",
    "Đỗ Em",
    "Hoàng Hà Giang",
    "Lê Ôn",
    "Lê Ơn",
    "Lê Út",
    "Lê Ưng",
    "Y",
    "Lý Yến",
]
TONES_IN_ORDER = ["ma", "mà", "mả", "mã", "má", "mạ", "mai"]
TONES_SHUFFLED = ["mạ", "mai", "má", "ma", "mả", "mã", "mà"]
VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệ ỳỷỹýỵ'-AĂÂĐƯ", min_size=1, max_size=30
)


def test_names_sort_by_dictionary() -> None:
    shuffled = IN_ORDER.copy()
    random.Random(1).shuffle(shuffled)

    ordered = sorted(shuffled, key=sort_key)

    assert ordered == IN_ORDER


def test_tones_sort_in_order() -> None:
    assert sorted(TONES_SHUFFLED, key=sort_key) == TONES_IN_ORDER


def test_syllables_sort_before_letters() -> None:
    names = ["X Hải Dương", "X Hạ Long", "X Hà Nam", "X Hà Giang"]

    # The given name is equal in each pair below, so the middle names decide.
    ordered = sorted((f"{name[2:]} An" for name in names), key=sort_key)

    assert ordered == ["Hà Giang An", "Hà Nam An", "Hạ Long An", "Hải Dương An"]


def test_either_tone_place_sorts_same() -> None:
    assert sort_key("Lê Thị Hoà") == sort_key("Lê Thị Hòa")


@given(st.text(max_size=40))
def test_sort_key_is_always_ascii(name: str) -> None:
    assert sort_key(name).isascii()


@given(VIETNAMESE)
def test_sort_key_ignores_unicode_form(name: str) -> None:
    assert sort_key(unicodedata.normalize("NFD", name)) == sort_key(unicodedata.normalize("NFC", name))


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_name(text)

    assert clean_name(once) == once
    assert clean_text(clean_text(text)) == clean_text(text)
    assert nfc(once) == once


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("  Trịnh\u00a0Phương Linh ", "Trịnh Phương Linh"),
        ("LÂM\u00a0THANH YẾN", "Lâm Thanh Yến"),
        ("nguyễn văn an", "Nguyễn Văn An"),
        (unicodedata.normalize("NFD", "NGUYỄN VĂN ĐỨC"), "Nguyễn Văn Đức"),
        ("H’ KIM HOA", "H' Kim Hoa"),
        ("H'Hen Niê", "H'Hen Niê"),
        ("A-LĂNG BHUỐCH", "A-Lăng Bhuốch"),
        ("Y Quốc Ất", "Y Quốc Ất"),
        ("Lê\u200b Thị\ufeff Mai\n", "Lê Thị Mai"),
        ("Lê\nThị\tMai", "Lê Thị Mai"),
        ("Ðỗ Minh", "Đỗ Minh"),
        ("   ", ""),
        ("a\u202egnp.exe", "Agnp.Exe"),
    ],
)
def test_names_are_stored_clean(written: str, stored: str) -> None:
    assert clean_name(written) == stored


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyễn Văn Đức", "nguyen van duc"),
        ("ĐẶNG  Thị Ửng", "dang thi ung"),
        (unicodedata.normalize("NFD", "Hoà Bình"), "hoa binh"),
        ("H’Hen Niê", "h'hen nie"),
        ("Chuyển đổi số", "chuyen doi so"),
    ],
)
def test_folding_drops_every_accent(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "text",
    [
        "NguyÔn V¨n Hïng",
        "TrÇn ThÞ B×nh",
        "Ph¹m V¨n Th¾ng",
        "TuÊn Anh",
        "Lª ThÞ HuÖ",
        "D\u00ad¬ng V¨n Ngäc",
        "Hµ Thu",
        "Nguyeãn Vaên Huøng",
        "Traàn Thò Leâ",
        "Phaïm Ñöùc",
        "Lyù Thaønh",
        "Nguyễn V¨n Hùng",
    ],
)
def test_legacy_fonts_are_recognised(text: str) -> None:
    assert looks_like_legacy_font(text)


@pytest.mark.parametrize(
    "text",
    [
        *IN_ORDER,
        "HÀ GIANG",
        "Hà Thanh Toàn",
        "Huê",
        "LÊ HOÀNG TÂM",
        "H' Kim Hoa",
        "H’Ñô Niê Kđăm",
        "Khoé Quý",
        "Chuyên viên chính",
        "Ủy ban nhân dân xã Ia Hrú",
        "Văn phòng HĐND và UBND xã Ea Đăk",
        "",
    ],
)
def test_plain_unicode_is_not_legacy(text: str) -> None:
    assert not looks_like_legacy_font(text)
