"""Cells of the visible sheets of an .xlsx, with the line numbers that Excel shows."""

import datetime as dt
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from people.spreadsheet.errors import BadSpreadsheet
from people.spreadsheet.limits import Limits, check_archive

# What openpyxl raises on files that no Excel wrote; it promises no one class.
_PARSER_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    SyntaxError,
    RecursionError,
    NotImplementedError,
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PROGRESS_EVERY = 500


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes: what it shows is not trusted."""

    text: str


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that shows an error of Excel, such as #N/A."""

    text: str


CellValue = (
    str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | Formula | CellError | None
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank; `number` is the one at its left in Excel."""

    number: int
    cells: tuple[CellValue, ...]

    def at(self, column: int) -> CellValue:
        """The value in a column, counted from 0; None beyond the last."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet and its lines that are not blank."""

    name: str
    lines: tuple[Line, ...]


def read_sheets(
    file: BinaryIO, *, limits: Limits | None = None, progress: Callable[[int], None] | None = None
) -> list[Sheet]:
    """All visible sheets; hidden ones are never opened.

    `progress` hears the number of lines read so far. Raises BadSpreadsheet for a file that is refused whole.
    """
    limits = limits or Limits()
    check_archive(file, limits)
    try:
        with warnings.catch_warnings():
            # openpyxl warns about styles and extensions that do not concern the values.
            warnings.simplefilter("ignore")
            return list(_visible_sheets(file, limits, progress or (lambda _count: None)))
    except _PARSER_ERRORS as error:
        raise BadSpreadsheet("broken_file") from error


def _visible_sheets(file: BinaryIO, limits: Limits, progress: Callable[[int], None]) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if len(visible) > limits.sheets:
            raise BadSpreadsheet("too_many_sheets", limit=limits.sheets)
        lines_read = 0
        for sheet in visible:
            lines = []
            for line in _lines(sheet, limits):
                lines.append(line)
                lines_read += 1
                if lines_read % _PROGRESS_EVERY == 0:
                    progress(lines_read)
            yield Sheet(sheet.title, tuple(lines))
        progress(lines_read)
    finally:
        book.close()


def _lines(sheet: object, limits: Limits) -> Iterator[Line]:
    from openpyxl.cell.read_only import EMPTY_CELL

    # Some writers state a size that is not true.
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    kept = 0
    blank: object = None
    rows = sheet.iter_rows(max_col=limits.columns)  # type: ignore[attr-defined]
    for number, row in enumerate(rows, 1):
        if number > limits.last_line:
            raise BadSpreadsheet("broken_file")
        # Lines that the file leaves out come as one and the same object, up to a million times.
        if row is blank:
            continue
        cells = [None if cell is EMPTY_CELL else _value(cell.value, cell.data_type) for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            blank = row
            continue
        kept += 1
        if kept > limits.rows:
            raise BadSpreadsheet("too_many_rows", sheet=sheet.title, limit=limits.rows)  # type: ignore[attr-defined]
        yield Line(number, tuple(cells))


def _value(value: object, data_type: str) -> CellValue:
    if value is None:
        return None
    if data_type == "f":
        return Formula(str(getattr(value, "text", value)))
    if data_type == "e":
        return CellError(str(value))
    if isinstance(value, str):
        # Excel writes control characters as _x000D_.
        text = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), value) if "_x" in value else value
        return text if text.strip() else None
    return value  # type: ignore[return-value]
