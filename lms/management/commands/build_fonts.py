"""Cuts the web fonts to Latin and Vietnamese, once, at install time."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from lms.fonts import build_fonts


class Command(BaseCommand):
    help = _("Writes the subset web fonts to var/static-built/fonts/.")
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.BASE_DIR) / "var" / "static-built" / "fonts"
        for name, size in build_fonts(target).items():
            self.stdout.write(f"{name}.woff2  {size:,} B")
