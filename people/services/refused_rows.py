"""The rows of an import that somebody has to put right, as a workbook to work in."""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _

from ..importing.values import shown
from ..models import ImportRun
from ..spreadsheet import BadSpreadsheet, Line, read_sheets, write_table


def refused_workbook(run: ImportRun) -> bytes:
    """Sheet, line, column, value and cure of each problem, and beside them the whole row while the file is kept."""
    problems: Sequence[Mapping[str, Any]] = run.report.get("problems", [])
    lines = _lines(run)
    header = [_("Sheet"), _("Line"), _("Column"), _("Value"), _("What to do"), _("Row as in the file")]
    rows = []
    for problem in problems:
        line = lines.get((problem["sheet"], problem["line"]))
        cells = [shown(cell) for cell in line.cells] if line else []
        told = [problem[name] for name in ("sheet", "line", "column", "value", "message")]
        rows.append([*told, *cells])
    width = max((len(row) for row in rows), default=len(header))
    header += [""] * (width - len(header))
    return write_table(_("Rows to put right"), header, rows)


def _lines(run: ImportRun) -> dict[tuple[str, int], Line]:
    if not run.file:
        return {}
    try:
        with run.file.open("rb") as file:
            sheets = read_sheets(cast(BinaryIO, file))
    except (BadSpreadsheet, FileNotFoundError):
        return {}
    return {(sheet.name, line.number): line for sheet in sheets for line in sheet.lines}
