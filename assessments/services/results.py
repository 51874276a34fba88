"""What counts: the one result of a person, exam and period, derived from all scores.

The same scores give the same result, however often and in whatever order it is settled. Where an exam's results are
withheld, only attempts handed in before their publication take part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from assessments.core.results import counting_score, mean, months_before
from assessments.core.scoring import Tally
from assessments.models import Attempt, AttemptState, Exam, ExamPart, Result, Score, Settlement
from assessments.models.attempts import AttemptQuerySet
from assessments.signals import result_settled
from people.models import StaffProfile

Scores = dict[int, Score]


@dataclass(frozen=True)
class PartScore:
    """What counts for a part: a value, and the score that it is shown with."""

    score: Score
    scaled: Decimal
    topics: list[dict[str, str]]
    kept: bool = False

    @property
    def cut(self) -> Decimal:
        """As it was when the attempt began."""
        return Decimal(self.score.attempt.policy["cut_score"])

    @property
    def passed(self) -> bool:
        return self.scaled >= self.cut


def settle_result(staff: StaffProfile, exam: Exam, period: str, *, now: datetime) -> Result | None:
    """Derive what counts for a person, exam and period from the scores of all parts, and announce it.

    None as long as a part has no score; what was settled before then no longer stands. Trial attempts never count.
    Every part must reach its own cut score.
    """
    with transaction.atomic():
        # Two parts scored at once: the second waits here and sees the first.
        StaffProfile.objects.select_for_update().get(pk=staff.pk)
        parts = counting_parts(staff, exam, period)
        if parts is None:
            _empty_result(staff, exam, period, now=now)
            return None
        result, _ = Result.objects.update_or_create(
            staff=staff, exam=exam, period=period, defaults=_facts(staff, exam, period, parts)
        )
        _append_settlement(result, now=now)
        result_settled.send(Result, result=result, now=now)
    return result


def settle_with(attempt: Attempt, *, now: datetime) -> None:
    """Settle the result of an attempt's period, and the later ones that may keep a part passed in it."""
    results = Result.objects.filter(staff=attempt.staff, exam=attempt.part.exam, period__gt=attempt.period)
    for period in [attempt.period, *results.order_by("period").values_list("period", flat=True)]:
        settle_result(attempt.staff, attempt.part.exam, period, now=now)


def _append_settlement(result: Result, *, now: datetime) -> None:
    """Keep what the result says from now on, unless it says so already."""
    facts = {name: getattr(result, name) for name in Settlement.FACTS}
    last = result.settlements.values(*facts).last()
    if last != facts:
        result.settlements.create(at=now, **facts)


def _empty_result(staff: StaffProfile, exam: Exam, period: str, *, now: datetime) -> None:
    """After the last counting attempt was declared void: the row stays for its certificates, and says nothing."""
    result = Result.objects.standing().filter(staff=staff, exam=exam, period=period).first()
    if result is None:
        return
    nothing = {"passed": False, "score": 0, "parts": [], "topics": [], "attempts_used": 0, "settled_at": now}
    for name, value in nothing.items():
        setattr(result, name, value)
    result.save(update_fields=nothing)
    _append_settlement(result, now=now)
    result_settled.send(Result, result=result, now=now)


def counting_parts(
    staff: StaffProfile, exam: Exam, period: str, scores: Scores | None = None
) -> list[PartScore] | None:
    """What counts for each part, in order; None while the period has no score, or a part has none.

    `scores` stand in for stored ones, by attempt: what would count if they were appended.
    """
    latest = _latest_scores(staff, exam)
    latest |= {attempt: score for attempt, score in (scores or {}).items() if attempt in latest}
    in_period = [score for score in latest.values() if score.attempt.period == period]
    if not in_period:
        return None
    newest = max(score.attempt.started_at for score in in_period)
    parts = list(exam.parts.order_by("position"))
    counting = [
        _counting(
            part, period, list(latest.values()), kept_from=_kept_from(exam, parts, newest), until=newest
        )
        for part in parts
    ]
    found = [each for each in counting if each]
    return found if len(found) == len(parts) else None


def counted_attempts(exam: Exam) -> AttemptQuerySet:
    """The official attempts that may count: scored, and not withheld."""
    return Attempt.objects.official().published().filter(part__exam=exam, state=AttemptState.SCORED)


def is_withheld(attempt: Attempt) -> bool:
    """Whether the result of an attempt waits for its publication."""
    exam = attempt.part.exam
    if not exam.withhold_results or attempt.trial:
        return False
    until, at = exam.results_published_at, attempt.submitted_at
    return until is None or at is None or at > until


