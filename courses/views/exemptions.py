"""HR: who is freed from which course, granting it and withdrawing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people import scope
from people.models import User

from ..errors import AlreadyWithdrawn
from ..forms import ExemptionForm
from ..models import CoursePage, Exemption
from ..obligations import ASSIGNERS
from ..services import grant_exemption, withdraw_exemption

PAGE_SIZE = 50


@require_safe
@scope.role_required(*ASSIGNERS)
def exemptions(request: HttpRequest) -> HttpResponse:
    """The standing exemptions of the people whom the manager answers for."""
    staff = scope.staff_visible_to(request.user, *ASSIGNERS)
    words = request.GET.get("q", "").strip()[:100]
    standing = Exemption.objects.standing().filter(staff__in=staff.matching(words))
    rows = standing.select_related("staff", "course").order_by("staff__sort_key", "-valid_from")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "today": timezone.localdate()}
    return render(request, "courses/exemptions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@scope.role_required(*ASSIGNERS)
def new_exemption(request: HttpRequest) -> HttpResponse:
    """Grants an exemption to one person of the manager's agencies."""
    staff = scope.staff_visible_to(request.user, *ASSIGNERS)
    form = ExemptionForm(request.POST or None, initial=_asked(request), staff=staff)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        grant_exemption(
            cleaned["staff_code"],
            cleaned["course"],
            cleaned["reason"],
            valid_from=cleaned["valid_from"],
            valid_to=cleaned["valid_to"],
            note=cleaned["note"],
            now=timezone.now(),
            by=_user(request),
        )
        messages.success(request, _("%(name)s is exempt now.") % {"name": cleaned["staff_code"]})
        return redirect("courses:exemptions")
    return render(request, "courses/exemption_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@scope.role_required(*ASSIGNERS)
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks, then withdraws an exemption."""
    staff = scope.staff_visible_to(request.user, *ASSIGNERS)
    mine = Exemption.objects.filter(staff__in=staff).select_related("staff", "course")
    found = get_object_or_404(mine, uuid=uuid)
    if request.method == "POST":
        try:
            withdraw_exemption(found, now=timezone.now(), by=_user(request))
            messages.success(request, _("The exemption has been withdrawn."))
        except AlreadyWithdrawn:
            messages.info(request, _("It had been withdrawn before."))
        return redirect("courses:exemptions")
    return render(request, "courses/exemption_withdraw.html", {"exemption": found})


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What a link from a list fills in."""
    course = CoursePage.objects.filter(code=request.GET.get("course", "")).first()
    return {
        "staff_code": request.GET.get("staff", "")[:254],
        "course": course,
        "valid_from": timezone.localdate(),
    }


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  role_required lets nobody else in
    return request.user
