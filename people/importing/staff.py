"""From the sheets of a staff list to what may be stored: a pure plan, nothing is written."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from people.importing.headers import STAFF_WORDINGS, Heading
from people.importing.problems import Problem
from people.importing.staff_facts import Directory, Seen, StaffRecord
from people.importing.staff_row import judge, told_fields
from people.importing.tables import Row, Table, find_table
from people.importing.values import as_text
from people.spreadsheet import BadSpreadsheet, Sheet

NEEDED = ("full_name", "staff_code", "agency_code", "email", "kind")
_ENOUGH_CELLS = 4
_USUAL_HEADINGS = {
    "full_name": "Họ và tên",
    "staff_code": "Mã CBCCVC",
    "agency_code": "Mã định danh đơn vị",
    "email": "Thư điện tử công vụ",
    "kind": "Loại",
}


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """All rows of a file: what to store, and the first fault of each row that has one."""

    rows: int
    records: tuple[StaffRecord, ...]
    problems: tuple[Problem, ...]
    skipped_sheets: tuple[str, ...] = ()


def plan_staff(sheets: Sequence[Sheet], directory: Directory, *, today: dt.date) -> StaffPlan:
    """Read every list in the sheets. Raises BadSpreadsheet when none has the needed columns."""
    tables, skipped = _staff_tables(sheets)
    seen = Seen()
    records: list[StaffRecord] = []
    problems: list[Problem] = []
    for table in tables:
        beside = _given_name_column(table)
        for row in table.rows:
            record, problem = judge(row, directory, seen, today=today, given_name_column=beside)
            if record is not None:
                records.append(record)
            if problem is not None:
                problems.append(problem)
    rows = sum(len(table.rows) for table in tables)
    return StaffPlan(rows, tuple(records), tuple(problems), tuple(skipped))


def _staff_tables(sheets: Sequence[Sheet]) -> tuple[list[Table], list[str]]:
    tables: list[Table] = []
    skipped: list[str] = []
    lacking: list[tuple[list[str], Table]] = []
    for sheet in sheets:
        table = find_table(sheet, STAFF_WORDINGS, _is_person)
        missing = [*NEEDED] if table is None else _missing(table.fields)
        if table is not None and not missing:
            tables.append(table)
            continue
        skipped.append(sheet.name)
        if table is not None and "full_name" not in missing:
            lacking.append((missing, table))
    if not tables:
        raise _no_list(lacking)
    return tables, skipped


def _no_list(lacking: Sequence[tuple[list[str], Table]]) -> BadSpreadsheet:
    if not lacking:
        return BadSpreadsheet("no_table", columns=_headings(NEEDED))
    missing, table = min(lacking, key=lambda pair: len(pair[0]))
    columns = _headings(missing)
    return BadSpreadsheet("missing_columns", sheet=table.sheet, line=table.header_line, columns=columns)


def _headings(fields: Sequence[str]) -> str:
    return ", ".join(_USUAL_HEADINGS[name] for name in fields)


def _missing(fields: Mapping[str, Heading]) -> list[str]:
    lacking = [name for name in NEEDED if name not in fields]
    # A column with the agency's name will do when it holds codes or unique names.
    return [name for name in lacking if not (name == "agency_code" and "agency_name" in fields)]


def _is_person(row: Row) -> bool:
    """Whether the row tells of a person, and is not a group heading, a signature or a pre-numbered blank."""
    told = told_fields(row)
    if not told:
        return False
    ordinal = as_text(row.value("ordinal")).rstrip(".")
    if ordinal.isdigit() or len(told) >= _ENOUGH_CELLS:
        return True
    # "Người lập biểu" and "Thủ trưởng" stand side by side, in whatever columns: a code has a digit.
    has_code = any(sign.isdigit() for sign in as_text(row.value("staff_code")))
    return has_code or "@" in as_text(row.value("email"))


def _given_name_column(table: Table) -> int | None:
    """The column right of the names when it has no heading: many lists put the given name there."""
    if "family_part" in table.fields:
        return None
    beside = table.fields["full_name"].column + 1
    if any(heading.column == beside for heading in table.headings):
        return None
    filled = sum(isinstance(row.line.at(beside), str) for row in table.rows)
    return beside if filled * 2 > len(table.rows) else None
