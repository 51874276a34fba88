"""The staff of the agencies that an HR manager answers for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import scope
from ..fields import NO_SUCH_AGENCY
from ..forms import MoveForm, NewStaffForm, ReleaseForm, StaffFilter, StaffForm
from ..importing import FLAGS
from ..importing.problems import MESSAGES
from ..mail import has_mail
from ..models import Agency, Posting, StaffProfile
from ..services.invitations import uninvited
from ..services.staff import (
    AccountIsProtected,
    OutsideSubtree,
    PostingOverlaps,
    change_staff,
    is_protected,
    move_staff,
    release_staff,
)
from ..services.staff_entry import add_staff
from ..services.staff_import import StaffChangedMeanwhile
from . import MANAGERS, PAGE, me, posted


def person_or_404(request: HttpRequest, uuid: UUID) -> StaffProfile:
    """A person of the user's agencies."""
    visible = scope.staff_visible_to(request.user, *MANAGERS).select_related("user")
    return get_object_or_404(visible, uuid=uuid)


@scope.role_required(*MANAGERS)
@require_safe
def staff_list(request: HttpRequest) -> HttpResponse:
    """Everybody, by name in dictionary order; searched without accents."""
    agencies = scope.agencies_for(request.user, *MANAGERS)
    form = StaffFilter(request.GET)
    visible = StaffProfile.objects.within(agencies)
    found = form.apply(visible, agencies).select_related("user")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    served = Posting.objects.filter(staff__in=page.object_list, ended_on=None).select_related("agency")
    places = {posting.staff_id: posting.agency for posting in served}
    rows = [(person, places.get(person.pk)) for person in page]
    context = {"form": form, "page": page, "rows": rows, "waiting": visible.exclude(needs_review=[]).count()}
    return render(request, "people/staff_list.html", context)


@scope.role_required(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def staff_new(request: HttpRequest) -> HttpResponse:
    """Adds one person; the invitation is given afterwards, from the person's page."""
    now = timezone.now()
    form = NewStaffForm(
        posted(request),
        by=me(request),
        today=timezone.localdate(now),
        agencies=_open_agencies(request),
        initial={"agency_code": _only_agency(request)},
    )
    if form.is_valid() and form.record is not None:
        try:
            person = add_staff(form.record, now=now, by=me(request))
        except StaffChangedMeanwhile as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%s was added. Invite them to sign in from here.") % person.full_name)
            return redirect("people:staff_detail", person.uuid)
    return render(request, "people/staff_new.html", {"form": form}, status=422 if form.errors else 200)


@scope.role_required(*MANAGERS)
@require_safe
def staff_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One person: facts, what is to be reviewed, where they served, roles."""
    person = person_or_404(request, uuid)
    grants = person.user.role_grants.current().select_related("agency")
    alone = StaffProfile.objects.filter(pk=person.pk)
    context = {
        "person": person,
        "facts": _facts(person),
        "reviews": [str(MESSAGES[flag]) for flag in person.needs_review if flag in FLAGS],
        "postings": person.postings.select_related("agency").order_by("-started_on"),
        "grants": grants.filter(agency__in=scope.agencies_for(request.user, *MANAGERS)),
        "may_sign_in": person.user.has_usable_password(),
        "may_invite": has_mail() and uninvited(alone, now=timezone.now()).exists(),
    }
    return render(request, "people/staff_detail.html", context)


@scope.role_required(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def staff_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Correct a person's facts and clear what was to be reviewed."""
    person, now = person_or_404(request, uuid), timezone.now()
    form = StaffForm(posted(request), staff=person, today=timezone.localdate(now), initial=_initial(person))
    if is_protected(person.user, me(request)):
        form.fields["email"].disabled = True
    if form.is_valid():
        facts = form.facts()
        try:
            change_staff(
                person,
                facts,
                email=facts["email"],
                checked=facts.get("checked", False),
                now=now,
                by=me(request),
            )
        except AccountIsProtected:
            form.add_error("email", _("You may not change this person's e-mail. Ask an administrator."))
        else:
            messages.success(request, _("The facts were saved."))
            return redirect("people:staff_detail", person.uuid)
    return render(request, "people/staff_edit.html", {"person": person, "form": form})


@scope.role_required(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def staff_move(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Another agency from a day on; the earlier posting stays in the history."""
    person, now = person_or_404(request, uuid), timezone.now()
    today = timezone.localdate(now)
    form = MoveForm(
        posted(request),
        agencies=_open_agencies(request),
        initial={"position": person.position, "on": today},
    )
    if form.is_valid():
        facts = form.cleaned_data
        try:
            move_staff(
                person, facts["agency"], position=facts["position"], on=facts["on"], now=now, by=me(request)
            )
        except PostingOverlaps:
            form.add_error("on", _("This lies before the first day of the present posting."))
        except OutsideSubtree:
            form.add_error("agency", NO_SUCH_AGENCY)
        else:
            messages.success(request, _("The posting was saved."))
            return redirect("people:staff_detail", person.uuid)
    return render(request, "people/staff_move.html", {"person": person, "form": form})


@scope.role_required(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def staff_release(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ends the posting of somebody who left."""
    person, now = person_or_404(request, uuid), timezone.now()
    form = ReleaseForm(posted(request), initial={"on": timezone.localdate(now)})
    if form.is_valid():
        try:
            release_staff(person, on=form.cleaned_data["on"], now=now, by=me(request))
        except PostingOverlaps:
            form.add_error("on", _("This lies before the first day of the present posting."))
        else:
            messages.success(request, _("The posting was ended."))
            return redirect("people:staff_list")
    return render(request, "people/staff_release.html", {"person": person, "form": form})


def _only_agency(request: HttpRequest) -> str:
    """The code of the one agency that the user manages; of several the user names one."""
    codes = _open_agencies(request).values_list("code", flat=True)[:2]
    return codes[0] if len(codes) == 1 else ""


def _open_agencies(request: HttpRequest) -> Any:
    return scope.agencies_for(request.user, *MANAGERS).filter(closed_on=None)


def _initial(person: StaffProfile) -> dict[str, Any]:
    plain = {name: getattr(person, name) for name in ("full_name", "kind", "position", "gender", "phone")}
    return plain | {
        "email": person.user.email,
        "born_on": person.born,
        "identity_number": person.identity_number,
    }


def _facts(person: StaffProfile) -> list[dict[str, Any]]:
    posting = person.current_posting
    agency: Agency | None = posting.agency if posting else None
    return [
        {"label": _("Staff code"), "value": person.staff_code},
        {"label": _("Official e-mail"), "value": person.user.email},
        {"label": _("Agency"), "value": agency.name if agency else _("none")},
        {"label": _("Position"), "value": person.position or "–"},
        {"label": _("Kind"), "value": person.get_kind_display()},
        {"label": _("Date of birth"), "value": person.born or "–"},
        {"label": _("Phone"), "value": person.phone or "–"},
        {"label": _("Identity number"), "value": person.identity_masked or "–"},
    ]
