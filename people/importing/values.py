"""Reading one cell: what it means, or the reason why it cannot be taken."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from people.spreadsheet import CellError, CellValue, Formula
from people.text import clean_text, fold

T = TypeVar("T")

_DAY_FIRST = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$")
_YEAR_FIRST = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?$")
_YEAR = re.compile(r"^(19|20)\d{2}$")
_EMAIL = re.compile(
    r"^(?=.{6,254}$)(?=[^@]{1,64}@)[a-z0-9_%+\-']+(\.[a-z0-9_%+\-']+)*@([a-z0-9]([a-z0-9\-]*[a-z0-9])?\.)+[a-z]{2,}$"
)
_FIRST_YEAR = 1900
# Excel shows a year typed into a date cell as a day of 1905; nobody in service is under 15 or near a hundred.
_OLDEST_YEAR = 1930
_YOUNGEST_AGE = 15
_KINDS = {
    "official": ("cb", "can bo"),
    "civil_servant": ("cc", "cong chuc"),
    "public_employee": ("vc", "vien chuc"),
    "contract": (
        "hd",
        "hdld",
        "ldhd",
        "hd ld",
        "hop dong",
        "hop dong lao dong",
        "lao dong hop dong",
        "nguoi lao dong",
        "nld",
    ),
}
KIND_BY_WORDING = {wording: kind for kind, wordings in _KINDS.items() for wording in wordings}
_GENDERS = {"nam": "male", "nu": "female", "male": "male", "female": "female"}


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A value, or a refusal, or a value with a flag for review."""

    value: T
    refused: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, or only to the year (then 1 January)."""

    on: dt.date
    precision: str = "day"


def as_text(cell: CellValue) -> str:
    """The cell as one clean line; whole numbers without ".0"."""
    if cell is None or isinstance(cell, (Formula, CellError)):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return f"{cell:%d/%m/%Y}"
    return clean_text(str(cell)).removeprefix("'")


def shown(cell: CellValue) -> str:
    """The cell for a report, formulas as their text."""
    return clean_text(cell.text) if isinstance(cell, (Formula, CellError)) else as_text(cell)


def unusable(cell: CellValue) -> str:
    """The reason to refuse a cell before looking at its meaning: it computes, or shows an error."""
    # A text that begins with "=" becomes a formula as soon as somebody edits the cell.
    if isinstance(cell, Formula) or (isinstance(cell, str) and cell.lstrip().startswith("=")):
        return "formula_cell"
    return "error_cell" if isinstance(cell, CellError) else ""


def read_date(cell: CellValue, *, latest: dt.date) -> Read[PartialDate | None]:
    """A real date, or text as dd/mm/yyyy, dd-mm-yyyy or yyyy-mm-dd; a bare year is flagged."""
    if cell is None:
        return Read(None)
    found = PartialDate(cell.date()) if isinstance(cell, dt.datetime) else _date_in(as_text(cell))
    if found is None or not dt.date(_FIRST_YEAR, 1, 1) <= found.on <= latest:
        return Read(None, "bad_date")
    return Read(found, flag="year_only_birth" if found.precision == "year" else "")


def read_birth(cell: CellValue, *, today: dt.date) -> Read[PartialDate | None]:
    """As read_date; a birth that makes no civil servant of today is flagged."""
    read = read_date(cell, latest=today)
    if read.value and not _OLDEST_YEAR <= read.value.on.year <= today.year - _YOUNGEST_AGE:
        return Read(read.value, flag="unlikely_birth")
    return read


def _date_in(text: str) -> PartialDate | None:
    if _YEAR.match(text):
        return PartialDate(dt.date(int(text), 1, 1), "year")
    if match := _DAY_FIRST.match(text.replace(" ", "")):
        day, month, year = match.groups()
    elif match := _YEAR_FIRST.match(text):
        year, month, day = match.groups()
    else:
        return None
    try:
        return PartialDate(dt.date(int(year), int(month), int(day)))
    except ValueError:
        return None


def read_identity_number(cell: CellValue) -> Read[str]:
    """Twelve digits; a number of 10 or 11 lost its zeros in Excel, one of 9 may be an old paper."""
    text = re.sub(r"[\s.\-]", "", as_text(cell))
    if not text:
        return Read("")
    if not (text.isascii() and text.isdigit()):
        return Read("", "bad_identity_number")
    is_number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    if len(text) == 12 or (is_number and len(text) in {10, 11}):
        return Read(text.zfill(12))
    return Read(text, flag="nine_digit_id") if len(text) == 9 else Read("", "bad_identity_number")


def read_email(cell: CellValue) -> Read[str]:
    """An address in small letters."""
    text = as_text(cell).lower()
    if not text:
        return Read("", "missing_email")
    return Read(text) if _EMAIL.match(text) else Read("", "bad_email")


def read_staff_code(cell: CellValue) -> Read[str]:
    """The agency's own code, kept as written."""
    text = as_text(cell)
    if not text:
        return Read("", "missing_staff_code")
    if len(text) > 40 or not re.match(r"^[\w.\-/]+$", text):
        return Read("", "bad_staff_code")
    return Read(text)


def read_kind(cell: CellValue) -> Read[str]:
    """One of official, civil_servant, public_employee, contract."""
    text = " ".join(re.sub(r"[^a-z0-9]+", " ", fold(as_text(cell))).split())
    if not text:
        return Read("", "missing_staff_kind")
    if text.startswith(("hop dong ", "hd ")):
        return Read("contract")
    kind = KIND_BY_WORDING.get(text)
    return Read(kind) if kind else Read("", "unknown_staff_kind")


def read_gender(cell: CellValue) -> Read[str]:
    """male, female or ""."""
    text = fold(as_text(cell))
    if not text:
        return Read("")
    return Read(_GENDERS[text]) if text in _GENDERS else Read("", flag="unknown_gender")


def read_phone(cell: CellValue) -> Read[str]:
    """Digits with a leading + or 0; a number that lost its zero gets it back."""
    text = re.sub(r"[\s.\-()]", "", as_text(cell))
    if not text:
        return Read("")
    if re.fullmatch(r"[1-9]\d{8,9}", text) and not isinstance(cell, str):
        text = f"0{text}"
    return Read(text) if re.fullmatch(r"\+?\d{8,15}", text) else Read("", flag="bad_phone")
