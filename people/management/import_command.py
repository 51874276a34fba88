"""What the two import commands share: options, progress on the terminal, the report in words or JSON."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from people.auth import find_account
from people.management.migrated import MigratedCommand
from people.models import User
from people.services.import_report import Report
from people.services.staff_import import StaffChangedMeanwhile
from people.spreadsheet import BadSpreadsheet

_EMPTY: Report = {"rows": 0, "accepted": 0, "to_review": 0, "refused": 0, "reasons": {}, "problems": []}


class ImportCommand(MigratedCommand):
    """Reads FILE; exit code 0 when it was read (even with refused rows), 1 when it was refused as a whole."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE and the usual switches."""
        parser.add_argument("file", help=_("the .xlsx file"))
        parser.add_argument("--dry-run", action="store_true", help=_("only tell what would happen"))
        parser.add_argument("--json", action="store_true", help=_("print the report as JSON"))
        parser.add_argument("--strict", action="store_true", help=_("store nothing if any row is refused"))
        parser.add_argument(
            "--as", dest="user", help=_("import with the rights of this person (e-mail or code)")
        )

    def read(self, file: BinaryIO, *, by: User | None, options: dict[str, Any]) -> Report:
        """The import itself."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs the import and tells about it."""
        try:
            report = self._run(options)
        except (BadSpreadsheet, StaffChangedMeanwhile) as error:
            self._refuse(error, options)
            sys.exit(1)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            self._tell(report, options)
        if options["strict"] and report["refused"]:
            sys.exit(1)

    def progress(self, done: int, total: int) -> None:
        """One line on the terminal, written over; nothing but the end when the output is a file."""
        if not self.stderr.isatty():
            return
        words = _("%(done)d of %(total)d rows") if total else _("%(done)d lines read")
        self.stderr.write("\r" + words % {"done": done, "total": total}, ending="\n" if done == total else "")

    def _run(self, options: dict[str, Any]) -> Report:
        by = None
        if options["user"]:
            by = find_account(options["user"])
            if by is None:
                raise CommandError(_("Nobody has the e-mail or staff code “%s”.") % options["user"])
        try:
            with Path(options["file"]).open("rb") as file:
                return self.read(file, by=by, options=options)
        except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
            raise CommandError(_("The file %s cannot be opened.") % options["file"]) from error

    def _refuse(self, error: BadSpreadsheet | StaffChangedMeanwhile, options: dict[str, Any]) -> None:
        reason = error.reason if isinstance(error, BadSpreadsheet) else "changed_meanwhile"
        if options["json"]:
            told = {"error": {"reason": reason, "message": str(error)}, "applied": False}
            self.stdout.write(json.dumps(_EMPTY | told, ensure_ascii=False, indent=1))
        else:
            self.stderr.write(str(error))

    def _tell(self, report: Report, options: dict[str, Any]) -> None:
        for problem in report["problems"]:
            place = _("Sheet %(sheet)s, line %(line)s, column “%(column)s”: %(message)s") % problem
            self.stdout.write(f"{'✗' if problem['refused'] else '?'} {place}")
        counts = _("%(rows)s rows: %(accepted)s accepted, %(to_review)s to review, %(refused)s refused.")
        self.stdout.write(counts % report)
        if options["dry_run"]:
            words = _(
                "Nothing stored. It would be: %(added)s added, %(changed)s changed, %(unchanged)s unchanged."
            )
        elif report["applied"]:
            words = _("%(added)s added, %(changed)s changed, %(unchanged)s unchanged.")
        else:
            words = _("Nothing was stored, since rows were refused.")
        self.stdout.write(words % report)
