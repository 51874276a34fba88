"""`manage.py roll_up --period 2026`: count once, freeze, and print what came out."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from people.management.migrated import MigratedCommand
from reports.errors import RollUpRefused
from reports.models import RollUpRun
from reports.periods import BadPeriod, default_as_of, parse_period
from reports.services import describe_run, roll_up


class Command(MigratedCommand):
    """Rolls up the whole tree of one period as of one day."""

    help = _("Roll up one period (2026, 2026-Q4 or 2026-11) over the tree of agencies.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Period, day and form of the answer."""
        parser.add_argument(
            "--period", required=True, metavar="2026 | 2026-Q4 | 2026-11", help=_("the period")
        )
        parser.add_argument(
            "--as-of",
            type=_day,
            metavar="YYYY-MM-DD | DD/MM/YYYY",
            help=_("day of the figures; by default the last of the period, or today"),
        )
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help=_("print the run as JSON"))
        form.add_argument("--xlsx", type=Path, metavar="FILE", help=_("write the run as a workbook"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Counts, then prints. The clock is read here."""
        now = timezone.now()
        try:
            period = parse_period(options["period"])
        except BadPeriod as fault:
            raise CommandError(str(fault)) from None
        as_of = options["as_of"] or default_as_of(period, timezone.localdate(now))
        try:
            run = roll_up(period, as_of, now=now, by=None)
        except RollUpRefused as fault:
            raise CommandError(str(fault)) from None
        if run.unplaced:
            words = _("%(count)s people serve at agencies outside that day's tree and are in no figure.")
            self.stderr.write(words % {"count": run.unplaced})
        if options["json"]:
            self.stdout.write(json.dumps(describe_run(run), ensure_ascii=False, indent=2))
        elif options["xlsx"]:
            self._write_workbook(run, options["xlsx"])
        else:
            self._print_table(run)

    def _write_workbook(self, run: RollUpRun, target: Path) -> None:
        from reports.services.workbooks import tree_workbook

        try:
            target.write_bytes(tree_workbook(run, run.nodes.order_by("path")))
        except OSError as fault:
            raise CommandError(f"{target}: {fault.strerror}") from None
        self.stdout.write(_("Written: %(file)s") % {"file": target})

    def _print_table(self, run: RollUpRun) -> None:
        self.stdout.write(f"{run.period} · {run.as_of:%d/%m/%Y} · {run.uuid}")
        heads = [_("In scope"), _("Enrolled"), _("Completed"), _("Sat"), _("Passed"), _("Overdue")]
        self.stdout.write(f"{'':44}{''.join(f'{head:>15}' for head in heads)}")
        for node in run.nodes.order_by("path"):
            label = "  " * (node.path.count("/") - 1) + node.name
            names = ("in_scope", "enrolled", "completed", "sat", "passed", "overdue")
            self.stdout.write(f"{label[:43]:44}{''.join(f'{node.subtree[name]:>15}' for name in names)}")


def _day(text: str) -> date:
    """ISO or dd/mm/yyyy."""
    day, separator, rest = text.partition("/")
    try:
        if not separator:
            return date.fromisoformat(text)
        month, _separator, year = rest.partition("/")
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ArgumentTypeError(_("“%(day)s” is no date. Write 31/12/2026.") % {"day": text}) from None
