"""What pages of content show of items and exams."""

from datetime import datetime
from typing import Any

from django import template
from django.db.models import QuerySet
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import practice
from assessments.models import Accommodation, Attempt, Exam, ExamState
from assessments.services import allowances
from assessments.services.eligibility import check_may_start, part_due
from assessments.services.errors import NoAttemptLeft, Refusal
from courses.models import CoursePage
from courses.templatetags.courses_tags import staff_of
from people.models import StaffProfile

register = template.Library()


@register.inclusion_tag("assessments/_self_check.html", takes_context=True)
def self_check(context: Context, uuid: str) -> dict[str, Any]:
    """One practice item with its form; a sentence when it is not in use any more."""
    request = context.get("request")
    item = practice.practice_item(uuid)
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "item": practice.shown(item) if item else None,
        "back": request.path if request else "",
    }


@register.simple_tag(takes_context=True)
def final_exam(context: Context, course: CoursePage) -> dict[str, str]:
    """The course's exam, the official one first: `url` of its start page, and what stands in the person's way."""
    exam, staff = _published(course).exclude(parts=None).first(), staff_of(context["request"].user)
    if exam is None:
        return {"url": "", "obstacle": _("The exam is not open yet. The page of the course will show it.")}
    url = reverse("exam_start", args=[exam.uuid])
    return {"url": url, "obstacle": _obstacle(staff, exam, timezone.now()) if staff else ""}


@register.simple_tag
def accommodation_of(person: StaffProfile) -> Accommodation | None:
    """What the person is given in every exam."""
    return allowances.accommodation_of(person)


@register.inclusion_tag("assessments/_course_exams.html", takes_context=True)
def course_exams(context: Context, course: CoursePage) -> dict[str, Any]:
    """The published exams of a course."""
    return {"exams": _published(course), "request": context.get("request")}


def _published(course: CoursePage) -> "QuerySet[Exam]":
    exams = Exam.objects.filter(course=course, state=ExamState.PUBLISHED)
    return exams.order_by("-official", "title")


def _obstacle(staff: StaffProfile, exam: Exam, now: datetime) -> str:
    """Why the person cannot start now, and what to do; "" if they can, or have a paper under way."""
    part = part_due(staff, exam, asked="", now=now)
    if Attempt.objects.running(now=now).filter(staff=staff, part=part).exists():
        return ""
    try:
        check_may_start(staff, part, now=now)
    except NoAttemptLeft:
        return _("No attempt is left this year. Talk to the HR manager of your agency.")
    except Refusal as refusal:
        return refusal.message
    return ""
