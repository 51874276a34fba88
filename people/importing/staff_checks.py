"""The faults that refuse a row of a staff list, in the order in which they are looked for."""

from collections.abc import Callable, Mapping

from people.importing.staff_facts import Directory, Facts
from people.importing.tables import Row, reads_as_totals
from people.importing.values import PartialDate, Read
from people.text import looks_like_legacy_font

_LONGEST_NAME = 120
_LONGEST_POSITION = 160

Fault = tuple[str, Mapping[str, object]]
Check = Callable[[Facts, Directory], Fault | None]


def _check_name(facts: Facts, _directory: Directory) -> Fault | None:
    if not facts.name:
        return "missing_name", {}
    if looks_like_legacy_font(facts.raw_name):
        return "legacy_font", {}
    if reads_as_totals(facts.row, facts.name):
        return "totals_row", {}
    return _check_length(facts.name, _LONGEST_NAME)


def _check_position(facts: Facts, _directory: Directory) -> Fault | None:
    if looks_like_legacy_font(facts.position):
        return "legacy_font", {}
    return _check_length(facts.position, _LONGEST_POSITION)


def _check_staff_code(facts: Facts, directory: Directory) -> Fault | None:
    if facts.staff_code.refused:
        return facts.staff_code.refused, {}
    if facts.code_above:
        return "duplicate_staff_code", _other(facts.code_above)
    if facts.known and directory.only_new:
        return "staff_code_in_use", {}
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
