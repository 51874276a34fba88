"""The blueprint of a bank, as a table of topics and levels."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.forms.authors import BlueprintForm
from assessments.models import Blueprint, ExamState, ItemBank, Level
from assessments.services.banks import save_blueprint
from assessments.views import scoped
from assessments.views.banks import coverage, crumbs_of, topics_of
from people.scope import role_required, signed_in


@role_required(*scoped.AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def blueprint_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new blueprint over the bank's topics."""
    return _edited(request, Blueprint(bank=scoped.get_bank(request, uuid)))


@role_required(*scoped.AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def blueprint_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Forms that were assembled from it stay as they are."""
    return _edited(request, scoped.get_blueprint(request, uuid))


def _edited(request: HttpRequest, blueprint: Blueprint) -> HttpResponse:
    bank = blueprint.bank
    form = BlueprintForm(request.POST or None, instance=blueprint, topics=_topics(blueprint))
    if request.method == "POST" and form.is_valid():
        save_blueprint(form.save(commit=False), form.wanted(), now=timezone.now(), by=signed_in(request))
        messages.success(request, _("The blueprint was saved."))
        return redirect("blueprint", blueprint.uuid)
    context = {
        "form": form,
        "blueprint": blueprint,
        "bank": bank,
        "crumbs": crumbs_of(bank),
        "levels": Level.choices,
        "table": _table(form, bank),
        "total": sum(row.count for row in blueprint.rows.all()) if blueprint.pk else 0,
        "in_use": blueprint.pk and blueprint.parts.exclude(exam__state=ExamState.DRAFT).exists(),
    }
    return render(request, "assessments/blueprint.html", context)


def _topics(blueprint: Blueprint) -> list[str]:
    """Topics of the blueprint in its own order, then the bank's others."""
    own = list(dict.fromkeys(row.topic for row in blueprint.rows.all())) if blueprint.pk else []
    return own + [topic for topic in topics_of(blueprint.bank) if topic not in own]


def _table(form: BlueprintForm, bank: ItemBank) -> list[dict[str, Any]]:
    found = {row["topic"]: row["counts"] for row in coverage(bank)}
    topics = dict.fromkeys(topic for topic, _level in form.cells)
    return [
        {
            "topic": topic,
            "cells": [
                {"field": form[form.cells[topic, level]], "level": level.label, "found": count}
                for level, count in zip(Level, found.get(topic, [0, 0, 0]), strict=True)
            ],
        }
        for topic in topics
    ]
