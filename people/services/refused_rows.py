"""The rows of an import that somebody has to put right, as a workbook to work in."""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _

from ..importing import AGENCY_WORDINGS, STAFF_WORDINGS, find_headings
from ..importing.values import shown
from ..models import ImportRun
from ..spreadsheet import BadSpreadsheet, CellValue, Sheet, read_sheets, write_table

WORDINGS = {"staff": STAFF_WORDINGS, "agencies": AGENCY_WORDINGS}


def refused_workbook(run: ImportRun) -> bytes:
    """Sheet, line, column, value and cure of each problem, and beside them the whole row while the file is kept.

    The row stands under the headings of its list, so that the workbook, put right, can be imported itself.
    """
    problems: Sequence[Mapping[str, Any]] = run.report.get("problems", [])
    sheets = {sheet.name: sheet for sheet in _sheets(run)}
    lines = {(sheet.name, line.number): line for sheet in sheets.values() for line in sheet.lines}
    rows = []
    for problem in problems:
        line = lines.get((problem["sheet"], problem["line"]))
        cells = [_as_it_was(cell) for cell in line.cells] if line else []
        told = [problem[name] for name in ("sheet", "line", "column", "value", "message")]
        rows.append([*told, *cells])
    first = sheets.get(problems[0]["sheet"]) if problems else None
    header = [_("Sheet"), _("Line"), _("Column"), _("Value"), _("What to do")]
    header += find_headings(first, WORDINGS[run.kind]) if first else []
    width = max((len(row) for row in rows), default=0)
    header += [""] * (width - len(header))
    return write_table(_("Rows to put right"), header, rows)


def _as_it_was(cell: CellValue) -> object:
    """A number stays a number: of 11 digits it is an identity number without its zero, as a text a wrong one."""
    return cell if isinstance(cell, int | float) else shown(cell)


def _sheets(run: ImportRun) -> list[Sheet]:
    if not run.file:
        return []
    try:
        with run.file.open("rb") as file:
            return list(read_sheets(cast(BinaryIO, file)))
    except (BadSpreadsheet, FileNotFoundError):
        return []
