"""Recognising the columns of a list by their headings, in any order and in the usual wordings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from people.text import clean_text, fold

# Columns about the papers behind a number, not the number.
_NOT_A_FIELD = re.compile(r"^(ngay|noi|co quan) cap\b|\b(ngay cap|noi cap)\b|\bma so thue\b|\bbhxh\b|\bcu\b$")


@dataclass(frozen=True, slots=True)
class Wording:
    """How a column is usually headed: `whole` must be all of it, `part` may stand in a longer heading.

    Folded, best first.
    """

    whole: tuple[str, ...] = ()
    part: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """One column's heading: the lowest text, as written, and the group above it ("" when none)."""

    column: int
    label: str
    group: str = ""


STAFF_WORDINGS: Mapping[str, Wording] = {
    "ordinal": Wording(whole=("stt", "so tt", "tt", "so thu tu", "no")),
    "full_name": Wording(
        whole=("ten", "ten can bo", "ho ten can bo", "ten nhan vien", "ho va ten cbccvc", "ten hoc vien"),
        part=(
            "ho va ten khai sinh",
            "ho ten khai sinh",
            "ho va ten",
            "ho ten",
            "ho dem va ten",
            "chu dem va ten",
        ),
    ),
    # Lists with two columns: "Họ và tên đệm" and "Tên".
    "family_part": Wording(
        whole=("ho",),
        part=("ho va ten dem", "ho va ten lot", "ho va chu dem", "ho va dem", "ho dem", "ho lot"),
    ),
    "born_on": Wording(
        whole=("sinh ngay", "birthday"),
        part=("ngay thang nam sinh", "ngay sinh", "nam sinh", "ngay thang sinh", "sinh ngay"),
    ),
    # Lists with one column of births for men and one for women, under a common heading.
    "born_male": Wording(part=("nam ngay thang nam sinh", "nam ngay sinh", "nam nam sinh", "nam sinh ngay")),
    "born_female": Wording(part=("nu ngay thang nam sinh", "nu ngay sinh", "nu nam sinh", "nu sinh ngay")),
    "gender": Wording(whole=("gioi", "nam nu", "phai"), part=("gioi tinh",)),
    "identity_number": Wording(
        whole=("can cuoc", "so can cuoc", "so giay to", "ma dinh danh ca nhan"),
        part=(
            "so dinh danh ca nhan",
            "ma dinh danh ca nhan",
            "can cuoc cong dan",
            "so dinh danh",
            "so can cuoc",
            "the can cuoc",
            "so cccd",
            "cccd",
            "so cmnd",
            "ddcn",
            "cmnd",
        ),
    ),
    "staff_code": Wording(
        whole=("id", "ma so", "so hieu", "ma cb", "ma cc", "ma vc", "ma nv", "ma ho so", "ma nguoi"),
        part=(
            "ma cbccvc",
            "ma so cbccvc",
            "ma cbcc",
            "ma ccvc",
            "ma so ccvc",
            "ma cb cc vc",
            "ma cc vc",
            "ma can bo",
            "ma so can bo",
            "ma cong chuc",
            "ma vien chuc",
            "ma nhan vien",
            "ma nhan su",
            "ma dinh danh cbccvc",
            "ma dinh danh can bo",
            "so hieu cbccvc",
            "so hieu cong chuc",
            "so hieu vien chuc",
            "so hieu can bo",
        ),
    ),
    "position": Wording(
        whole=("ngach", "cong viec", "vi tri"),
        part=("chuc vu chuc danh", "chuc danh chuc vu", "chuc vu", "chuc danh", "vi tri viec lam"),
    ),
    "agency_code": Wording(
        whole=("ma", "ma dv", "ma cq"),
        part=(
            "ma dinh danh don vi",
            "ma dinh danh co quan",
            "ma dinh danh dien tu",
            "ma dinh danh",
            "ma don vi",
            "ma co quan",
            "ma so don vi",
            "ma to chuc",
            "ma phong ban",
        ),
    ),
    "agency_name": Wording(
        whole=("noi lam viec", "phong ban", "to chuc"),
        part=(
            "ten don vi",
            "ten co quan",
            "ten phong ban",
            "don vi cong tac",
            "co quan cong tac",
            "noi cong tac",
            "co quan don vi",
            "don vi",
            "co quan",
        ),
    ),
    "email": Wording(
        whole=("mail", "hop thu"),
        part=(
            "thu dien tu cong vu",
            "email cong vu",
            "e mail cong vu",
            "hop thu cong vu",
            "thu cong vu",
            "dia chi thu dien tu",
            "dia chi email",
            "thu dien tu",
            "email",
            "e mail",
        ),
    ),
    "phone": Wording(
        whole=("dt", "tel", "di dong"),
        part=("so dien thoai", "dien thoai", "sdt", "so di dong", "dtdd", "so dt", "dt di dong"),
    ),
    "kind": Wording(
        whole=("loai", "cb cc vc hd", "dien", "doi tuong", "phan loai", "loai hd", "nhom"),
        part=(
            "loai can bo",
            "loai cbccvc",
            "loai ccvc",
            "loai cb",
            "loai cc",
            "loai hop dong",
            "loai bien che",
            "bien che",
            "loai cong chuc",
            "loai hinh",
            "loai lao dong",
            "loai nhan su",
            "loai doi tuong",
            "hinh thuc lao dong",
            "doi tuong",
            "dien can bo",
        ),
    ),
}

