"""Rehearses a sitting with simulated candidates against the running installation, and tells what it carries."""

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Sitting
from assessments.play.crowd import Pace
from assessments.play.rehearsal import Plan, Verdict, play_for_the_record
from assessments.play.tally import Tally
from assessments.services.rehearsals import RehearsalRefused, check_quiet, open_rehearsal
from people.management.migrated import MigratedCommand


class Command(MigratedCommand):
    """Exit code 1 if the verdict is bad."""

    help = _(
        "Rehearse a sitting with simulated candidates. Prints a verdict with numbers, and JSON on the last line."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """SITTING, --candidates, --seconds, --arrive-within, --pace, --failures, --base-url, --seed, --anyway."""
        parser.add_argument("sitting", type=UUID, help=_("uuid of the sitting, from the address of its page"))
        parser.add_argument(
            "--candidates", type=int, help=_("how many; as many as the sitting has, if not given")
        )
        parser.add_argument("--seconds", type=int, default=180, help=_("how long they answer"))
        parser.add_argument(
            "--arrive-within",
            type=int,
            default=Plan.arrive_within,
            help=_("seconds in which all press start"),
        )
        parser.add_argument(
            "--pace",
            type=float,
            default=Plan.pace.seconds,
            help=_("seconds between two answers of one candidate"),
        )
        parser.add_argument(
            "--failures",
            type=float,
            default=Plan.pace.failures,
            help=_("share of answers that meet a dead line"),
        )
        parser.add_argument(
            "--base-url", default=settings.PUBLIC_URL, help=_("address of the running installation")
        )
        parser.add_argument(
            "--seed", type=int, default=1, help=_("the same seed, the same people and answers")
        )
        parser.add_argument("--anyway", action="store_true", help=_("even while somebody sits an exam"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check, play, tell."""
        sitting = Sitting.objects.select_related("exam").filter(uuid=options["sitting"]).first()
        if sitting is None:
            raise CommandError(_("There is no such sitting."))
        count = options["candidates"] or sitting.places.count()
        if count < 1:
            raise CommandError(_("The sitting has no candidates yet; say how many by --candidates."))
        try:
            if not options["anyway"]:
                check_quiet(now=timezone.now())
            run = open_rehearsal(
                sitting, candidates=count, seconds=options["seconds"], now=timezone.now(), by=None
            )
        except RehearsalRefused as refusal:
            raise CommandError(refusal.message) from refusal
        plan = Plan(
            part=str(sitting.exam.parts.order_by("position")[0].uuid),
            base_url=options["base_url"].rstrip("/"),
            seconds=options["seconds"],
            arrive_within=options["arrive_within"],
            pace=Pace(options["pace"], options["failures"]),
            seed=options["seed"],
        )
        played = play_for_the_record(run, plan)
        assert played  # noqa: S101 - nobody else knows of the run
        self._tell(sitting, *played)

    def _tell(self, sitting: Sitting, verdict: Verdict, tally: Tally) -> None:
        words = {
            "candidates": _("candidates"),
            "started": _("started"),
            "starts_per_second": _("starts a second"),
            "waiting_pages": _("waiting pages shown"),
            "saves": _("saves"),
            "saves_per_second": _("saves a second"),
            "p50_ms": _("half of the saves within (ms)"),
            "p95_ms": _("95 % of the saves within (ms)"),
            "p99_ms": _("99 % of the saves within (ms)"),
            "submitted": _("handed in"),
            "errors": _("errors"),
            "lost": _("acknowledged answers lost"),
            "cpu_ms_per_save": _("CPU of this machine per save (ms)"),
            "carries": _("candidates that this machine carries"),
        }
        facts = verdict.facts()
        for name, word in words.items():
            self.stdout.write(f"{word:44}{facts[name]:>12,}")
        for sentence, number in tally.errors.most_common(5):
            self.stderr.write(f"{number} × {sentence}")
        good = _("The installation carries this sitting.")
        bad = _("The installation does NOT carry this sitting; see the numbers above.")
        self.stdout.write(good if verdict.is_good else bad)
        self.stdout.write(json.dumps({"sitting": str(sitting.uuid)} | facts))
        if not verdict.is_good:
            raise CommandError(_("The rehearsal went wrong."))
