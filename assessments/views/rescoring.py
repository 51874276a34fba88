"""Faulty items of an exam: what candidates report, who changes by a ruling, and the rulings made."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.rulings import RulingForm
from assessments.models import Attempt, Exam, ItemReport, ItemRuling, ItemVersion, RulingKind
from assessments.services import rescoring as service
from assessments.services.items import content_of
from assessments.services.rulings import rulings_of
from assessments.views import scoped
from people import scope
from people.models import Role


@scope.role_required(Role.EXAMINER)
@require_safe
def exam_items(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The exam's items, those with reports first, and what was ruled."""
    exam = scoped.get_examined(request, uuid)
    rulings = rulings_of(exam)
    reports = Count("reports", filter=Q(reports__attempt__part__exam=exam), distinct=True)
    versions = _versions(exam).annotate(report_count=reports).order_by("-report_count", "item__code")
    context = {
        "exam": exam,
        "crumbs": _crumbs(exam),
        "rows": [{"version": each, "ruling": rulings.get(each.pk)} for each in versions],
        "rulings": exam.rulings.select_related("version__item", "made_by").order_by("-pk"),
    }
    return render(request, "assessments/exam_items.html", context)


@scope.role_required(Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
def item_ruling(request: HttpRequest, uuid: UUID, version: int) -> HttpResponse:
    """One item: its reports, what can be ruled, and for the ruling that is asked for who changes; then the act."""
    exam = scoped.get_examined(request, uuid)
    item_version = get_object_or_404(_versions(exam), pk=version)
    kind = request.GET.get("kind", "")
    context: dict[str, Any] = {
        "exam": exam,
        "version": item_version,
        "content": content_of(item_version),
        "reports": ItemReport.objects.filter(attempt__part__exam=exam, version=item_version),
        "correction": service.correction_of(item_version),
        "ruling": rulings_of(exam).get(item_version.pk),
        "crumbs": [
            *_crumbs(exam),
            {"label": _("Faulty items"), "url": reverse("exam_items", args=[exam.uuid])},
        ],
    }
    if kind in RulingKind.values:
        try:
            draft = service.draft_ruling(exam, item_version, kind)
        except service.NotTheSameQuestion:
            return redirect("item_ruling", exam.uuid, version)
        changes = service.preview(draft)
        seen = service.fingerprint(changes)
        lowers = sum(change.after < change.before for change in changes)
        form = RulingForm(request.POST or None, lowers=bool(lowers), initial={"seen": seen})
        if form.is_valid():
            return _made(request, draft, form)
        context |= {"draft": draft, "changes": changes, "lowers": lowers, "form": form, "seen": seen}
    return render(request, "assessments/item_ruling.html", context)


@scope.role_required(Role.EXAMINER)
@require_safe
def ruling(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What was ruled, by whom and why, with every score before and after."""
    found = get_object_or_404(
        ItemRuling.objects.select_related("exam", "version__item", "made_by"), uuid=uuid
    )
    exam = scoped.get_examined(request, found.exam.uuid)
    concerned = [change["attempt"] for change in found.changes]
    attempts = Attempt.objects.filter(uuid__in=concerned).select_related("staff", "part")
    named = {str(attempt.uuid): attempt for attempt in attempts}
    context = {
        "exam": exam,
        "ruling": found,
        "changes": [
            {**change, "before": float(change["before"]), "after": float(change["after"])}
            | {"attempt": named[change["attempt"]]}
            for change in found.changes
        ],
        "crumbs": [
            *_crumbs(exam),
            {"label": _("Faulty items"), "url": reverse("exam_items", args=[exam.uuid])},
        ],
    }
    return render(request, "assessments/ruling.html", context)


def _made(request: HttpRequest, draft: ItemRuling, form: RulingForm) -> HttpResponse:
    """Makes the ruling, or shows the list again if it has changed meanwhile."""
    seen, reason = form.cleaned_data["seen"], form.cleaned_data["reason"]
    try:
        service.make_ruling(draft, seen=seen, reason=reason, now=timezone.now(), by=scope.signed_in(request))
    except service.PreviewIsOld:
        messages.error(
            request, _("Nothing was changed: meanwhile other scores came in. Look at the list again.")
        )
        return redirect(request.get_full_path())
    messages.success(request, _("The ruling holds. The new scores follow in a few minutes."))
    return redirect("exam_items", draft.exam.uuid)


def _versions(exam: Exam) -> Any:
    """The item versions on the exam's forms."""
    versions = ItemVersion.objects.filter(form_items__form__part__exam=exam)
    return versions.select_related("item__current_version").distinct()


def _crumbs(exam: Exam) -> list[dict[str, str]]:
    return [
        {"label": _("Exams"), "url": reverse("exams_manage")},
        {"label": exam.title, "url": reverse("exam_manage", args=[exam.uuid])},
    ]
