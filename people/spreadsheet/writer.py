"""Writing a plain table as .xlsx in which no cell is ever taken for a formula or a link."""

from collections.abc import Iterable, Sequence
from io import BytesIO

_WIDEST = 60


def write_table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The bytes of a workbook with one sheet: numbers as numbers, all else as text that keeps its leading zeros."""
    import xlsxwriter

    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "num_format": "@"})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        whole = book.add_format({"num_format": "0", "valign": "top"})
        widths = [len(label) for label in header]
        for column, label in enumerate(header):
            sheet.write_string(0, column, label, bold)
        for line, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                shown = "" if value is None else str(value)
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(line, column, value, None if value % 1 else whole)
                else:
                    sheet.write_string(line, column, shown, text)
                widths[column] = max(widths[column], len(shown))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width + 2, _WIDEST))
        sheet.freeze_panes(1, 0)
    return stream.getvalue()
