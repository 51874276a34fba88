"""Rules of one's own: what a person is given in every exam, and what an exam's examiners change for some."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.allowances import (
    AccommodationForm,
    GroupRulesForm,
    PersonRulesForm,
    ReasonForm,
    initial_of,
)
from assessments.models import Accommodation, CandidateGroup, Exam, Override
from assessments.services import allowances as service
from assessments.services.eligibility import candidates_of
from assessments.views import scoped
from assessments.views.words import RULES
from people import scope
from people.models import Role
from people.views import MANAGERS


@scope.role_required(*MANAGERS, Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
def accommodation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the person is given in every exam: set it, or take it back with a reason."""
    people = scope.staff_visible_to(request.user, *MANAGERS, Role.EXAMINER)
    person = get_object_or_404(people, uuid=uuid)
    granted = service.accommodation_of(person)
    act = _act(request)
    form = AccommodationForm(request.POST or None, instance=granted or Accommodation(staff=person))
    if request.POST.get("act") == "remove":
        removal = ReasonForm(request.POST)
        if removal.is_valid():
            service.remove_accommodation(person, reason=removal.cleaned_data["reason"], **act)
            return redirect("accommodation", person.uuid)
    elif form.is_valid():
        service.set_accommodation(person, form.facts(), reason=form.cleaned_data["reason"], **act)
        return redirect("accommodation", person.uuid)
    is_manager = scope.staff_visible_to(request.user, *MANAGERS).filter(pk=person.pk).exists()
    return render(
        request,
        "assessments/accommodation.html",
        {"person": person, "granted": granted, "form": form, "is_manager": is_manager},
    )


@scope.role_required(Role.EXAMINER)
@require_safe
def exam_rules(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """For whom other rules hold in an exam; for one candidate, which rule came from where."""
    exam = scoped.get_examined(request, uuid)
    overrides = exam.overrides.select_related("staff", "group", "made_by").order_by("pk")
    asked = request.GET.get("person", "").strip()
    found = candidates_of(exam).filter(staff_code__iexact=asked).first() if asked else None
    context = {
        "exam": exam,
        "crumbs": _crumbs(exam),
        "people": [_row(each) for each in overrides if each.staff_id],
        "groups": [_row(each) | {"members": each.group.members.count()} for each in overrides if each.group],
        "asked": asked,
        "person": found,
        "origins": _origins(found, exam) if found else [],
        "accommodation": service.accommodation_of(found) if found else None,
    }
    return render(request, "assessments/exam_rules.html", context)


@scope.role_required(Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
def person_rules_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Other rules for one candidate."""
    exam = scoped.get_examined(request, uuid)
    initial = {"code": request.GET.get("person", "")}
    form = PersonRulesForm(request.POST or None, candidates=candidates_of(exam), initial=initial)
    return _saved_for_person(request, exam, form) or _form_page(request, exam, form)


@scope.role_required(Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
def group_rules_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Other rules for a group of candidates."""
    exam = scoped.get_examined(request, uuid)
    form = GroupRulesForm(request.POST or None, candidates=candidates_of(exam), exam_groups=exam.groups.all())
    return _saved_for_group(request, exam, form, None) or _form_page(request, exam, form)


@scope.role_required(Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
def rules_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change what holds for a person or a group, or take it back with a reason."""
    override = get_object_or_404(Override.objects.select_related("exam", "group", "staff"), uuid=uuid)
    exam = scoped.get_examined(request, override.exam.uuid)
    if request.POST.get("act") == "remove":
        removal = ReasonForm(request.POST)
        if removal.is_valid():
            return _removed(request, override, removal.cleaned_data["reason"])
    initial = initial_of(override) | {"reason": ""}
    form: PersonRulesForm | GroupRulesForm
    if override.group:
        initial |= {"title": override.group.title, "codes": _codes(override.group)}
        others = exam.groups.exclude(pk=override.group.pk)
        form = GroupRulesForm(
            request.POST or None, candidates=candidates_of(exam), exam_groups=others, initial=initial
        )
        saved = _saved_for_group(request, exam, form, override.group)
    else:
        assert override.staff  # noqa: S101 - a constraint says so
        initial |= {"code": override.staff.staff_code}
        form = PersonRulesForm(request.POST or None, candidates=candidates_of(exam), initial=initial)
        form.fields["code"].disabled = True
        saved = _saved_for_person(request, exam, form)
    return saved or _form_page(request, exam, form, override=override)


def _saved_for_person(request: HttpRequest, exam: Exam, form: PersonRulesForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    person, reason = form.cleaned_data["code"], form.cleaned_data["reason"]
    service.set_override(exam, form.changes(), staff=person, reason=reason, **_act(request))
    return redirect("exam_rules", exam.uuid)


def _saved_for_group(
    request: HttpRequest, exam: Exam, form: GroupRulesForm, group: CandidateGroup | None
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    title, members, reason = (form.cleaned_data[name] for name in ("title", "codes", "reason"))
    service.save_group(exam, title, members, form.changes(), group=group, reason=reason, **_act(request))
    return redirect("exam_rules", exam.uuid)


def _removed(request: HttpRequest, override: Override, reason: str) -> HttpResponse:
    act = _act(request) | {"reason": reason}
    if override.group:
        service.remove_group(override.group, **act)
    else:
        service.remove_override(override, **act)
    return redirect("exam_rules", override.exam.uuid)


def _form_page(
    request: HttpRequest, exam: Exam, form: PersonRulesForm | GroupRulesForm, override: Override | None = None
) -> HttpResponse:
    context = {
        "exam": exam,
        "form": form,
        "override": override,
        "crumbs": [*_crumbs(exam), {"label": _("Own rules"), "url": reverse("exam_rules", args=[exam.uuid])}],
        "members": override.group.members.order_by("sort_key") if override and override.group else [],
    }
    return render(request, "assessments/rules_form.html", context)


def _act(request: HttpRequest) -> dict[str, Any]:
    """When, and by whom."""
    return {"now": timezone.now(), "by": scope.signed_in(request)}


def _crumbs(exam: Exam) -> list[dict[str, str]]:
    return [
        {"label": _("Exams"), "url": reverse("exams_manage")},
        {"label": exam.title, "url": reverse("exam_manage", args=[exam.uuid])},
    ]


def _codes(group: CandidateGroup) -> str:
    return "\n".join(group.members.order_by("sort_key").values_list("staff_code", flat=True))


def _row(override: Override) -> dict[str, Any]:
    facts = [{"label": RULES[name], "value": getattr(override, name)} for name in override.fields]
    return {"override": override, "whom": override.staff or override.group, "facts": facts}


def _origins(person: Any, exam: Exam) -> list[dict[str, Any]]:
    """Each rule with its value and where it comes from."""
    return [
        {"label": RULES[each.field], "value": each.value, "origin": each.origin, "groups": each.groups}
        for each in service.origins_of(person, exam)
    ]
