"""Scoring an attempt. A score is appended and names its rule, so that an old attempt re-scores to the digit."""

from datetime import datetime

from django.db import transaction

from assessments.core.scoring import FormScore
from assessments.models import Attempt, AttemptEvent, AttemptState, Score
from people.models import User

from .results import settle_with
from .rulings import Judged, compute, judge, rulings_of


def score_attempt(attempt: Attempt, *, now: datetime, by: User | None = None) -> Score:
    """Append a score of a submitted attempt under the rule of its start and the rulings in force; settle the result.

    Raises NeedsMarker where a person must mark an item, UnknownRule.
    """
    judged = judge(attempt.form, rulings_of(attempt.part.exam))
    with transaction.atomic():
        score = score_row(attempt, compute(attempt, judged), judged)
        score.scored_at, score.scored_by = now, by
        score.save()
        Attempt.objects.filter(pk=attempt.pk, state=AttemptState.SUBMITTED).update(state=AttemptState.SCORED)
        AttemptEvent.objects.create(attempt=attempt, kind="scored", at=now, by=by, data={"score": score.pk})
        if not attempt.trial:
            settle_with(attempt, now=now)
    return score


def score_row(attempt: Attempt, scored: FormScore, judged: Judged) -> Score:
    """A row, not saved, of what was computed."""
    return Score(
        attempt=attempt,
        rule=scored.rule,
        rulings=[ruling.pk for ruling in judged.rulings],
        item_scores={str(each.position): str(each.fraction) for each in scored.item_scores},
        raw=scored.raw,
        maximum=scored.maximum,
        scaled=scored.scaled,
        topics=[
            {
                "topic": topic,
                "raw": str(tally.raw),
                "maximum": str(tally.maximum),
                "scaled": str(tally.scaled),
            }
            for topic, tally in scored.topics.items()
        ],
    )
