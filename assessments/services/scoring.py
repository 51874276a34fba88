"""Scoring an attempt. A score is appended and names its rule, so that an old attempt re-scores to the digit."""

from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.core.items import from_json
from assessments.core.scoring import FormEntry, FormScore, score_form
from assessments.models import Attempt, AttemptEvent, AttemptState, FormItem, Response, Score
from people.models import User

from .results import settle_result


def score_attempt(attempt: Attempt, *, now: datetime, by: User | None = None) -> Score:
    """Append a score of a submitted attempt under the rule of its start, and settle the result.

    Raises NeedsMarker where a person must mark an item, UnknownRule.
    """
    scored = score_form(_entries(attempt), _responses(attempt), attempt.policy["rule"])
    with transaction.atomic():
        score = Score.objects.create(
            attempt=attempt,
            rule=scored.rule,
            item_scores={str(each.position): str(each.fraction) for each in scored.item_scores},
            raw=scored.raw,
            maximum=scored.maximum,
            scaled=scored.scaled,
            topics=_topics(scored),
            scored_at=now,
            scored_by=by,
        )
        Attempt.objects.filter(pk=attempt.pk, state=AttemptState.SUBMITTED).update(state=AttemptState.SCORED)
        AttemptEvent.objects.create(attempt=attempt, kind="scored", at=now, by=by, data={"score": score.pk})
        if not attempt.trial:
            settle_result(attempt.staff, attempt.part.exam, attempt.period, now=now)
    return score


def _entries(attempt: Attempt) -> list[FormEntry]:
    rows = FormItem.objects.filter(form=attempt.form_id).select_related("version__item").order_by("position")
    return [FormEntry(row.position, row.version.item.topic, from_json(row.version.content)) for row in rows]


def _responses(attempt: Attempt) -> dict[int, Any]:
    return dict(Response.objects.filter(attempt=attempt).values_list("position", "value"))


def _topics(scored: FormScore) -> list[dict[str, str]]:
    return [
        {"topic": topic, "raw": str(tally.raw), "maximum": str(tally.maximum), "scaled": str(tally.scaled)}
        for topic, tally in scored.topics.items()
    ]
