"""Answering a practice item: the explanation, and nothing stored."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import practice
from assessments.core.responses import BadResponse, is_blank
from assessments.models import Item
from people.scope import signed_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: HttpRequest, item: UUID) -> HttpResponse:
    """Shows one live practice item of a lesson that the person reads, after a POST with its explanation."""
    found = practice.item_for(signed_in(request), item)
    if found is None:
        raise Http404
    context = _answered(request, found) if request.method == "POST" else {"item": practice.shown(found)}
    fragment = request.headers.get("X-Requested-With") == "fetch"
    template = "assessments/_self_check.html" if fragment else "assessments/self_check.html"
    return render(request, template, context | {"back": _back(request)})


def _answered(request: HttpRequest, item: Item) -> dict[str, Any]:
    kind = practice.content_of(item).kind
    try:
        value = practice.read_response(kind, f"item-{item.uuid}", request.POST)
    except BadResponse:
        value = None
    context: dict[str, Any] = {"item": practice.shown(item, value)}
    if is_blank(value):
        return context | {"problem": _("Choose or write an answer first.")}
    return context | {"explanation": practice.explained(item, value)}


def _back(request: HttpRequest) -> str:
    """The lesson's address, if it is one of this site."""
    asked = request.POST.get("back") or request.GET.get("back", "")
    return asked if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None) else "/"
