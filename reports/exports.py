"""Workbooks that open cleanly in Vietnamese Excel. No value is ever taken for a formula or a link."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Format codes are in Excel's own (English) notation; Vietnamese Excel shows 1.234,5 by the reader's settings.
NUMBER_FORMATS = {
    "text": "@",
    "count": "#,##0",
    "score": "0.00",
    "share": "0.0%",
    "day": "dd/mm/yyyy",
}
FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
CELL_LIMIT = 32_767


@dataclass(frozen=True)
class Column:
    """A header, the kind of its values (a key of NUMBER_FORMATS) and its width in characters."""

    header: str
    kind: str = "text"
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """One table. `lines` stand under the title (period, date, who made it)."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    lines: Sequence[str] = ()


def build_workbook(sheets: Sequence[Sheet]) -> bytes:
    """An .xlsx file: title, lines, header with filter, frozen header, one format per column."""
    import xlsxwriter

    target = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        styles = _styles(book)
        for sheet in sheets:
            _write_sheet(book, sheet, styles)
    return target.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    face = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    styles = {kind: book.add_format({**face, "num_format": code}) for kind, code in NUMBER_FORMATS.items()}
    styles["text"].set_text_wrap()
    styles["title"] = book.add_format({**face, "bold": True, "font_size": 14})
    styles["line"] = book.add_format({**face, "italic": True})
    styles["header"] = book.add_format(
        {**face, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#e3eef8"}
    )
    return styles


def _write_sheet(book: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet_name(sheet.name))
    page.write_string(0, 0, sheet.title, styles["title"])
    for number, line in enumerate(sheet.lines, start=1):
        page.write_string(number, 0, line, styles["line"])
    top = len(sheet.lines) + 2
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width, styles[column.kind])
        page.write_string(top, place, column.header, styles["header"])
    last = top
    for last, row in enumerate(sheet.rows, start=top + 1):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(page, (last, place), value, column.kind, styles[column.kind])
    page.freeze_panes(top + 1, 1)
    page.autofilter(top, 0, last, len(sheet.columns) - 1)
    page.repeat_rows(top)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)


def _write_cell(page: Any, at: tuple[int, int], value: Any, kind: str, style: Any) -> None:
    """Text goes through write_string whatever it begins with, so that "=1+1" stays what the person typed."""
    if value is None or value == "":
        page.write_blank(*at, None, style)
    elif kind == "text":
        page.write_string(*at, str(value)[:CELL_LIMIT], style)
    elif isinstance(value, datetime):
        page.write_datetime(*at, value.replace(tzinfo=None), style)
    elif isinstance(value, date):
        page.write_datetime(*at, value, style)
    elif isinstance(value, int | float | Decimal):
        page.write_number(*at, value, style)
    else:
        page.write_string(*at, str(value)[:CELL_LIMIT], style)


def sheet_name(name: str) -> str:
    """At most 31 characters, none that Excel forbids, no quote at the ends."""
    return name.translate(FORBIDDEN_IN_NAMES)[:31].strip("'") or "1"
