"""Load what every installation starts from: the competence framework, holidays, legal bases and rules."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Competence
from people.management.migrated import MigratedCommand
from people.models import Holiday
from reports.models import LegalBasis, Rule, RuleVersion


class Command(MigratedCommand):
    """Adds rows that are missing and leaves the others as people have made them, so that it may run again."""

    help = _("Adds the reference data that is missing: competences, holidays, legal bases, rules.")

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        added = {
            _("competences"): add_competences(),
            _("holidays"): add_holidays(),
            _("legal bases"): add_legal_bases(),
            _("rules"): add_rules(now=timezone.now()),
        }
        for name, count in added.items():
            self.stdout.write(_("%(name)s: %(count)s added") % {"name": name, "count": count})


def rows_of(name: str) -> list[dict[str, Any]]:
    """The rows of one data file, named from the project's root."""
    return json.loads((Path(settings.BASE_DIR) / name).read_text("utf-8"))


def add_competences() -> int:
    """The 26 topics for officials and the 15 modules of Circular 03/2014; returns how many were missing."""
    added = 0
    for row in rows_of("courses/data/competences.json"):
        key = {"framework": row.pop("framework"), "code": row.pop("code")}
        added += Competence.objects.get_or_create(**key, defaults=row)[1]
    return added


def add_holidays() -> int:
    """Days off and Saturdays worked; where each comes from is said in the file."""
    added = 0
    for row in rows_of("people/data/holidays.json"):
        facts = {"name": row["name"], "works": row["works"]}
        added += Holiday.objects.get_or_create(on=date.fromisoformat(row["on"]), defaults=facts)[1]
    return added


def add_legal_bases() -> int:
    """Legal texts with their status; a replaced one points at what replaced it."""
    rows = rows_of("reports/data/legal_bases.json")
    new = set()
    for row in rows:
        facts = {name: row[name] for name in ("title", "status", "source")}
        spans = {name: day_or_none(row[name]) for name in ("effective_from", "effective_to")}
        if LegalBasis.objects.get_or_create(code=row["code"], defaults=facts | spans)[1]:
            new.add(row["code"])
    by_code = {basis.code: basis for basis in LegalBasis.objects.all()}
    for row in rows:
        if row["superseded_by"] and row["code"] in new:
            LegalBasis.objects.filter(code=row["code"]).update(superseded_by=by_code[row["superseded_by"]])
    return len(new)


def add_rules(*, now: datetime) -> int:
    """The rules with their first version; later versions belong to the people who run the installation."""
    added = 0
    for row in rows_of("reports/data/rules.json"):
        facts = {name: row[name] for name in ("title", "subject", "direction")}
        rule, created = Rule.objects.get_or_create(code=row["code"], defaults=facts)
        if created:
            RuleVersion.objects.create(
                rule=rule,
                number=1,
                sentence=row["sentence"],
                outcome=row["outcome"],
                parameters=row["parameters"],
                legal_basis=LegalBasis.objects.filter(code=row["legal_basis"]).first(),
                effective_from=date.fromisoformat(row["effective_from"]),
                created_at=now,
            )
        added += created
    return added


def day_or_none(text: str | None) -> date | None:
    """A day of a data file, if one is given."""
    return date.fromisoformat(text) if text else None