AGENCY_WORDINGS: Mapping[str, Wording] = {
    "ordinal": STAFF_WORDINGS["ordinal"],
    "parent_code": Wording(
        whole=("cap tren", "truc thuoc", "thuoc", "ma cha"),
        part=(
            "ma dinh danh cap tren",
            "ma don vi cap tren",
            "ma co quan cap tren",
            "ma cap tren",
            "ma don vi cha",
            "ma co quan cha",
            "ma co quan chu quan",
            "ma don vi chu quan",
            "don vi cap tren",
            "co quan cap tren",
            "don vi truc thuoc",
            "co quan quan ly",
            "don vi quan ly",
            "co quan chu quan",
        ),
    ),
    "legacy_code": Wording(
        part=("ma dinh danh cu", "ma cu", "ma co quan cu", "ma don vi cu", "ma theo qcvn", "ma qcvn"),
    ),
    "code": Wording(
        whole=("ma", "ma so"),
        part=(
            "ma dinh danh dien tu",
            "ma dinh danh don vi",
            "ma dinh danh co quan",
            "ma dinh danh",
            "ma co quan",
            "ma don vi",
            "ma to chuc",
        ),
    ),
    "name": Wording(
        whole=("ten", "co quan", "don vi"),
        part=("ten co quan don vi", "ten co quan", "ten don vi", "ten goi", "ten to chuc", "co quan don vi"),
    ),
    "kind": Wording(whole=("cap", "loai", "loai hinh"), part=("cap don vi", "cap co quan", "loai don vi")),
    "valid_from": Wording(
        whole=("hieu luc", "tu ngay"),
        part=("ngay hieu luc", "ngay co hieu luc", "hieu luc tu", "ngay thanh lap", "ngay ap dung"),
    ),
}


def plain(heading: str) -> str:
    """A heading for comparing: folded, punctuation as spaces."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(heading)).split())


def headings_of(rows: Sequence[Sequence[str]]) -> list[Heading]:
    """The headings that one to three lines make; a merged group spreads over the columns below it."""
    width = max(len(row) for row in rows)
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    found = []
    for column in range(width):
        texts = [padded[level][column] for level in range(len(rows))]
        lowest = max((level for level, text in enumerate(texts) if text), default=None)
        if lowest is None:
            continue
        groups = [_group_at(padded, level, column) for level in range(lowest)]
        found.append(Heading(column, clean_text(texts[lowest]), " ".join(g for g in groups if g)))
    return found


def recognise(headings: Sequence[Heading], wordings: Mapping[str, Wording]) -> dict[str, Heading]:
    """Which heading is which field: the most exact wording wins, each field and column once."""
    scored = [
        (-score, heading.column, field, heading)
        for heading in headings
        for field, wording in wordings.items()
        if (score := _score(heading, wording)) > 0
    ]
    chosen: dict[str, Heading] = {}
    taken: set[int] = set()
    for _rank, column, field, heading in sorted(scored, key=lambda entry: entry[:3]):
        if field not in chosen and column not in taken:
            chosen[field] = heading
            taken.add(column)
    return chosen


def _group_at(rows: Sequence[Sequence[str]], level: int, column: int) -> str:
    for left in range(column, -1, -1):
        if rows[level][left]:
            # A neighbour that has nothing below it is a column of its own, not a group.
            alone = left != column and not any(rows[below][left] for below in range(level + 1, len(rows)))
            return "" if alone else clean_text(rows[level][left])
    return ""


def _score(heading: Heading, wording: Wording) -> int:
    lowest = plain(heading.label)
    if _NOT_A_FIELD.search(lowest) and lowest not in wording.part:
        return 0
    together = f"{lowest} {plain(heading.group)}".strip()
    return max(_score_text(lowest, wording), _score_text(together, wording))


def _score_text(text: str, wording: Wording) -> int:
    if text in wording.whole or text in wording.part:
        return 100 + 10 * len(text.split())
    inside = [phrase for phrase in wording.part if f" {phrase} " in f" {text} "]
    # What a heading begins with tells more than what follows: "Mã cơ quan, đơn vị".
    return max((10 * len(p.split()) + 15 * text.startswith(f"{p} ") for p in inside), default=0)
