"""Rules as data: the version in force, new numbers as a new version, and switches."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from people import ledger
from people.models import Agency, User
from reports.models import Rule, RuleSwitch, RuleVersion
from reports.rules import RULES, check_parameters


def version_in_force(rule: Rule, day: date) -> RuleVersion | None:
    """The highest-numbered version that is effective on a day."""
    versions = rule.versions.filter(effective_from__lte=day).select_related("rule", "legal_basis")
    return versions.order_by("-number").first()


def change_numbers(
    rule: Rule, given: Mapping[str, object], effective_from: date, *, now: datetime, by: User
) -> RuleVersion:
    """A new version with other numbers; the old one stays as it was. Raises BadParameters."""
    numbers = check_parameters(RULES[rule.code].parameters, given)
    with transaction.atomic():
        Rule.objects.select_for_update().get(pk=rule.pk)
        last = rule.versions.order_by("-number")[0]
        number = (rule.versions.aggregate(top=Max("number"))["top"] or 0) + 1
        version = RuleVersion.objects.create(
            rule=rule,
            number=number,
            sentence=last.sentence,
            outcome=last.outcome,
            parameters=numbers,
            legal_basis=last.legal_basis,
            effective_from=effective_from,
            created_at=now,
            created_by=by,
        )
        payload = {"number": number, "parameters": numbers, "effective_from": effective_from.isoformat()}
        ledger.append("rule-version", rule.code, payload, now=now, by=by)
    return version


def switch_off(rule: Rule, agency: Agency, day: date, *, now: datetime, by: User) -> RuleSwitch:
    """From a day on the rule finds nothing in the agency and below it. Doing it twice changes nothing."""
    with transaction.atomic():
        switch, created = RuleSwitch.objects.get_or_create(
            rule=rule,
            agency=agency,
            off_until=None,
            defaults={"off_from": day, "switched_by": by, "switched_at": now},
        )
        if created:
            payload = {"agency": agency.code, "off_from": day.isoformat()}
            ledger.append("rule-off", rule.code, payload, now=now, by=by)
    return switch


def switch_on(rule: Rule, agency: Agency, day: date, *, now: datetime, by: User) -> None:
    """Ends the agency's open switch; the rule works again from that day."""
    with transaction.atomic():
        ended = RuleSwitch.objects.filter(rule=rule, agency=agency, off_until=None).update(off_until=day)
        if ended:
            payload = {"agency": agency.code, "off_until": day.isoformat()}
            ledger.append("rule-on", rule.code, payload, now=now, by=by)


def agencies_off(rule: Rule, day: date) -> set[int]:
    """Ids of the agencies where the rule is switched off on a day; what is below them is off too."""
    open_still = Q(off_until=None) | Q(off_until__gt=day)
    return set(rule.switches.filter(open_still, off_from__lte=day).values_list("agency_id", flat=True))


def numbers_of(version: RuleVersion) -> dict[str, Any]:
    """The version's numbers, absent ones by their default."""
    return check_parameters(RULES[version.rule.code].parameters, version.parameters)


def say_rule(version: RuleVersion) -> str:
    """The rule as a sentence, with its numbers filled in."""
    return _fill(version.sentence, numbers_of(version))


def say_outcome(version: RuleVersion) -> str:
    """What the rule proposes, with its numbers filled in."""
    return _fill(version.outcome, numbers_of(version))


def _fill(text: str, numbers: Mapping[str, Any]) -> str:
    """Puts numbers for {names}. Not `str.format`: the texts are data, and may only name numbers."""
    for name, value in numbers.items():
        words = ", ".join(str(v) for v in value) if isinstance(value, list) else str(value)
        text = text.replace(f"{{{name}}}", words)
    return text
