"""What pages of content show of items and exams."""

from typing import Any

from django import template
from django.db.models import QuerySet
from django.template import Context
from django.urls import reverse

from assessments import practice
from assessments.models import Accommodation, Exam, ExamState
from assessments.services import allowances
from courses.models import CoursePage
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


@register.simple_tag
def final_exam_address(course: CoursePage) -> str:
    """The start page of the course's exam, the official one first; "" while none is published."""
    exam = _published(course).first()
    return reverse("exam_start", args=[exam.uuid]) if exam else ""


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
