"""A question file into a bank, in three steps: choose, look, report."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.core.gift import GiftUnreadable
from assessments.forms.authors import ItemImportForm
from assessments.services.item_import import IMPORT_KIND, apply_item_import, preview_item_import
from assessments.views import scoped, words
from assessments.views.banks import crumbs_of
from people.models import ImportRun
from people.scope import role_required, signed_in


@role_required(*scoped.AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def item_import(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Takes the file and goes on to its preview."""
    bank = scoped.get_bank(request, uuid)
    form = ItemImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = preview_item_import(bank, file.name, file.read(), now=timezone.now(), by=signed_in(request))
        except GiftUnreadable:
            form.add_error("file", _("The file is no text in UTF-8. Save it as UTF-8 and try again."))
        else:
            return redirect("item_import_run", run.uuid)
    runs = ImportRun.objects.filter(kind=IMPORT_KIND, options__bank=str(bank.uuid))[:10]
    context = {
        "form": form,
        "bank": bank,
        "runs": runs,
        "crumbs": crumbs_of(bank),
        "steps": words.IMPORT_STEPS,
    }
    return render(request, "assessments/item_import.html", context)


@role_required(*scoped.AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def item_import_run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The preview, until it is confirmed; then the report."""
    run, bank = scoped.get_item_import(request, uuid, IMPORT_KIND)
    if request.method == "POST":
        apply_item_import(run, bank, now=timezone.now(), by=signed_in(request))
        return redirect("item_import_run", run.uuid)
    context = {
        "run": run,
        "bank": bank,
        "items": [_in_words(item) for item in run.report["items"]],
        "crumbs": crumbs_of(bank),
        "steps": words.IMPORT_STEPS,
        "step": words.IMPORT_STEP[ImportRun.State(run.state)],
        "applied": run.state == ImportRun.State.APPLIED,
        "useful": run.report["new"] + run.report["changed"],
    }
    return render(request, "assessments/item_import_run.html", context)


def _in_words(item: dict[str, Any]) -> dict[str, Any]:
    return item | {"kind": words.KINDS[item["kind"]], "change": words.CHANGES[item["change"]]}
