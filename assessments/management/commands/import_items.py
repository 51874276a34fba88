"""Reads a question file into an item bank."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.core.gift import GiftUnreadable
from assessments.models import ItemBank
from assessments.services.item_import import (
    FileTooLarge,
    ItemPlan,
    import_items,
    item_json,
    plan_items,
    problem_json,
)
from people.management.migrated import MigratedCommand


class Command(MigratedCommand):
    """Exit code 1 only if the file cannot be read or there is no such bank: a refused item is no failure."""

    help = _("Read a question file (GIFT) into an item bank. Bad items are listed, good ones are taken.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --bank, --format, --dry-run, --json, --publish."""
        parser.add_argument("file", type=Path, help=_("the question file"))
        parser.add_argument("--bank", required=True, help=_("code of the bank"))
        parser.add_argument("--format", choices=["gift"], default="gift", help=_("how the file is written"))
        parser.add_argument("--dry-run", action="store_true", help=_("read and report, change nothing"))
        parser.add_argument("--json", action="store_true", help=_("print the report as JSON"))
        parser.add_argument(
            "--publish", action="store_true", help=_("make complete items live at once, without a review")
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Plan, then import unless it is a dry run; the report goes to standard output."""
        bank = ItemBank.objects.filter(code=options["bank"]).first()
        if bank is None and not options["dry_run"]:
            raise CommandError(_("There is no item bank with the code %(code)s.") % {"code": options["bank"]})
        plan = self._plan(options["file"], bank, options["bank"])
        counts: dict[str, int] = {}
        if bank and not options["dry_run"]:
            counts = import_items(bank, plan, publish=options["publish"], now=timezone.now(), by=None)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(plan, counts), ensure_ascii=False, indent=1))
        else:
            self._tell(plan, counts, dry_run=options["dry_run"])

    def _plan(self, file: Path, bank: ItemBank | None, code: str) -> ItemPlan:
        try:
            return plan_items(file.read_bytes(), bank=bank, bank_code=code)
        except OSError as error:
            raise CommandError(_("The file cannot be opened: %(error)s") % {"error": error}) from error
        except GiftUnreadable as error:
            raise CommandError(_("The file is no text in UTF-8. Save it as UTF-8 and try again.")) from error
        except FileTooLarge as error:
            raise CommandError(_("The file is too large: at most 2 MB.")) from error

    def _tell(self, plan: ItemPlan, counts: dict[str, int], *, dry_run: bool) -> None:
        for problem in map(problem_json, plan.problems):
            named = _("Line %(line)s, item %(code)s: %(message)s")
            words = named if problem["code"] else _("Line %(line)s: %(message)s")
            self.stdout.write(words % problem)
        self.stdout.write(
            _(
                "Accepted: %(accepted)s. Refused: %(refused)s. New: %(new)s. Changed: %(changed)s. Same: %(same)s."
            )
            % {
                "accepted": len(plan.items),
                "refused": len(plan.problems),
                **{change: plan.count(change) for change in ("new", "changed", "same")},
            }
        )
        if counts.get("live"):
            self.stdout.write(_("In use now: %(live)s.") % counts)
        if dry_run:
            self.stdout.write(_("Dry run: nothing was changed."))


def _as_json(plan: ItemPlan, counts: dict[str, int]) -> dict[str, Any]:
    report: dict[str, Any] = {
        "accepted": len(plan.items),
        "refused": len(plan.problems),
        "items": [item_json(planned.item) for planned in plan.items],
        "problems": [problem_json(problem) for problem in plan.problems],
    }
    if counts:
        report |= {key: counts.get(key, 0) for key in ("new", "changed", "same", "live")}
    return report
