"""Rules about one person: KT2 (commendation) and XL3 (extra training)."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from reports.rules.base import CourseFacts, Finding, PersonFacts, freeze, say_day, say_number


def find_kt2(person: PersonFacts, numbers: dict[str, Any]) -> Finding | None:
    """KT2: in each obligatory course with an exam the first go reached `min_score`, in time, no violation."""
    examined = [course for course in person.courses if course.has_exam]
    if not examined or any(course.violations for course in person.courses):
        return None
    if not all(_shines(course, numbers["min_score"]) for course in examined):
        return None
    sentence = _(
        "%(name)s reached %(scores)s at the first attempt, in time and without violation "
        "(rule: at least %(min)s)."
    ) % {
        "name": person.full_name,
        "scores": "; ".join(f"{c.code} {say_number(c.first_score or 0)}/100" for c in examined),
        "min": numbers["min_score"],
    }
    return Finding("KT2", person.staff, {**freeze(person), "numbers": dict(numbers)}, sentence)


def find_xl3(person: PersonFacts, numbers: dict[str, Any]) -> Finding | None:
    """XL3: in some obligatory course every allowed attempt is used up and none passed."""
    used_up = [course for course in person.courses if _is_used_up(course)]
    if not used_up:
        return None
    sentence = _(
        "%(name)s has used every attempt without passing yet: %(courses)s. "
        "Extra training of %(days)s days is proposed."
    ) % {
        "name": person.full_name,
        "courses": "; ".join(_say_used_up(course) for course in used_up),
        "days": numbers["extra_days"],
    }
    facts = {**freeze(person), "used_up": [course.code for course in used_up], "numbers": dict(numbers)}
    return Finding("XL3", person.staff, facts, sentence)


def _shines(course: CourseFacts, min_score: int) -> bool:
    return course.first_score is not None and course.first_score >= Decimal(min_score) and course.in_time


def _is_used_up(course: CourseFacts) -> bool:
    out_of_attempts = 0 < course.attempts_allowed <= course.attempts_used
    return course.has_exam and out_of_attempts and course.passed_on is None


def _say_used_up(course: CourseFacts) -> str:
    best = _("no score") if course.score is None else f"{say_number(course.score)}/100"
    words = _("%(code)s: %(used)s of %(allowed)s attempts, best %(best)s") % {
        "code": course.code,
        "used": course.attempts_used,
        "allowed": course.attempts_allowed,
        "best": best,
    }
    return (
        words if course.due_on is None else f"{words} ({_('due %(day)s') % {'day': say_day(course.due_on)}})"
    )
