"""Why a whole file cannot be read, as a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "empty_file": _("The file is empty. Choose the file again."),
    "file_too_big": _(
        "The file is larger than %(limit)s MB. Remove pictures or split the list into several files."
    ),
    "unpacks_too_big": _(
        "The file holds far more than a list needs. Copy the list into a new workbook and save it."
    ),
    "too_many_rows": _("Sheet “%(sheet)s” has more than %(limit)s rows. Split the list into several files."),
    "too_many_sheets": _("The file has more than %(limit)s sheets. Split it into several files."),
    "password_protected": _(
        "The file is protected by a password. Remove the password in Excel, save it and try again."
    ),
    "old_excel": _(
        "This is an Excel file of the old kind (.xls). In Excel, save it as “Excel Workbook (.xlsx)”."
    ),
    "not_excel": _("This is not an Excel file (.xlsx). In Excel, save the list as “Excel Workbook (.xlsx)”."),
    "broken_file": _("The file is damaged or was not copied whole. Open it in Excel, save it and try again."),
    "no_table": _(
        "No table was found in the visible sheets. The heading row needs at least these columns: %(columns)s."
    ),
    "missing_columns": _("Sheet “%(sheet)s”: the heading at line %(line)s lacks these columns: %(columns)s."),
}


class BadSpreadsheet(Exception):
    """The file as a whole is refused; `reason` is a code of MESSAGES."""

    def __init__(self, reason: str, **params: object) -> None:
        super().__init__(reason, params)
        self.reason = reason
        self.params = params

    @property
    def message(self) -> str:
        """What happened and what to do, in the reader's language."""
        return str(MESSAGES[self.reason]) % self.params

    def __str__(self) -> str:
        return self.message
