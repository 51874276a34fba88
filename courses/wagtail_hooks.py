"""Where this app meets Wagtail: who reads lessons, and the competences in the administration."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from people.models import StaffProfile

from .models import Competence, CoursePage, Enrolment, LessonPage
from .obligations import assignments_of
from .reading import lessons_with, may_read_document
from .registry import author
from .services import enrol, open_lesson


@hooks.register("before_serve_page")
def lessons_are_for_learners(
    page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]
) -> HttpResponse | None:
    """A lesson opens for those who take the course, and keeps that they were there.

    Who was assigned the course is enrolled by opening it; others enrol on its page. Editors may read without.
    """
    if not isinstance(page, LessonPage):
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    enrolment = _enrolment(getattr(request.user, "staff", None), page.course)
    if enrolment is not None:
        open_lesson(enrolment, page, now=timezone.now())
        return None
    if page.permissions_for_user(request.user).can_edit():
        return None
    return _to_the_course(page, request)


@hooks.register("before_serve_document")
def documents_are_for_readers(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """A file belongs to lessons, and opens for who may read one of them. Collections may ask for more."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if may_read_document(request.user, document):
        return None
    lesson = lessons_with(document).first()
    if lesson is None:
        raise Http404
    return _to_the_course(lesson, request)


def _to_the_course(lesson: LessonPage, request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Enrol in this course to read its lessons."))
    return redirect(lesson.course.get_url(request))


def _enrolment(staff: StaffProfile | None, course: CoursePage) -> Enrolment | None:
    if staff is None:
        return None
    enrolment = Enrolment.objects.active().filter(staff=staff, course=course).first()
    if enrolment is None and assignments_of(staff, timezone.localdate()).filter(course=course).exists():
        return enrol(staff, course, now=timezone.now())
    return enrolment


@hooks.register("before_create_page")
@hooks.register("before_edit_page")
def offer_own_items(request: HttpRequest, page: Page, *args: Any) -> None:
    """A trainer chooses from the practice items of their own agencies.

    Only while a form is shown: what an administrator chose from elsewhere stays valid when it is saved again.
    """
    author.set(request.user if request.method == "GET" and request.user.is_authenticated else None)


@receiver(request_finished, dispatch_uid="forget_the_author")
def forget_the_author(**kwargs: Any) -> None:
    """The next request of this thread is somebody else's."""
    author.set(None)


class CompetenceViewSet(SnippetViewSet):
    """The competency framework in the administration."""

    model = Competence
    icon = "list-ul"
    add_to_admin_menu = True
    menu_order = 300
    list_display = ["code", "title", "framework", "group"]
    list_filter = ["framework", "group"]
    list_per_page = 50
    ordering = ["framework", "position"]


register_snippet(CompetenceViewSet)


@hooks.register("construct_help_menu")
def offer_no_outside_help(request: HttpRequest, menu_items: list[Any]) -> None:
    """An agency's network may be closed: links to the makers' site would only fail."""
    menu_items[:] = [item for item in menu_items if not item.url.startswith("http")]
