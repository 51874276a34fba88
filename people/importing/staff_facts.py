"""What one row of a staff list says, cell by cell, and what is known beforehand."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from people.importing.tables import Row
from people.importing.values import (
    PartialDate,
    Read,
    as_text,
    read_birth,
    read_email,
    read_gender,
    read_identity_number,
    read_kind,
    read_phone,
    read_staff_code,
)
from people.spreadsheet import CellValue
from people.text import clean_name, fold


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Who already has a staff code: the e-mail, and what the importing person may do to them."""

    email: str
    in_scope: bool = True
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Directory:
    """What the system knows beforehand.

    `agencies`: any code (capitals) or folded unique name → current code.
    `within`: current codes that the importing person manages.
    `people`: by staff code in small letters.
    `holders`: e-mail → staff code in small letters ("" for an account without staff record).
    `only_new`: whoever is known already is refused.
    """

    agencies: Mapping[str, str]
    within: frozenset[str]
    people: Mapping[str, KnownPerson] = field(default_factory=dict)
    holders: Mapping[str, str] = field(default_factory=dict)
    only_new: bool = False


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """One accepted row; `review` holds the flags."""

    sheet: str
    line: int
    staff_code: str
    email: str
    full_name: str
    kind: str
    agency_code: str
    position: str = ""
    gender: str = ""
    born: PartialDate | None = None
    identity_number: str = ""
    phone: str = ""
    review: tuple[str, ...] = ()


@dataclass(slots=True)
class Seen:
    """First rows with a code or e-mail, refused or not: of two alike the later is refused."""

    staff_codes: dict[str, Row] = field(default_factory=dict)
    emails: dict[str, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the cells of a row say, each with its own refusal or flag."""

    row: Row
    raw_name: str
    name: str
    born: Read[PartialDate | None]
    gender: Read[str]
    identity: Read[str]
    staff_code: Read[str]
    position: str
    agency_field: str
    agency_text: str
    agency_code: str
    email: Read[str]
    phone: Read[str]
    kind: Read[str]
    code_above: Row | None
    email_above: Row | None
    known: KnownPerson | None


def read_facts(
    row: Row, directory: Directory, seen: Seen, today: dt.date, given_name_column: int | None
) -> Facts:
    """The row, each cell with its own refusal or flag; remembers its code and e-mail in `seen`."""
    raw_name = _raw_name(row, given_name_column)
    staff_code = read_staff_code(row.value("staff_code"))
    email = read_email(row.value("email"))
    agency_field = "agency_code" if "agency_code" in row.fields else "agency_name"
    agency_text = as_text(row.value(agency_field))
    return Facts(
        row=row,
        raw_name=raw_name,
        name=clean_name(raw_name),
        born=read_birth(row.value(birth_field(row)), today=today),
        gender=read_gender(row.value("gender") or _gender_by_column(row)),
        identity=read_identity_number(row.value("identity_number")),
        staff_code=staff_code,
        position=as_text(row.value("position")),
        agency_field=agency_field,
        agency_text=agency_text,
        agency_code=_agency_code(agency_text, directory),
        email=email,
        phone=read_phone(row.value("phone")),
        kind=read_kind(row.value("kind")),
        code_above=_above(seen.staff_codes, staff_code.value.casefold(), row),
        email_above=_above(seen.emails, email.value, row),
        known=directory.people.get(staff_code.value.casefold()),
    )


def birth_field(row: Row) -> str:
    """The column that holds this person's birth."""
    names = ("born_on", "born_male", "born_female")
    return next((name for name in names if row.value(name) is not None), "born_on")


def _gender_by_column(row: Row) -> CellValue:
    if row.value("born_male"):
        return "Nam"
    return "Nữ" if row.value("born_female") else None


def _raw_name(row: Row, given_name_column: int | None) -> str:
    parts: list[CellValue] = [row.value("family_part"), row.value("full_name")]
    if given_name_column is not None:
        parts.append(row.line.at(given_name_column))
    return " ".join(part for part in parts if isinstance(part, str))


def _agency_code(text: str, directory: Directory) -> str:
    return directory.agencies.get(text.upper()) or directory.agencies.get(fold(text)) or ""


def _above(first_rows: dict[str, Row], key: str, row: Row) -> Row | None:
    first = first_rows.setdefault(key, row) if key else row
    return None if first is row else first
