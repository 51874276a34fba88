"""The learner's day: my learning, enrolling, finishing a lesson."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.views import serve

from people.models import StaffProfile

from ..models import CataloguePage, CoursePage, Enrolment, LessonPage
from ..obligations import Due, due_list
from ..outline import Outline
from ..services import enrol as enrol_in
from ..services import record_progress


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The main catalogue under a name that menus can link to; its page may have moved since."""
    page = CataloguePage.objects.live().order_by("depth", "path").first()
    if page is None:
        raise Http404
    url = page.get_url(request)
    return serve(request, request.path.lstrip("/")) if url == request.path else redirect(url)


@require_safe
@login_required
def my_learning(request: HttpRequest) -> HttpResponse:
    """The single next step, then what is due, in progress and done."""
    staff: StaffProfile | None = getattr(request.user, "staff", None)
    catalogue = CataloguePage.objects.live().order_by("depth", "path").first()
    context: dict[str, Any] = {
        "name": str(request.user),
        "catalogue_url": catalogue.get_url(request) if catalogue else "",
    }
    if staff is not None:
        context |= {"posting": staff.current_posting} | _lists(request, staff)
    return render(request, "courses/my_learning.html", context)


@require_POST
@login_required
def enrol(request: HttpRequest, code: str) -> HttpResponse:
    """Takes the signed-in person into a course and goes to its first lesson."""
    course = get_object_or_404(CoursePage.objects.live(), code=code)
    enrolment = enrol_in(_staff(request), course, now=timezone.now())
    lesson = Outline.of(course, enrolment).next_lesson
    return redirect((lesson or course).get_url(request))


@require_POST
@login_required
def complete_lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Marks a lesson as done and goes on to the next one, after the last to the course."""
    lesson = get_object_or_404(LessonPage.objects.live(), pk=lesson_id)
    course = lesson.course
    enrolment = get_object_or_404(Enrolment.objects.active(), staff=_staff(request), course=course)
    record_progress(enrolment, lesson, now=timezone.now())
    enrolment.refresh_from_db()
    outline = Outline.of(course, enrolment)
    following = outline.after(lesson) or outline.next_lesson
    if following is not None:
        return redirect(following.get_url(request))
    messages.success(request, _end_words(outline))
    return redirect(course.get_url(request))


def _end_words(outline: Outline) -> str:
    if outline.waits_for_exam:
        return _("You have finished every lesson. The final exam is next.")
    return _("You have completed this course.")


def _staff(request: HttpRequest) -> StaffProfile:
    """The profile of the signed-in person; without one nobody learns."""
    staff: StaffProfile | None = getattr(request.user, "staff", None)
    if staff is None:
        raise PermissionDenied
    return staff


def _lists(request: HttpRequest, staff: StaffProfile) -> dict[str, Any]:
    dues = due_list(staff, timezone.localdate())
    by_course = {due.assignment.course_id: due for due in dues}
    enrolments = Enrolment.objects.active().filter(staff=staff).select_related("course")
    rows = [_row(request, due.assignment.course, due.enrolment, due) for due in dues]
    rows += [
        _row(request, each.course, each, None)
        for each in enrolments.order_by("-enrolled_at")
        if each.course_id not in by_course
    ]
    open_rows = [row for row in rows if not row["done"]]
    return {
        "dues": dues,
        "step": next(iter(open_rows), None),
        "pending": [row for row in open_rows if row["due"]],
        "learning": [row for row in open_rows if not row["due"]],
        "finished": [row for row in rows if row["done"]],
    }


def _row(
    request: HttpRequest, course: CoursePage, enrolment: Enrolment | None, due: Due | None
) -> dict[str, Any]:
    outline = Outline.of(course, enrolment)
    lesson = outline.next_lesson
    # Who must take the course is enrolled by opening a lesson.
    target = lesson if lesson and (enrolment or due) else course
    return {
        "course": course,
        "due": due,
        "enrolment": enrolment,
        "done": enrolment is not None and enrolment.completed_at is not None,
        "lesson": lesson,
        "waits_for_exam": outline.waits_for_exam,
        "started": bool(outline.done),
        "percent": outline.percent,
        "url": target.get_url(request),
    }
