"""Item banks: the list, one bank with its items, its settings, and its way out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.core.gift import GiftItem, write_gift
from assessments.forms.authors import BankForm, ItemFilter
from assessments.models import Item, ItemBank, ItemState, Level
from assessments.services.items import approve_all, content_of, may_approve, submit_all
from assessments.views import scoped, words
from people.models import Role
from people.scope import has_role, require_role, role_required, signed_in

PER_PAGE = 50


@role_required(*scoped.AUTHORS)
@require_GET
def bank_list(request: HttpRequest) -> HttpResponse:
    """The banks of the user's agencies, each with its items by state."""
    counts = {state: Count("items", filter=Q(items__state=state)) for state in ItemState.values}
    return render(request, "assessments/banks.html", {"banks": scoped.banks(request).annotate(**counts)})


@role_required(*scoped.AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def bank_new(request: HttpRequest) -> HttpResponse:
    """A new, empty bank."""
    form = BankForm(request.POST or None, agencies=scoped.agencies(request))
    if request.method == "POST" and form.is_valid():
        return redirect("item_bank", form.save().uuid)
    crumbs = [_banks_crumb()]
    return render(request, "assessments/bank_form.html", {"form": form, "crumbs": crumbs})


@role_required(*scoped.AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def bank_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The bank's title, agency, purpose and course."""
    bank = scoped.get_bank(request, uuid)
    form = BankForm(request.POST or None, instance=bank, agencies=scoped.agencies(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("item_bank", bank.uuid)
    context = {"form": form, "bank": bank, "crumbs": crumbs_of(bank)}
    return render(request, "assessments/bank_form.html", context)


@role_required(*scoped.AUTHORS)
@require_GET
def bank_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One bank: how many items each topic and level has in use, and the items, filtered."""
    bank = scoped.get_bank(request, uuid)
    chosen, items = _filtered(request, bank, request.GET)
    context = {
        "bank": bank,
        "crumbs": [_banks_crumb()],
        "filter": chosen,
        "page": Paginator(items, PER_PAGE).get_page(request.GET.get("page")),
        "coverage": coverage(bank),
        "levels": Level.choices,
        "blueprints": bank.blueprints.annotate(rows_count=Count("rows")).order_by("title"),
        "drafts": items.filter(state=ItemState.DRAFT).exclude(Q(topic="") | Q(level="")).count(),
        "waiting": _waiting(request, bank, items),
        "tones": words.ITEM_TONES,
    }
    return render(request, "assessments/bank.html", context)


@role_required(*scoped.AUTHORS)
@require_POST
def bank_submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Sends the drafts that the page showed for review."""
    bank = scoped.get_bank(request, uuid)
    _chosen, items = _filtered(request, bank, request.POST)
    count = submit_all(items, now=timezone.now(), by=signed_in(request))
    messages.success(
        request,
        ngettext("%(count)s item sent for review.", "%(count)s items sent for review.", count)
        % {"count": count},
    )
    return redirect("item_bank", bank.uuid)


@role_required(*scoped.AUTHORS)
@require_POST
def bank_approve(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Approves the waiting items that the page showed, the examiner's own left out."""
    bank = scoped.get_bank(request, uuid)
    require_role(request.user, Role.EXAMINER, agency=bank.agency)
    _chosen, items = _filtered(request, bank, request.POST)
    count = approve_all(items, now=timezone.now(), by=signed_in(request))
    messages.success(
        request, ngettext("%(count)s item approved.", "%(count)s items approved.", count) % {"count": count}
    )
    return redirect("item_bank", bank.uuid)


@role_required(*scoped.AUTHORS)
@require_GET
def bank_export(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The bank as a GIFT file, retired items left out."""
    bank = scoped.get_bank(request, uuid)
    items = bank.items.exclude(state=ItemState.RETIRED).select_related("current_version")
    entries = [
        GiftItem(0, item.code, item.topic, item.level, (), content_of(item.current_version))
        for item in items.order_by("topic", "code")
        if item.current_version
    ]
    return HttpResponse(
        write_gift(entries),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{bank.uuid}.gift"'},
    )


def crumbs_of(bank: ItemBank) -> list[dict[str, str]]:
    """The way to a page inside a bank."""
    return [_banks_crumb(), {"label": bank.title, "url": reverse("item_bank", args=[bank.uuid])}]


def topics_of(bank: ItemBank) -> list[str]:
    """The bank's topics, in the order of the alphabet."""
    return sorted(set(bank.items.exclude(topic="").order_by().values_list("topic", flat=True)))


def coverage(bank: ItemBank) -> list[dict[str, Any]]:
    """Per topic: items in use at each level."""
    live = bank.items.filter(state=ItemState.LIVE).order_by()
    rows = live.values_list("topic", "level").annotate(count=Count("pk"))
    found = {(topic, level): count for topic, level, count in rows}
    return [
        {"topic": topic, "counts": [found.get((topic, level), 0) for level in Level.values]}
        for topic in topics_of(bank)
    ]


def _banks_crumb() -> dict[str, str]:
    return {"label": _("Item banks"), "url": reverse("item_banks")}


def _filtered(request: HttpRequest, bank: ItemBank, data: Any) -> "tuple[ItemFilter, QuerySet[Item]]":
    chosen = ItemFilter(data, topics=topics_of(bank))
    items = bank.items.select_related("current_version").order_by("topic", "code")
    return chosen, chosen.narrow(items)


def _waiting(request: HttpRequest, bank: ItemBank, items: "QuerySet[Item]") -> int:
    """How many items this examiner could approve now; 0 for others."""
    if not has_role(request.user, Role.EXAMINER, agency=bank.agency):
        return 0
    return sum(may_approve(item, signed_in(request)) for item in items.filter(state=ItemState.REVIEW))
