"""HR: which agency must take which course, how far its people are, and withdrawing it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people import scope
from people.models import User
from people.models.staff import StaffQuerySet

from ..errors import AlreadyAssigned, AlreadyWithdrawn, DueBeforeStart
from ..forms import AssignmentForm
from ..models import Assignment, Exemption
from ..obligations import ASSIGNERS, in_state, obliged, paths_of, reached, with_progress
from ..services import assign, withdraw_assignment

PAGE_SIZE = 50
STATES = ("", "open", "waiting", "learning", "done", "exempt")


@require_safe
@scope.role_required(*ASSIGNERS)
def assignments(request: HttpRequest) -> HttpResponse:
    """The standing assignments that oblige somebody in the manager's agencies, with how far they are."""
    paths, today = paths_of(request.user), timezone.localdate()
    reaching = Assignment.objects.standing().reaching(paths).select_related("course", "agency")
    page = Paginator(reaching.order_by("-due_on", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [_row(assignment, paths, today) for assignment in page.object_list]
    return render(request, "courses/assignments.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@scope.role_required(*ASSIGNERS)
def new_assignment(request: HttpRequest) -> HttpResponse:
    """Assigns a course to an agency of the manager's subtree."""
    form = AssignmentForm(request.POST or None, agencies=scope.agencies_for(request.user, *ASSIGNERS))
    if request.method == "POST" and form.is_valid():
        assignment = _assign(form, request)
        if assignment is not None:
            messages.success(request, _("The course has been assigned. Everybody obliged will be told."))
            return redirect("courses:assignment", assignment.uuid)
    return render(request, "courses/assignment_new.html", {"form": form})


@require_safe
@scope.role_required(*ASSIGNERS)
def assignment(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One assignment: numbers, and the people whom it obliges in the manager's agencies."""
    paths, today = paths_of(request.user), timezone.localdate()
    found = _reaching(request, uuid)
    state = request.GET.get("state", "")
    words = request.GET.get("q", "").strip()[:100]
    people = _people(found, paths, today, state).matching(words)
    page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "assignment": found,
        "row": _row(found, paths, today),
        "exempt": _exempt(found, paths, today).count(),
        "state": state if state in STATES else "",
        "words": words,
        "page": page,
        "overdue": found.due_on < today,
        "may_withdraw": _owns(found, paths) and found.withdrawn_at is None,
    }
    return render(request, "courses/assignment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@scope.role_required(*ASSIGNERS)
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks, then withdraws an assignment of the manager's own subtree."""
    found = _reaching(request, uuid)
    if not _owns(found, paths_of(request.user)):
        raise PermissionDenied
    if request.method == "POST":
        try:
            withdraw_assignment(found, now=timezone.now(), by=_user(request))
            messages.success(request, _("The assignment has been withdrawn. What people have learnt stays."))
        except AlreadyWithdrawn:
            messages.info(request, _("It had been withdrawn before."))
        return redirect("courses:assignments")
    return render(request, "courses/assignment_withdraw.html", {"assignment": found})


def _assign(form: AssignmentForm, request: HttpRequest) -> Assignment | None:
    cleaned = form.cleaned_data
    try:
        return assign(
            cleaned["course"],
            cleaned["agency"],
            cleaned["due_on"],
            starts_on=cleaned["starts_on"],
            now=timezone.now(),
            by=_user(request),
        )
    except DueBeforeStart:
        form.add_error("due_on", _("The due date must not lie before the first day or in the past."))
    except AlreadyAssigned:
        form.add_error(None, _("This agency has the same course with the same due date already."))
    return None


def _reaching(request: HttpRequest, uuid: UUID) -> Assignment:
    reaching = Assignment.objects.reaching(paths_of(request.user))
    return get_object_or_404(reaching.select_related("course", "agency", "assigned_by"), uuid=uuid)


def _owns(assignment: Assignment, paths: list[str]) -> bool:
    return any(assignment.agency.path.startswith(path) for path in paths)


def _row(assignment: Assignment, paths: list[str], today: date) -> dict[str, Any]:
    people = with_progress(obliged(assignment, today, paths), assignment, today)
    total, done = people.count(), in_state(people, "done").count()
    waiting = in_state(people, "waiting").count()
    return {
        "assignment": assignment,
        "total": total,
        "done": done,
        "learning": total - done - waiting,
        "waiting": waiting,
        "open": total - done,
        "percent": 100 * done / total if total else 0,
        "overdue": total - done if assignment.due_on < today else 0,
        "begins_later": assignment.starts_on > today,
        "from_above": not _owns(assignment, paths),
    }


def _people(assignment: Assignment, paths: list[str], today: date, state: str) -> StaffQuerySet:
    if state == "exempt":
        return with_progress(_exempt(assignment, paths, today), assignment, today)
    return in_state(with_progress(obliged(assignment, today, paths), assignment, today), state)


def _exempt(assignment: Assignment, paths: list[str], today: date) -> StaffQuerySet:
    freed = Exemption.objects.on(today).from_course(assignment.course_id)
    return reached(assignment, today, paths).filter(pk__in=freed.values("staff"))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  role_required lets nobody else in
    return request.user
