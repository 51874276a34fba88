"""Lets simulated candidates sit an exam through the pages of a running server."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Exam
from assessments.play.cohort import prepare_cohort
from assessments.play.sitting import play
from assessments.play.tally import Tally
from people.management.migrated import MigratedCommand


class Command(MigratedCommand):
    """Exit code 1 if anything went wrong on the way, so that it serves as a smoke test."""

    help = _(
        "Let simulated candidates sit an exam through the real pages. Prints a table, and JSON on the last line."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--exam, --candidates, --trial, --base-url, --seed, --concurrency."""
        parser.add_argument("--exam", required=True, help=_("code of a published exam"))
        parser.add_argument("--candidates", type=int, required=True, help=_("how many sit it"))
        parser.add_argument("--trial", action="store_true", help=_("confirm that the rows are trial rows"))
        parser.add_argument(
            "--base-url", default=settings.PUBLIC_URL, help=_("address of the running server")
        )
        parser.add_argument(
            "--seed", type=int, default=1, help=_("the same seed, the same abilities and answers")
        )
        parser.add_argument("--concurrency", type=int, default=8, help=_("how many sit at the same time"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prepare the cohort, play, tell."""
        if not options["trial"] and not settings.DEBUG:
            raise CommandError(_("On an installation in use this only runs with --trial."))
        if options["candidates"] < 1 or options["concurrency"] < 1:
            raise CommandError(_("--candidates and --concurrency must be at least 1."))
        exam = Exam.objects.filter(code=options["exam"], state="published").first()
        if exam is None:
            raise CommandError(
                _("There is no published exam with the code %(code)s.") % {"code": options["exam"]}
            )
        candidates = prepare_cohort(options["candidates"], seed=options["seed"], now=timezone.now())
        begun = time.perf_counter()
        tally = play(
            candidates,
            exam=exam.uuid,
            parts=exam.parts.count(),
            base_url=options["base_url"].rstrip("/"),
            seed=options["seed"],
            concurrency=options["concurrency"],
        )
        self._tell(tally, exam, len(candidates), time.perf_counter() - begun)

    def _tell(self, tally: Tally, exam: Exam, candidates: int, seconds: float) -> None:
        summary = tally.summary()
        self.stdout.write(f"{'':10}{_('count'):>10}{'p50 ms':>10}{'p95 ms':>10}")
        for act, row in summary["acts"].items():
            self.stdout.write(f"{act:10}{row['count']:>10}{row['p50_ms']:>10}{row['p95_ms']:>10}")
        self.stdout.write(f"{_('errors'):10}{summary['errors']:>10}")
        for sentence, count in summary["first_errors"].items():
            self.stderr.write(f"{count} × {sentence}")
        rate = round(summary["saves"] / seconds, 1)
        facts = {
            "exam": exam.code,
            "candidates": candidates,
            "seconds": round(seconds, 2),
            "saves_per_second": rate,
        }
        self.stdout.write(json.dumps(facts | summary, ensure_ascii=False))
        if summary["errors"]:
            raise CommandError(_("Something went wrong on the way; see above."))
