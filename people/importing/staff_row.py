"""The judgement of one row of a staff list: what it says, its first fault, its flags."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from people.importing.problems import Problem
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
    shown,
    unusable,
)
from people.spreadsheet import CellValue
from people.text import clean_name, fold, looks_like_legacy_font

_ODD_IN_NAME = re.compile(r"[\d<>{}\[\]=@#$%^*|\\/_+~\"]")
_LONGEST_NAME = 120
_LONGEST_POSITION = 160
_LONGEST_VALUE = 200


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
    """

    agencies: Mapping[str, str]
    within: frozenset[str]
    people: Mapping[str, KnownPerson] = field(default_factory=dict)
    holders: Mapping[str, str] = field(default_factory=dict)


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


Fault = tuple[str, Mapping[str, object]]
Check = Callable[[Facts, Directory], Fault | None]


def judge(
    row: Row, directory: Directory, seen: Seen, *, today: dt.date, given_name_column: int | None
) -> tuple[StaffRecord | None, Problem | None]:
    """The record when the row may be stored, and its first fault if any; refusals come before flags."""
    facts = _read(row, directory, seen, today, given_name_column)
    refusal = next(_refusals(facts, directory), None)
    if refusal is not None:
        return None, refusal
    flags = list(_flags(facts))
    problem = _problem(row, *flags[0]) if flags else None
    return _record(facts, tuple(reason for _name, reason in flags)), problem


def _read(row: Row, directory: Directory, seen: Seen, today: dt.date, given_name_column: int | None) -> Facts:
    raw_name = _raw_name(row, given_name_column)
    staff_code = read_staff_code(row.value("staff_code"))
    email = read_email(row.value("email"))
    agency_field = "agency_code" if "agency_code" in row.fields else "agency_name"
    agency_text = as_text(row.value(agency_field))
    return Facts(
        row=row,
        raw_name=raw_name,
        name=clean_name(raw_name),
        born=read_birth(row.value(_birth_field(row)), today=today),
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


def _birth_field(row: Row) -> str:
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


def _refusals(facts: Facts, directory: Directory) -> Iterator[Problem]:
    for field_name, check in CHECKS:
        name = {"agency_code": facts.agency_field, "born_on": _birth_field(facts.row)}.get(
            field_name, field_name
        )
        if reason := unusable(facts.row.value(name)):
            yield _problem(facts.row, name, reason)
        elif fault := check(facts, directory):
            yield _problem(facts.row, name, *fault)
    yield from _formulas_elsewhere(facts.row)


def _formulas_elsewhere(row: Row) -> Iterator[Problem]:
    """Formulas in columns that are not read; only the ordinal may be computed, as it is in many lists."""
    ordinal = row.fields.get("ordinal")
    for heading in row.headings:
        cell = row.line.at(heading.column)
        if heading is not ordinal and unusable(cell) == "formula_cell":
            yield Problem(row.sheet, row.line.number, heading.label, "formula_cell", shown(cell))


def _flags(facts: Facts) -> Iterator[tuple[str, str]]:
    if _ODD_IN_NAME.search(facts.name):
        yield "full_name", "odd_name"
    reads: tuple[tuple[str, Read[str] | Read[PartialDate | None]], ...] = (
        (_birth_field(facts.row), facts.born),
        ("gender", facts.gender),
        ("identity_number", facts.identity),
        ("phone", facts.phone),
    )
    for name, read in reads:
        if read.flag:
            yield name, read.flag


def _problem(row: Row, field_name: str, reason: str, params: Mapping[str, object] | None = None) -> Problem:
    value = shown(row.value(field_name))
    # Reports are kept for long: an identity number does not belong in them.
    kept = f"…{value[-3:]}" if field_name == "identity_number" and value else value
    return Problem(
        row.sheet, row.line.number, row.label(field_name), reason, kept[:_LONGEST_VALUE], params or {}
    )


def _record(facts: Facts, review: tuple[str, ...]) -> StaffRecord:
    return StaffRecord(
        sheet=facts.row.sheet,
        line=facts.row.line.number,
        staff_code=facts.staff_code.value,
        email=facts.email.value,
        full_name=facts.name,
        kind=facts.kind.value,
        agency_code=facts.agency_code,
        position=facts.position,
        gender=facts.gender.value,
        born=facts.born.value,
        identity_number=facts.identity.value,
        phone=facts.phone.value,
        review=review,
    )


def _check_name(facts: Facts, _directory: Directory) -> Fault | None:
    if not facts.name:
        return "missing_name", {}
    if looks_like_legacy_font(facts.raw_name):
        return "legacy_font", {}
    return _check_length(facts.name, _LONGEST_NAME)


def _check_position(facts: Facts, _directory: Directory) -> Fault | None:
    if looks_like_legacy_font(facts.position):
        return "legacy_font", {}
    return _check_length(facts.position, _LONGEST_POSITION)


def _check_staff_code(facts: Facts, _directory: Directory) -> Fault | None:
    if facts.staff_code.refused:
        return facts.staff_code.refused, {}
    if facts.code_above:
        return "duplicate_staff_code", _other(facts.code_above)
    if facts.known and not facts.known.in_scope:
        return "outside_subtree", {}
    return None


def _check_agency(facts: Facts, directory: Directory) -> Fault | None:
    if not facts.agency_text:
        return "missing_agency", {}
    if not facts.agency_code:
        return "unknown_agency", {}
    return None if facts.agency_code in directory.within else ("outside_subtree", {})


def _check_email(facts: Facts, directory: Directory) -> Fault | None:
    if facts.email.refused:
        return facts.email.refused, {}
    if facts.email_above:
        return "duplicate_email", _other(facts.email_above)
    email = facts.email.value
    if directory.holders.get(email, facts.staff_code.value.casefold()) != facts.staff_code.value.casefold():
        return "email_in_use", {}
    if facts.known and facts.known.protected and facts.known.email != email:
        return "protected_account", {}
    return None


def _check_length(text: str, limit: int) -> Fault | None:
    return ("too_long", {"limit": limit}) if len(text) > limit else None


def _other(row: Row) -> Mapping[str, object]:
    return {"other": row.line.number}


def _refused(read: Read[str] | Read[PartialDate | None]) -> Fault | None:
    return (read.refused, {}) if read.refused else None


# Faults are looked for in the order of the usual form, whatever the order in the sheet.
CHECKS: tuple[tuple[str, Check], ...] = (
    ("family_part", lambda _facts, _directory: None),
    ("full_name", _check_name),
    ("born_on", lambda facts, _directory: _refused(facts.born)),
    ("gender", lambda _facts, _directory: None),
    ("identity_number", lambda facts, _directory: _refused(facts.identity)),
    ("staff_code", _check_staff_code),
    ("position", _check_position),
    ("agency_code", _check_agency),
    ("email", _check_email),
    ("phone", lambda _facts, _directory: None),
    ("kind", lambda facts, _directory: _refused(facts.kind)),
)


_TOLD = (*(name for name, _check in CHECKS), "agency_name")


def told_fields(row: Row) -> list[str]:
    """The fields of a person that the row fills."""
    return [name for name in _TOLD if row.value(name) is not None]
