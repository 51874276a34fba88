"""The judgement of one row of a staff list: its first fault, its flags, and the record if it may be stored."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from people.importing.headers import Heading
from people.importing.problems import Problem
from people.importing.staff_checks import CHECKS
from people.importing.staff_facts import Directory, Facts, Seen, StaffRecord, birth_field, read_facts
from people.importing.tables import Row
from people.importing.values import PartialDate, Read, shown, unusable
from people.spreadsheet import Line

_ODD_IN_NAME = re.compile(r"[\d<>{}\[\]=@#$%^*|\\/_+~\"]")
_LONGEST_VALUE = 200
_TOLD = (*(name for name, _check in CHECKS), "agency_name")


def judge(
    row: Row, directory: Directory, seen: Seen, *, today: dt.date, given_name_column: int | None
) -> tuple[StaffRecord | None, Problem | None]:
    """The record when the row may be stored, and its first fault if any; refusals come before flags."""
    facts = read_facts(row, directory, seen, today, given_name_column)
    refusal = next(_refusals(facts, directory), None)
    if refusal is not None:
        return None, refusal
    flags = list(_flags(facts))
    problem = _problem(row, *flags[0]) if flags else None
    return _record(facts, tuple(reason for _name, reason in flags)), problem


def judge_told(
    told: Mapping[str, str], directory: Directory, *, today: dt.date
) -> tuple[StaffRecord | None, dict[str, Problem]]:
    """A person told field by field, by the rules of a row: the record, or the first fault of each field."""
    fields = {name: Heading(column, name) for column, name in enumerate(told)}
    line = Line(0, tuple(text or None for text in told.values()))
    facts = read_facts(Row("", line, fields, tuple(fields.values())), directory, Seen(), today, None)
    faults: dict[str, Problem] = {}
    for problem in _refusals(facts, directory):
        faults.setdefault(problem.column, problem)
    if faults:
        return None, faults
    return _record(facts, tuple(reason for _name, reason in _flags(facts))), {}


def told_fields(row: Row) -> list[str]:
    """The fields of a person that the row fills."""
    return [name for name in _TOLD if row.value(name) is not None]


def _refusals(facts: Facts, directory: Directory) -> Iterator[Problem]:
    for field_name, check in CHECKS:
        name = {"agency_code": facts.agency_field, "born_on": birth_field(facts.row)}.get(
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
        (birth_field(facts.row), facts.born),
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
