"""Plain makers for what roll-ups read and rules say."""

import itertools
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from assessments.models import Exam, ExamState, Result, Settlement
from courses.models import Assignment, CoursePage, Enrolment, Exemption
from people.models import Agency, StaffProfile, User
from reports.models import Direction, LegalBasis, Rule, RuleVersion, Subject
from reports.rules import RULES, check_parameters

_number = itertools.count(1)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a day in Vietnam."""
    return datetime.combine(day, time(hour), tzinfo=VIETNAM)


def make_exam_of(course: CoursePage, agency: Agency, **fields: Any) -> Exam:
    """A published official exam of a course."""
    number = next(_number)
    facts = {"title": f"Bài thi {course.code}", "official": True, "state": ExamState.PUBLISHED}
    return Exam.objects.create(code=f"{course.code}-{number}", course=course, agency=agency, **facts | fields)


def make_assignment(course: CoursePage, agency: Agency, by: User, **fields: Any) -> Assignment:
    """An obligation of the whole subtree, from 1 October to 5 November 2026."""
    days = {"starts_on": date(2026, 10, 1), "due_on": date(2026, 11, 5)} | fields
    return Assignment.objects.create(
        course=course, agency=agency, assigned_by=by, assigned_at=at(days["starts_on"]), **days
    )


def make_enrolment(
    staff: StaffProfile, course: CoursePage, completed_on: date | None = None, **fields: Any
) -> Enrolment:
    """Enrolled on 2 October 2026."""
    completed_at = at(completed_on) if completed_on else None
    facts = {"enrolled_at": at(date(2026, 10, 2)), "completed_at": completed_at} | fields
    return Enrolment.objects.create(staff=staff, course=course, **facts)


def make_result(staff: StaffProfile, exam: Exam, score: str, settled_on: date, **fields: Any) -> Result:
    """A settled result; passed from 80."""
    points = Decimal(score)
    facts = {"passed": points >= 80, "first_score": points, "attempts_used": 1, "period": "2026"} | fields
    result = Result.objects.create(
        staff=staff,
        exam=exam,
        score=points,
        cut_score=80,
        rule="partial-credit-1",
        full_name=staff.full_name,
        settled_at=at(settled_on),
        **facts,
    )
    result.settlements.create(
        at=result.settled_at, **{name: getattr(result, name) for name in Settlement.FACTS}
    )
    return result


def make_exemption(
    staff: StaffProfile, by: User, course: CoursePage | None = None, **fields: Any
) -> Exemption:
    """On parental leave since 1 October 2026."""
    facts = {"reason": "parental", "valid_from": date(2026, 10, 1), "granted_at": at(date(2026, 10, 1))}
    return Exemption.objects.create(staff=staff, course=course, granted_by=by, **facts | fields)


def make_rule(code: str, **numbers: Any) -> RuleVersion:
    """The first version of a rule, in force since 2026."""
    kind = RULES[code]
    rule = Rule.objects.create(
        code=code,
        title=f"Quy tắc {code}",
        subject=Subject.AGENCY if kind.about == "agency" else Subject.PERSON,
        direction=Direction.NEGATIVE if code.startswith("XL") else Direction.POSITIVE,
    )
    basis, _created = LegalBasis.objects.get_or_create(
        code="171/2025/NĐ-CP",
        defaults={"title": "Nghị định về đào tạo, bồi dưỡng công chức", "status": "in_force"},
    )
    return RuleVersion.objects.create(
        rule=rule,
        number=1,
        sentence=f"Nội dung quy tắc {code}",
        outcome=f"Kết quả {code}",
        parameters=check_parameters(kind.parameters, numbers),
        legal_basis=basis,
        effective_from=date(2026, 1, 1),
        created_at=at(date(2026, 1, 1)),
    )
