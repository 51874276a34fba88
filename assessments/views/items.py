"""One item: what it says with its key, its versions, its state, and the editor."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.core.items import ItemContent, warnings_for
from assessments.forms.authors import ItemForm, ReturnForm, initial_of
from assessments.models import Item, ItemState
from assessments.services import items as service
from assessments.services.items import content_of
from assessments.views import scoped, words
from assessments.views.banks import crumbs_of, topics_of
from people.models import Role, User
from people.scope import has_role, require_role, role_required, signed_in

Act = tuple[Callable[..., None], str | Promise]
ACTS: dict[str, Act] = {
    "submit": (service.submit_item, _("The item was sent for review.")),
    "approve": (service.approve_item, _("The item is in use.")),
    "return": (service.return_item, _("The item was sent back.")),
    "retire": (service.retire_item, _("The item is no longer used. Forms that hold it stay as they are.")),
    "reopen": (service.reopen_item, _("The item is a draft again.")),
}
FOR_EXAMINERS = {"approve", "return"}
REFUSED: dict[type[Exception], str | Promise] = {
    service.ItemIncomplete: _("The item needs a topic and a level first."),
    service.ApproverIsAuthor: _("You wrote this version. Another examiner must approve it."),
    service.ItemHasMoved: _("Nothing was changed: the item is in another state by now."),
}


@role_required(*scoped.AUTHORS)
@require_GET
def item_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The item as candidates get it, with key and feedback for its authors."""
    return _page(request, scoped.get_item(request, uuid))


@role_required(*scoped.AUTHORS)
@require_POST
def item_act(request: HttpRequest, uuid: UUID, act: str) -> HttpResponse:
    """Moves the item: submit, approve, return, retire, reopen."""
    item = scoped.get_item(request, uuid)
    if act not in ACTS:
        raise Http404
    if act in FOR_EXAMINERS:
        require_role(request.user, Role.EXAMINER, agency=item.bank.agency)
    move, done = ACTS[act]
    form = ReturnForm(request.POST)
    if act == "return" and not form.is_valid():
        return _page(request, item, form, status=422)
    note = form.cleaned_data if act == "return" else {}
    try:
        move(item, now=timezone.now(), by=signed_in(request), **note)
    except tuple(REFUSED) as refusal:
        messages.error(request, str(REFUSED[type(refusal)]))
    else:
        messages.success(request, str(done))
    return redirect("item", item.uuid)


@role_required(*scoped.AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def item_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new item of a bank."""
    bank = scoped.get_bank(request, uuid)
    form = ItemForm(request.POST or None, bank=bank)
    return _edited(request, form)


@role_required(*scoped.AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def item_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A change makes a new version and takes the item back to draft."""
    item = scoped.get_item(request, uuid)
    form = ItemForm(request.POST or None, bank=item.bank, item=item, initial=initial_of(item))
    return _edited(request, form)


def shown(content: ItemContent | None) -> dict[str, Any]:
    """What the template of an item's content needs."""
    if content is None:
        return {"content": None}
    warnings = [words.WARNINGS[code] for code in warnings_for(content)]
    return {"content": content, "kind": words.KINDS[content.kind], "warnings": warnings}


def _edited(request: HttpRequest, form: ItemForm) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "bank": form.bank,
        "item": form.item,
        "crumbs": crumbs_of(form.bank),
        "topics": topics_of(form.bank),
    }
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            return redirect("item", _save(form, signed_in(request)).uuid)
        context |= shown(form.draft().content)
    return render(request, "assessments/item_form.html", context)


def _save(form: ItemForm, user: User) -> Item:
    saved = service.save_item(form.bank, form.draft(), now=timezone.now(), by=user, item=form.item)
    saved.item.competences.set(form.cleaned_data["competences"])
    return saved.item


def _page(
    request: HttpRequest, item: Item, returning: ReturnForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "item": item,
        "bank": item.bank,
        "crumbs": crumbs_of(item.bank),
        "versions": item.versions.select_related("created_by", "approved_by").order_by("-number"),
        "tone": words.ITEM_TONES[ItemState(item.state)],
        "acts": _acts(request, item, returning or ReturnForm()),
        "form": returning,
        "competences": item.competences.all(),
    }
    return render(request, "assessments/item.html", context | shown(_content(item)), status=status)


def _content(item: Item) -> ItemContent | None:
    return content_of(item.current_version) if item.current_version else None


def _acts(request: HttpRequest, item: Item, returning: ReturnForm) -> list[dict[str, Any]]:
    """The steps open to this person from the item's state."""
    user = signed_in(request)
    examines = has_role(user, Role.EXAMINER, agency=item.bank.agency)
    approves = examines and service.may_approve(item, user)
    steps = {
        ItemState.DRAFT: [("submit", _("Send for review"), True), ("retire", _("Retire"), True)],
        ItemState.REVIEW: [("approve", _("Approve"), approves), ("return", _("Send back"), examines)],
        ItemState.LIVE: [("retire", _("Retire"), True)],
        ItemState.RETIRED: [("reopen", _("Reopen as a draft"), True)],
    }
    return [
        {
            "label": label,
            "url": reverse("item_act", args=[item.uuid, act]),
            "form": returning if act == "return" else None,
            "primary": act in {"submit", "approve"},
            "confirm": _("Retire this item? No new paper will take it.") if act == "retire" else "",
        }
        for act, label, open_ in steps[ItemState(item.state)]
        if open_
    ]
