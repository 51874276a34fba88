"""What a candidate may see of a finished attempt, as far as the review policy allows."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format

from assessments.core.items import ItemContent
from assessments.core.review import TELLS_OF_THE_KEY, Moment, Part, moment_of, visible
from assessments.models import Attempt, AttemptState, Exam, ExamState, Score

from .allowances import last_moment_to_start
from .papers import answered_paper
from .results import is_withheld
from .rulings import judge, rulings_of


def latest_score(attempt: Attempt) -> Score | None:
    """The score in force: the latest."""
    return max(attempt.scores.all(), key=lambda score: score.pk, default=None)


def visible_parts(attempt: Attempt, *, now: datetime) -> frozenset[Part]:
    """What the exam's policy shows now of an attempt; of one whose result is withheld, the own answers at most."""
    exam = attempt.part.exam
    moment = moment_of(attempt.submitted_at, now=now, closed=_is_closed(exam, now=now))
    shown = visible(exam.review, moment, somebody_sits=_somebody_sits(exam, now=now))
    return shown & {Part.ANSWERS} if is_withheld(attempt) else shown


def shown_of(exam: Exam, *, now: datetime) -> frozenset[Part]:
    """What the exam's policy shows now of a result, which is no single attempt."""
    moment = Moment.CLOSED if _is_closed(exam, now=now) else Moment.LATER
    return visible(exam.review, moment, somebody_sits=_somebody_sits(exam, now=now))


def _is_closed(exam: Exam, *, now: datetime) -> bool:
    """Nobody can start any more, by a rule of their own neither."""
    last_start = last_moment_to_start(exam)
    return exam.state == ExamState.CLOSED or (last_start is not None and last_start <= now)


def _somebody_sits(exam: Exam, *, now: datetime) -> bool:
    """A key must not reach those who began just before the close."""
    return Attempt.objects.running(now=now).filter(part__exam=exam).exists()


def outcome_of(attempt: Attempt, score: Score | None, may_see: Collection[Part]) -> str:
    """In one word: in_progress, voided, withheld, waiting, hidden, passed or failed."""
    if attempt.state in {AttemptState.IN_PROGRESS, AttemptState.VOIDED}:
        return str(attempt.state)
    if is_withheld(attempt):
        return "withheld"
    if score is None:
        return "waiting"
    if Part.PASSED not in may_see:
        return "hidden"
    return "passed" if score.scaled >= Decimal(attempt.policy["cut_score"]) else "failed"


def topic_shares(score: Score) -> list[dict[str, Any]]:
    """Each topic with its share right, as a number for the bar and in words."""
    return [
        {
            "topic": each["topic"],
            "percent": float(each["scaled"]),
            "text": f"{_number(each['raw'])}/{_number(each['maximum'])}",
        }
        for each in score.topics
    ]


def reviewed_items(attempt: Attempt, score: Score, may_see: frozenset[Part]) -> list[dict[str, Any]]:
    """The paper with the own answers, and as far as allowed: whether right, marks, feedback and key."""
    judged = judge(attempt.form, rulings_of(attempt.part.exam))
    contents = {entry.position: entry.content for entry in judged.entries}
    items = [_reviewed(item, contents[item["position"]], score, may_see) for item in answered_paper(attempt)]
    told = judged.neutral if may_see & TELLS_OF_THE_KEY else frozenset()
    return [item | {"neutral": True} if item["position"] in told else item for item in items]


def _reviewed(
    item: dict[str, Any], content: ItemContent, score: Score, may_see: Collection[Part]
) -> dict[str, Any]:
    fraction = Decimal(score.item_scores.get(str(item["position"]), "0"))
    facts = {name: item[name] for name in ("position", "stem", "html")}
    if Part.ANSWERS in may_see:
        facts["given"] = given_text(content, item["value"])
    if Part.CORRECTNESS in may_see:
        facts["right"] = True if fraction == 1 else False if fraction == 0 else None
        facts["partly"] = 0 < fraction < 1
    if Part.MARKS in may_see:
        facts["marks"] = fraction
    if Part.FEEDBACK in may_see:
        facts["feedback"] = content.general_feedback
    if Part.KEY in may_see:
        facts["key"] = _key(content)
    return facts


def given_text(content: ItemContent, value: Any) -> str:
    """The candidate's answer as a person would read it; empty for none."""
    if value is None:
        return ""
    if content.rows and isinstance(value, list):
        choices = dict(enumerate(content.right_choices))
        pairs = zip(content.rows, value, strict=False)
        return "; ".join(f"{row.left} → {choices.get(each, '–')}" for row, each in pairs)
    if content.kind in {"single", "multiple", "true_false"}:
        texts = dict(zip(content.option_ids, (option.text for option in content.options), strict=True))
        return "; ".join(
            texts[each] for each in (value if isinstance(value, list) else [value]) if each in texts
        )
    return str(value)


def _key(content: ItemContent) -> str:
    """What would have been right, as a text."""
    if content.rows:
        return "; ".join(f"{pair.left} → {pair.right}" for pair in content.rows)
    if content.answers:
        spans = [(_number(each.low), _number(each.high)) for each in content.answers if each.fraction > 0]
        return "; ".join(low if low == high else f"{low}–{high}" for low, high in spans)
    return "; ".join(option.text for option in content.options if option.fraction > 0)


def _number(value: Any) -> str:
    return number_format(Decimal(value).normalize(), use_l10n=True)
