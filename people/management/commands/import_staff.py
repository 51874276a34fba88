"""Import a staff list from an .xlsx file."""

from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from people.management.import_command import ImportCommand
from people.models import User
from people.services.import_report import Report
from people.services.staff_import import import_staff


class Command(ImportCommand):
    """`manage.py import_staff FILE`."""

    help = _("Import a staff list (.xlsx). Nothing is sent to anybody.")

    def read(self, file: BinaryIO, *, by: User | None, options: dict[str, Any]) -> Report:
        """The import itself."""
        return import_staff(
            file,
            now=timezone.now(),
            by=by,
            dry_run=options["dry_run"],
            strict=options["strict"],
            progress=self.progress,
        )
