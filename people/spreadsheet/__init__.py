"""Reading and writing .xlsx files that strangers made: the one face of this package."""

from people.spreadsheet.errors import BadSpreadsheet
from people.spreadsheet.limits import Limits
from people.spreadsheet.reader import CellError, CellValue, Formula, Line, Sheet, read_sheets
from people.spreadsheet.writer import write_table

__all__ = [
    "BadSpreadsheet",
    "CellError",
    "CellValue",
    "Formula",
    "Limits",
    "Line",
    "Sheet",
    "read_sheets",
    "write_table",
]
