"""Scoring an attempt, and deriving from all scores the one result that counts.

A score is appended and names its rule, so that an old attempt re-scores to the digit. A result is derived: the same
scores give the same result, however often and in whatever order it is settled.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction

from assessments.core.items import from_json
from assessments.core.scoring import FormEntry, FormScore, score_form
from assessments.models import (
    Attempt,
    AttemptEvent,
    AttemptState,
    Counts,
    Exam,
    ExamPart,
    FormItem,
    Response,
    Result,
    Score,
)
from assessments.signals import result_settled
from people.models import StaffProfile, User

PLACES = Decimal("0.01")


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


def settle_result(staff: StaffProfile, exam: Exam, period: str, *, now: datetime) -> Result | None:
    """Derive what counts for a person, exam and period from the scores of all parts, and announce it.

    None as long as a part has no score; what was settled before then no longer stands. Trial attempts never count.
    Every part must reach its own cut score.
    """
    with transaction.atomic():
        # Two parts scored at once: the second waits here and sees the first.
        StaffProfile.objects.select_for_update().get(pk=staff.pk)
        counting = [_counting(staff, part, period) for part in exam.parts.order_by("position")]
        scores = [score for score in counting if score]
        if not scores or len(scores) < len(counting):
            _empty_result(staff, exam, period, now=now)
            return None
        result, _ = Result.objects.update_or_create(
            staff=staff, exam=exam, period=period, defaults=_facts(staff, exam, period, scores)
        )
        result_settled.send(Result, result=result, now=now)
    return result


def _empty_result(staff: StaffProfile, exam: Exam, period: str, *, now: datetime) -> None:
    """After the last counting attempt was declared void: the row stays for its certificates, and says nothing."""
    result = Result.objects.standing().filter(staff=staff, exam=exam, period=period).first()
    if result is None:
        return
    nothing = {"passed": False, "score": 0, "parts": [], "topics": [], "attempts_used": 0, "settled_at": now}
    for name, value in nothing.items():
        setattr(result, name, value)
    result.save(update_fields=nothing)
    result_settled.send(Result, result=result, now=now)


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


def _counting(staff: StaffProfile, part: ExamPart, period: str) -> Score | None:
    """What counts for a part: of each attempt the latest score, of the attempts the one that the exam says."""
    attempts = Attempt.objects.official().filter(
        staff=staff, part=part, period=period, state=AttemptState.SCORED
    )
    latest = [attempt.scores.order_by("pk").last() for attempt in attempts.order_by("number")]
    scores = [score for score in latest if score]
    if not scores:
        return None
    if part.exam.counts == Counts.HIGHEST:
        return max(scores, key=lambda score: score.scaled)
    return scores[0] if part.exam.counts == Counts.FIRST else scores[-1]


def _facts(staff: StaffProfile, exam: Exam, period: str, scores: Sequence[Score]) -> dict[str, Any]:
    """What the result says, copied as it is at this moment."""
    cuts = [Decimal(score.attempt.policy["cut_score"]) for score in scores]
    attempts = Attempt.objects.official().filter(staff=staff, part__exam=exam, period=period)
    posting = staff.current_posting
    return {
        "score": _mean([score.scaled for score in scores]),
        "cut_score": _mean(cuts),
        "passed": all(score.scaled >= cut for score, cut in zip(scores, cuts, strict=True)),
        "rule": scores[0].rule,
        "parts": [_part(score, cut) for score, cut in zip(scores, cuts, strict=True)],
        "topics": [topic for score in scores for topic in score.topics],
        "attempts_used": max(attempt.number for attempt in attempts),
        "first_score": _first_score(staff, exam, period),
        "full_name": staff.full_name,
        "agency_code": posting.agency.code if posting else "",
        "agency_name": posting.agency.name if posting else "",
        # A later attempt that does not count moves no date: who passed in October passed in October.
        "settled_at": max(score.scored_at for score in scores),
    }


def _first_score(staff: StaffProfile, exam: Exam, period: str) -> Decimal:
    """The mean, over the parts, of the first attempt that was scored."""
    firsts = []
    for part in exam.parts.all():
        attempts = Attempt.objects.official().filter(staff=staff, part=part, period=period)
        attempt = attempts.filter(state=AttemptState.SCORED).order_by("number").first()
        score = attempt.scores.order_by("pk").last() if attempt else None
        firsts.append(score.scaled if score else Decimal(0))
    return _mean(firsts)


def _part(score: Score, cut: Decimal) -> dict[str, Any]:
    return {
        "part": score.attempt.part.position,
        "title": score.attempt.part.title,
        "attempt": str(score.attempt.uuid),
        "score": str(score.scaled),
        "cut_score": str(cut),
        "passed": score.scaled >= cut,
    }


def _mean(values: Sequence[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(PLACES, ROUND_HALF_UP)
