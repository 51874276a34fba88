"""Assembles the forms of a draft exam and publishes it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from assessments.models import Exam
from assessments.services.banks import ExamIsNotDraft, ExamNotPublishable, PartRefusal, publish_exam
from assessments.views.words import REFUSALS
from people.management.migrated import MigratedCommand


class Command(MigratedCommand):
    """Exit code 1 if the exam is refused; each short row is named with what is wanted and found."""

    help = _("Assemble the forms of a draft exam by seed, and publish it.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """CODE, --seed, --json."""
        parser.add_argument("code", help=_("code of the draft exam"))
        parser.add_argument("--seed", default="", help=_("the same seed and bank give the same forms"))
        parser.add_argument("--json", action="store_true", help=_("print what happened as JSON"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Publish, or say what is missing."""
        exam = Exam.objects.filter(code=options["code"]).first()
        if exam is None:
            raise CommandError(_("There is no exam with the code %(code)s.") % {"code": options["code"]})
        seed = options["seed"] or get_random_string(16)
        try:
            publish_exam(exam, seed=seed, now=timezone.now(), by=None)
        except ExamIsNotDraft as error:
            raise CommandError(_("Nothing was changed: the exam is no draft any more.")) from error
        except ExamNotPublishable as refusal:
            self._tell(exam, [_as_json(each) for each in refusal.refusals], as_json=options["json"])
            raise CommandError(_("The exam was not published.")) from refusal
        self._tell(exam, [], as_json=options["json"])

    def _tell(self, exam: Exam, refusals: list[dict[str, Any]], *, as_json: bool) -> None:
        forms = [form for part in exam.parts.all() for form in part.forms.filter(retired_at=None)]
        if as_json:
            facts = [
                {"part": form.part.title, "number": form.number, "sha256": form.sha256} for form in forms
            ]
            report = {"exam": exam.code, "state": exam.state, "refusals": refusals, "forms": facts}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        for refusal in refusals:
            self.stdout.write(f"{refusal['part']}: {refusal['message']}")
            for row in refusal["rows"]:
                self.stdout.write(_("  %(topic)s, %(level)s: wanted %(wanted)s, found %(found)s") % row)
        if not refusals:
            self.stdout.write(_("Published. Forms assembled: %(count)s.") % {"count": len(forms)})


def _as_json(refusal: PartRefusal) -> dict[str, Any]:
    return {
        "part": refusal.part.title if refusal.part else "",
        "reason": refusal.reason,
        "message": str(REFUSALS[refusal.reason]),
        "rows": [
            {"topic": row.topic, "level": row.level, "wanted": row.wanted, "found": row.found}
            for row in refusal.shortages
        ],
    }
