"""What a candidate sees of a form: the same for everybody who drew it, so each process builds it once and keeps it."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Max, Q

from assessments.core.items import from_json, public_view
from assessments.core.responses import BadResponse, parse_response
from assessments.models import Attempt, Form, FormItem, Response

from .waiting_answers import waiting_answers

PAPERS_KEPT = 256


def paper_of(form: Form) -> list[dict[str, Any]]:
    """The public view of each item in order, with its position. No key, fraction or feedback is in it."""
    return _paper_of(form, form.sha256)


@lru_cache(maxsize=PAPERS_KEPT)
def _paper_of(form: Form, _digest: str) -> list[dict[str, Any]]:
    rows = FormItem.objects.filter(form=form).select_related("version").order_by("position")
    return [
        {"position": row.position} | public_view(from_json(row.version.content), row.option_order)
        for row in rows
    ]


def answered_paper(attempt: Attempt) -> list[dict[str, Any]]:
    """The paper with the candidate's current answers: `value`, and `answered`."""
    given = dict(Response.objects.filter(attempt=attempt).values_list("position", "value"))
    return [
        item | {"value": given.get(item["position"]), "answered": given.get(item["position"]) is not None}
        for item in paper_of(attempt.form)
    ]


def last_saved(attempt: Attempt) -> tuple[datetime | None, int]:
    """When the newest answer was saved, and the newest sequence of the seat in charge (0 for none)."""
    responses = Response.objects.filter(attempt=attempt)
    facts = responses.aggregate(at=Max("saved_at"), sequence=Max("sequence", filter=Q(seat=attempt.seat)))
    return facts["at"], facts["sequence"] or 0


def changed_answers(attempt: Attempt, given: Mapping[int, Any]) -> dict[int, Any]:
    """Of the answers of a plain form, by position, those that differ from what is kept; bad ones are left out."""
    waiting, changed = waiting_answers(attempt), {}
    for item in answered_paper(attempt):
        if item["position"] not in given:
            continue
        try:
            value = parse_response(item["kind"], given[item["position"]])
        except BadResponse:
            continue
        if value != waiting.get(item["position"], item["value"]):
            changed[item["position"]] = value
    return changed