def passes(score: Score) -> bool:
    """Whether a score reaches the cut score as it was when the attempt began."""
    return score.scaled >= Decimal(score.attempt.policy["cut_score"])


def _kept_from(exam: Exam, parts: Sequence[ExamPart], newest: datetime) -> datetime | None:
    """Since when a pass of a part is kept; None where nothing is kept beyond what the period counts."""
    return months_before(newest, exam.kept_months) if exam.kept_months and len(parts) > 1 else None


def _latest_scores(staff: StaffProfile, exam: Exam) -> Scores:
    """Of each attempt that may count the latest score, by attempt."""
    scores = Score.objects.filter(attempt__in=counted_attempts(exam).filter(staff=staff))
    return {score.attempt_id: score for score in scores.select_related("attempt__part").order_by("pk")}


def _counting(
    part: ExamPart, period: str, scores: list[Score], *, kept_from: datetime | None, until: datetime
) -> PartScore | None:
    """What the period's attempts say, unless an earlier pass is kept and they say less."""
    own = sorted(
        (each for each in scores if each.attempt.part_id == part.pk),
        key=lambda score: score.attempt.started_at,
    )
    in_period = [score for score in own if score.attempt.period == period]
    counting = _combined(in_period, part.exam.counts) if in_period else None
    if kept_from is None or (counting and counting.passed):
        return counting
    kept = [score for score in own if passes(score) and kept_from <= score.attempt.started_at <= until]
    return PartScore(kept[-1], kept[-1].scaled, kept[-1].topics, kept=True) if kept else counting


def _combined(scores: list[Score], counts: str) -> PartScore:
    value, place = counting_score([score.scaled for score in scores], counts)
    topics = _summed_topics(scores) if counts == "mean" else scores[place].topics
    return PartScore(scores[place], value, topics)


def _summed_topics(scores: list[Score]) -> list[dict[str, str]]:
    """Over several attempts, marks earned and marks possible by topic."""
    sums: dict[str, Tally] = {}
    for each in (topic for score in scores for topic in score.topics):
        before = sums.get(each["topic"], Tally(Decimal(0), Decimal(0)))
        sums[each["topic"]] = Tally(
            before.raw + Decimal(each["raw"]), before.maximum + Decimal(each["maximum"])
        )
    return [
        {"topic": topic, "raw": str(tally.raw), "maximum": str(tally.maximum), "scaled": str(tally.scaled)}
        for topic, tally in sums.items()
    ]


def _facts(staff: StaffProfile, exam: Exam, period: str, parts: Sequence[PartScore]) -> dict[str, Any]:
    """What the result says, copied as it is at this moment."""
    attempts = Attempt.objects.official().filter(staff=staff, part__exam=exam, period=period)
    posting = staff.current_posting
    return {
        "score": mean([part.scaled for part in parts]),
        "cut_score": mean([part.cut for part in parts]),
        "passed": all(part.passed for part in parts),
        "rule": parts[0].score.rule,
        "parts": [_part(part) for part in parts],
        "topics": [topic for part in parts for topic in part.topics],
        "attempts_used": max(attempt.number for attempt in attempts),
        "first_score": _first_score(staff, exam, period, parts),
        "full_name": staff.full_name,
        "agency_code": posting.agency.code if posting else "",
        "agency_name": posting.agency.name if posting else "",
        # A later attempt that does not count, or a new scoring, moves no date: who passed in October passed in October.
        "settled_at": max(_first_scored_at(part.score) for part in parts),
    }


def _first_scored_at(score: Score) -> datetime:
    return Score.objects.filter(attempt=score.attempt_id).earliest("pk").scored_at


def _first_score(staff: StaffProfile, exam: Exam, period: str, parts: Sequence[PartScore]) -> Decimal:
    """The mean, over the parts, of the period's first attempt that was scored; else of the pass that is kept."""
    firsts = []
    latest = _latest_scores(staff, exam)
    for part in parts:
        own = [
            score
            for score in latest.values()
            if score.attempt.part_id == part.score.attempt.part_id and score.attempt.period == period
        ]
        first = min(own, key=lambda score: score.attempt.number, default=part.score)
        firsts.append(first.scaled)
    return mean(firsts)


def _part(part: PartScore) -> dict[str, Any]:
    attempt = part.score.attempt
    return {
        "part": attempt.part.position,
        "title": attempt.part.title,
        "attempt": str(attempt.uuid),
        "score": str(part.scaled),
        "cut_score": str(part.cut),
        "passed": part.passed,
        "kept": part.kept,
    }
