"""What a page of content shows of the person who looks at it."""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.catalogue import Found, courses_under, find
from courses.models import CataloguePage, CoursePage, Enrolment, HomePage, LessonPage
from courses.obligations import Due, due_list
from courses.outline import Outline
from people.models import StaffProfile

register = template.Library()
NEWEST = 6


@register.simple_tag(takes_context=True)
def learner_course(context: Context, course: CoursePage, lesson: LessonPage | None = None) -> dict[str, Any]:
    """How the person who looks stands to a course: enrolment, due, outline and its rows."""
    request = context["request"]
    staff = staff_of(request.user)
    enrolment = _enrolment(staff, course)
    outline = Outline.of(course, enrolment)
    return {
        "staff": staff,
        "enrolment": enrolment,
        "due": _due(staff, course),
        "outline": outline,
        "rows": outline.rows(request, lesson, linked=enrolment is not None or _edits(request.user, course)),
        "next": outline.next_lesson,
        "after": outline.after(lesson) if lesson else None,
        "before": outline.before(lesson) if lesson else None,
        "lesson_done": lesson is not None and lesson.pk in outline.done,
    }


@register.simple_tag(takes_context=True)
def catalogue_courses(context: Context, catalogue: CataloguePage) -> Found:
    """The courses of a catalogue as the address asks."""
    return find(catalogue, context["request"].GET)


@register.simple_tag(takes_context=True)
def my_enrolments(context: Context) -> dict[int, Enrolment]:
    """The active enrolments of the person who looks, by course."""
    staff = staff_of(context["request"].user)
    if staff is None:
        return {}
    return {each.course_id: each for each in Enrolment.objects.active().filter(staff=staff)}


@register.simple_tag
def newest_courses(home: HomePage) -> dict[str, Any]:
    """The catalogue below the home page with its newest courses."""
    catalogue = CataloguePage.objects.child_of(home).live().order_by("path").first()
    if catalogue is None:
        return {"catalogue": None, "courses": []}
    newest = courses_under(catalogue).order_by("-first_published_at")[:NEWEST]
    return {"catalogue": catalogue, "courses": newest}


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    """The value of a key, or None."""
    return mapping.get(key)


@register.filter
def due_words(due: Due) -> str:
    """The due date in words: overdue, today, days left."""
    days = due.days_left
    if due.done:
        return _("Completed")
    if days < 0:
        return ngettext("Overdue by %(days)d day", "Overdue by %(days)d days", -days) % {"days": -days}
    if days == 0:
        return _("Due today")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


@register.filter
def due_tone(due: Due) -> str:
    """The tone of the status: overdue is bad, a week or less is a warning."""
    if due.done:
        return "ok"
    if due.overdue:
        return "bad"
    return "warn" if due.days_left <= 7 else "idle"


def staff_of(user: Any) -> StaffProfile | None:
    """The profile of the signed-in person, if there is one."""
    return getattr(user, "staff", None) if user.is_authenticated else None


def _edits(user: Any, course: CoursePage) -> bool:
    """Editors read lessons without taking the course. The quick question first: few have the door's key."""
    writes: bool = user.has_perm("wagtailadmin.access_admin")
    return writes and course.permissions_for_user(user).can_edit()


def _enrolment(staff: StaffProfile | None, course: CoursePage) -> Enrolment | None:
    if staff is None:
        return None
    return Enrolment.objects.active().filter(staff=staff, course=course).first()


def _due(staff: StaffProfile | None, course: CoursePage) -> Due | None:
    if staff is None:
        return None
    dues = due_list(staff, timezone.localdate())
    return next((due for due in dues if due.assignment.course_id == course.pk), None)
