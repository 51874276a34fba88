"""Import a list of agencies from an .xlsx file."""

from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from people.management.import_command import ImportCommand
from people.models import User
from people.services.agency_import import import_agencies
from people.services.import_report import Report


class Command(ImportCommand):
    """`manage.py import_agencies FILE`."""

    help = _("Import a list of agencies (.xlsx), parents and children in any order.")

    def read(self, file: BinaryIO, *, by: User | None, options: dict[str, Any]) -> Report:
        """The import itself."""
        return import_agencies(
            file,
            now=timezone.now(),
            by=by,
            dry_run=options["dry_run"],
            strict=options["strict"],
            progress=self.progress,
        )
