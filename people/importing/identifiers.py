"""Who is named on each line of a list: by staff code, else by e-mail address."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from people.importing.headers import STAFF_WORDINGS, headings_of, recognise
from people.importing.tables import Row, Table, find_table
from people.importing.values import as_text, shown, unusable
from people.spreadsheet import CellValue, Line, Sheet

_IDENTIFYING = ("staff_code", "email")


@dataclass(frozen=True, slots=True)
class Named:
    """One line that names somebody; `usable` is false where the cell computes or shows an error."""

    sheet: str
    line: int
    text: str
    usable: bool = True


def named_people(sheets: Iterable[Sheet]) -> list[Named]:
    """Every line with somebody on it: of a table the columns of code and e-mail, of a bare list its first column."""
    return [named for sheet in sheets for named in _named_in(sheet)]


def _named_in(sheet: Sheet) -> Iterator[Named]:
    table = find_table(sheet, STAFF_WORDINGS, _is_record)
    if table is None or not _identifies(table):
        yield from (_named(sheet.name, line, _first(line)) for line in sheet.lines if not _is_heading(line))
        return
    for row in table.rows:
        yield _named(sheet.name, row.line, _identifier(row))


def _named(sheet: str, line: Line, cell: CellValue) -> Named:
    return Named(sheet, line.number, shown(cell), usable=not unusable(cell))


def _identifies(table: Table) -> bool:
    return any(field in table.fields for field in _IDENTIFYING)


def _is_record(row: Row) -> bool:
    return any(
        as_text(row.value(field)) or unusable(row.value(field)) for field in (*_IDENTIFYING, "full_name")
    )


def _identifier(row: Row) -> CellValue:
    """The code, else the e-mail address, else the name: it says at least whose line lacks the others."""
    cells = (row.value(field) for field in (*_IDENTIFYING, "full_name"))
    return next((cell for cell in cells if cell is not None), None)


def _first(line: Line) -> CellValue:
    return next((cell for cell in line.cells if cell is not None), None)


def _is_heading(line: Line) -> bool:
    texts = [cell if isinstance(cell, str) else "" for cell in line.cells]
    return any(field in recognise(headings_of([texts]), STAFF_WORDINGS) for field in _IDENTIFYING)
