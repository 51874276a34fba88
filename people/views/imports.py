"""Importing a list in three steps: choose a file, look at what it would do, confirm."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import scope
from ..forms import GENDERS, UploadForm
from ..models import ImportRun, StaffKind
from ..services.import_runs import IMPORTS, ImportIsOver, confirm_import, discard_import, upload_import
from ..services.refused_rows import refused_workbook
from . import MANAGERS, PAGE, me, posted

STEPS = [gettext_lazy("Choose the file"), gettext_lazy("Look it through"), gettext_lazy("Done")]
AT_WORK = {
    ImportRun.State.UPLOADED: gettext_lazy("The file waits to be read"),
    ImportRun.State.READING: gettext_lazy("The file is being read"),
    ImportRun.State.APPLYING: gettext_lazy("The rows are being stored"),
}
FACTS = {
    "full_name": gettext_lazy("full name"),
    "kind": gettext_lazy("kind"),
    "position": gettext_lazy("position"),
    "gender": gettext_lazy("gender"),
    "phone": gettext_lazy("phone"),
    "identity_number": gettext_lazy("identity number"),
    "born_on": gettext_lazy("date of birth"),
    "email": gettext_lazy("e-mail"),
    "agency": gettext_lazy("agency"),
    "name": gettext_lazy("name"),
    "parent": gettext_lazy("parent agency"),
    "legacy_code": gettext_lazy("old code"),
    "level": gettext_lazy("level"),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _runs(request: HttpRequest) -> "QuerySet[ImportRun]":
    """A run belongs to the person who uploaded it: it may tell of agencies that others do not manage.

    Files of other kinds, such as questions, have pages of their own.
    """
    return ImportRun.objects.filter(uploaded_by=me(request), kind__in=IMPORTS)


@scope.role_required(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """Choose a file; earlier imports with their reports."""
    kind = request.GET.get("kind", "staff")
    form = UploadForm(
        posted(request), request.FILES if request.method == "POST" else None, initial={"kind": kind}
    )
    if form.is_valid():
        facts = form.cleaned_data
        run = upload_import(
            facts["kind"], facts["file"], strict=facts["strict"], now=timezone.now(), by=me(request)
        )
        return redirect("people:import_run", run.uuid)
    page = Paginator(_runs(request), PAGE).get_page(request.GET.get("page"))
    return render(request, "people/import_list.html", {"form": form, "page": page, "steps": STEPS})


@scope.role_required(*MANAGERS)
@require_safe
def import_run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Where an import stands: at work, preview, report, or why it failed."""
    run = get_object_or_404(_runs(request), uuid=uuid)
    return render(request, "people/import_run.html", _told(run, request.GET.get("page")))


@scope.role_required(*MANAGERS)
@require_safe
def import_progress(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The part of the page that shows how far the worker is."""
    run = get_object_or_404(_runs(request), uuid=uuid)
    return render(request, "people/_import_progress.html", _told(run))


@scope.role_required(*MANAGERS)
@require_POST
def import_confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Stores what the preview shows."""
    run = get_object_or_404(_runs(request), uuid=uuid)
    try:
        confirm_import(run)
    except ImportIsOver:
        messages.info(request, _("This import was confirmed before."))
    return redirect("people:import_run", run.uuid)


@scope.role_required(*MANAGERS)
@require_POST
def import_discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Forgets a preview."""
    run = get_object_or_404(_runs(request), uuid=uuid)
    try:
        discard_import(run)
    except ImportIsOver:
        messages.error(request, _("This import is done. Its report stays."))
        return redirect("people:import_run", run.uuid)
    messages.success(request, _("The file was discarded. Nothing was imported."))
    return redirect("people:import_list")


@scope.role_required(*MANAGERS)
@require_safe
def import_refused(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The refused and flagged rows as .xlsx, with what to do about each."""
    run = get_object_or_404(_runs(request), uuid=uuid)
    response = HttpResponse(refused_workbook(run), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="dong-can-sua-{run.uuid}.xlsx"'
    return response


def _told(run: ImportRun, page: str | None = None) -> dict[str, Any]:
    report = run.report or {}
    problems = sorted(report.get("problems", []), key=lambda problem: not problem["refused"])
    shown = Paginator(problems, PAGE).get_page(page)
    is_done = run.state == ImportRun.State.APPLIED
    return {
        "run": run,
        "report": report,
        "steps": STEPS,
        "step": 3 if is_done else 2,
        "at_work": AT_WORK.get(ImportRun.State(run.state)),
        "waits": run.put_off_until is not None and run.put_off_until > timezone.now(),
        "page": shown,
        "refused": [problem for problem in shown if problem["refused"]],
        "flagged": [problem for problem in shown if not problem["refused"]],
        "changed": [row | {"facts": _facts(row)} for row in report.get("changed_rows", [])],
        "blocked": bool(run.options.get("strict") and report.get("refused")),
        "changes": bool(report.get("added") or report.get("changed")),
        "has_sheets": len({problem["sheet"] for problem in problems}) > 1,
    }


def _facts(row: dict[str, Any]) -> list[dict[str, str]]:
    """Changed facts in words, as they are and as they would be. PostgreSQL keeps no order of keys: the list leads."""
    facts: dict[str, tuple[str, str]] = row.get("facts", {})
    words: dict[str, dict[str, Any]] = {"kind": dict(StaffKind.choices), "gender": dict(GENDERS)}
    return [
        {
            "label": str(FACTS.get(name, name)),
            "old": words.get(name, {}).get(old, old) or "–",
            "new": words.get(name, {}).get(new, new),
        }
        for name in row["what"]
        for old, new in [facts.get(name, ("", ""))]
    ]
