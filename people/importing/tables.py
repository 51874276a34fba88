"""Finding the table in a sheet: below titles and blank lines, above totals and signatures."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from people.importing.headers import Heading, Wording, headings_of, recognise
from people.importing.values import as_text
from people.spreadsheet import CellValue, Line, Sheet
from people.text import clean_text

_DEEPEST_HEADER_LINE = 60
_HEADER_LINES = 3
_TOTALS = re.compile(r"^(tổng\s*(cộng|số|hợp)|cộng)\b", re.IGNORECASE)
# What no count looks like: an e-mail address, or a code that has letters or a leading zero beside its digits.
_IDENTIFIES = re.compile(r"\S@\S|^(?=\S*\d)(?=\S*[^\W\d_]|0\d)\S+$")
_NO_NAME = re.compile(r"^(tổng\s*(cộng|số)\b|cộng\W*$)|\d", re.IGNORECASE)
_NUMBERING = re.compile(r"^\(?(\d{1,2}|[a-z])\)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a list; cells are asked for by field."""

    sheet: str
    line: Line
    fields: Mapping[str, Heading]
    headings: Sequence[Heading]

    def value(self, field: str) -> CellValue:
        """The cell of a field; None when the list has no such column or the cell is blank."""
        heading = self.fields.get(field)
        return None if heading is None else self.line.at(heading.column)

    def label(self, field: str) -> str:
        """The column's heading as written in the sheet."""
        heading = self.fields.get(field)
        return "" if heading is None else heading.label


@dataclass(frozen=True, slots=True)
class Table:
    """The list found in one sheet: fields by name, all headings, records."""

    sheet: str
    header_line: int
    fields: Mapping[str, Heading]
    headings: Sequence[Heading]
    rows: Sequence[Row]


IsRecord = Callable[[Row], bool]


def find_table(sheet: Sheet, wordings: Mapping[str, Wording], is_record: IsRecord) -> Table | None:
    """The table of a sheet, or None when no line reads like its heading."""
    found = _find_header(sheet.lines, wordings)
    if found is None:
        return None
    start, depth, headings, fields = found
    # Lists made for printing repeat their heading on each page.
    repeated = [line.cells for line in sheet.lines[start : start + depth]]
    rows = [
        row
        for row in _candidates(sheet, start + depth, fields, headings)
        if row.line.cells not in repeated and not _is_totals(row) and is_record(row)
    ]
    return Table(sheet.name, sheet.lines[start].number, fields, headings, rows)


def find_headings(sheet: Sheet, wordings: Mapping[str, Wording]) -> list[str]:
    """The headings by column, as written; "" where a column has none, [] where the sheet holds no such table."""
    found = _find_header(sheet.lines, wordings)
    if found is None:
        return []
    labels = {heading.column: heading.label for heading in found[2]}
    return [labels.get(column, "") for column in range(max(labels) + 1)]


def _find_header(
    lines: Sequence[Line], wordings: Mapping[str, Wording]
) -> tuple[int, int, list[Heading], dict[str, Heading]] | None:
    best = None
    most = 2
    for start, line in enumerate(lines):
        if line.number > _DEEPEST_HEADER_LINE + lines[0].number:
            break
        if sum(1 for cell in line.cells if cell is not None) < 2:
            continue
        for depth in range(1, _HEADER_LINES + 1):
            block = lines[start : start + depth]
            if len(block) < depth or not all(_may_be_header(one) for one in block):
                break
            headings = headings_of([_texts(one) for one in block])
            fields = recognise(headings, wordings)
            if len(fields) > most:
                best, most = (start, depth, headings, fields), len(fields)
    return best


def _may_be_header(line: Line) -> bool:
    return all(cell is None or isinstance(cell, str) for cell in line.cells)


def _candidates(
    sheet: Sheet, first: int, fields: Mapping[str, Heading], headings: Sequence[Heading]
) -> Iterator[Row]:
    for index, line in enumerate(sheet.lines[first:]):
        if index == 0 and _is_numbering(line):
            continue
        yield Row(sheet.name, line, fields, headings)


def _is_numbering(line: Line) -> bool:
    """The line "(1) (2) (3)" that forms put under the heading."""
    cells = [str(cell).strip() for cell in line.cells if cell is not None]
    return len(cells) > 2 and all(_NUMBERING.match(cell) for cell in cells)


def _is_totals(row: Row) -> bool:
    """Whether the row only sums up. Who has a number, a code or an e-mail may be a person: that row is judged."""
    first = next((cell for cell in row.line.cells if cell is not None), None)
    if not isinstance(first, str) or not _TOTALS.match(clean_text(first)):
        return False
    return not any(_IDENTIFIES.search(as_text(row.value(field))) for field in ("staff_code", "email", "code"))


def reads_as_totals(row: Row, name: str) -> bool:
    """Whether a row is worded as a line of totals, and its name is no name. Somebody may be called Tống Cộng."""
    texts = (text for text in _texts(row.line) if text and not text.rstrip(".").isdigit())
    return bool(_TOTALS.match(next(texts, "")) and _NO_NAME.search(name))


def _texts(line: Line) -> list[str]:
    return [clean_text(cell) if isinstance(cell, str) else "" for cell in line.cells]
