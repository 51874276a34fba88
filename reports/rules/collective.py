"""Rules about an agency with everything below it: KT6 (commendation) and XL7 (report by the head)."""

from typing import Any

from django.utils.translation import gettext as _

from reports.rules.base import AgencyFacts, Finding, freeze, percent, say_number


def find_kt6(agency: AgencyFacts, numbers: dict[str, Any]) -> Finding | None:
    """KT6: enough of those in scope took part and passed, and nobody broke the exam's rules.

    Passed is every exam that is owed, of those in scope: nobody is praised for the few that they sent.
    """
    if agency.in_scope < numbers["min_people"] or agency.violations:
        return None
    if not _reaches(agency.took_part, agency.in_scope, numbers["min_took_part"]):
        return None
    if not _reaches(agency.passed_all, agency.in_scope, numbers["min_passed"]):
        return None
    sentence = _(
        "%(name)s: %(took_part)s %% of %(in_scope)s people in scope took part, %(passed)s %% passed, "
        "without violation (rule: %(min_took_part)s %% and %(min_passed)s %%)."
    ) % {
        **_say_shares(agency),
        "min_took_part": numbers["min_took_part"],
        "min_passed": numbers["min_passed"],
    }
    return Finding("KT6", agency.code, {**freeze(agency), "numbers": dict(numbers)}, sentence)


def find_xl7(agency: AgencyFacts, numbers: dict[str, Any]) -> Finding | None:
    """XL7: fewer than `below_took_part` percent of those in scope took part. Asked after the period."""
    if agency.in_scope < numbers["min_people"]:
        return None
    if _reaches(agency.took_part, agency.in_scope, numbers["below_took_part"]):
        return None
    sentence = _(
        "%(name)s: %(took_part)s %% of %(in_scope)s people in scope took part by the end of the period "
        "(rule: below %(below)s %%). A report by the head is proposed."
    ) % {
        **_say_shares(agency),
        "below": numbers["below_took_part"],
    }
    return Finding("XL7", agency.code, {**freeze(agency), "numbers": dict(numbers)}, sentence)


def _reaches(part: int, whole: int, share: int) -> bool:
    return 100 * part >= share * whole


def _say_shares(agency: AgencyFacts) -> dict[str, Any]:
    return {
        "name": agency.name,
        "in_scope": agency.in_scope,
        "took_part": say_number(percent(agency.took_part, agency.in_scope)),
        "passed": say_number(percent(agency.passed_all, agency.in_scope)),
    }
