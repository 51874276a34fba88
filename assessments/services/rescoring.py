"""Re-scoring after a fault in an item: who changes is shown before it is done, and both scores stay.

A ruling holds for everybody who had the item, also for those who hand in later. The worker carries it out, attempt by
attempt; doing so again changes nothing.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import transaction

from assessments.core.items import same_question
from assessments.models import (
    Attempt,
    AttemptState,
    Counts,
    Exam,
    Form,
    ItemReport,
    ItemRuling,
    ItemVersion,
    Result,
    RulingKind,
    Score,
)
from assessments.models.attempts import AttemptQuerySet
from assessments.signals import ruling_made
from people.models import User

from .attempt_notices import tell_corrected
from .audit import record
from .items import content_of
from .results import counting_parts, is_withheld, passes
from .reviews import latest_score
from .rulings import Judged, compute, judge, rulings_of
from .scoring import score_attempt, score_row


class PreviewIsOld(Exception):
    """Other scores would change than those that were shown."""


class NotTheSameQuestion(Exception):
    """The corrected version asks something else, or offers other answers: given answers cannot be read by it."""


@dataclass(frozen=True)
class Change:
    """What a ruling does to one attempt; `result` tells pass before and after where the result's pass may change."""

    attempt: Attempt
    before: Decimal
    after: Decimal
    passed_before: bool
    passed_after: bool
    result: tuple[bool, bool] | None = None

    def facts(self) -> dict[str, Any]:
        """As it is kept with the ruling."""
        return {
            "attempt": str(self.attempt.uuid),
            "before": str(self.before),
            "after": str(self.after),
            "passed_before": self.passed_before,
            "passed_after": self.passed_after,
        }


def correction_of(version: ItemVersion) -> ItemVersion | None:
    """The item's approved newer version, if it asks the same with another key."""
    current = version.item.current_version
    if current is None or current.pk == version.pk or current.approved_at is None:
        return None
    return current if same_question(content_of(version), content_of(current)) else None


def draft_ruling(exam: Exam, version: ItemVersion, kind: str) -> ItemRuling:
    """A ruling as it would be made, not saved. Raises NotTheSameQuestion."""
    replacement = correction_of(version) if kind == RulingKind.CORRECTED else None
    if kind == RulingKind.CORRECTED and replacement is None:
        raise NotTheSameQuestion
    return ItemRuling(exam=exam, version=version, kind=kind, replacement=replacement)


def preview(draft: ItemRuling) -> list[Change]:
    """Whose score would change, the ones that get lower first."""
    rulings = rulings_of(draft.exam) | {draft.version_id: draft}

    @cache
    def judged(form: Form) -> Judged:
        return judge(form, rulings)

    attempts = _affected(draft).select_related("staff", "part__exam", "form").prefetch_related("scores")
    changes = [
        change for attempt in attempts if (change := _change(draft.exam, attempt, judged(attempt.form)))
    ]
    return sorted(changes, key=lambda change: (change.after - change.before, change.attempt.pk))


def fingerprint(changes: Iterable[Change]) -> str:
    """Says whether two previews show the same."""
    return hashlib.sha256(json.dumps([change.facts() for change in changes]).encode()).hexdigest()


def make_ruling(draft: ItemRuling, *, seen: str, reason: str, now: datetime, by: User) -> ItemRuling:
    """Lets a draft hold from now on; `seen` is the fingerprint of the preview. Raises PreviewIsOld."""
    with transaction.atomic():
        Exam.objects.select_for_update().get(pk=draft.exam_id)
        changes = preview(draft)
        if fingerprint(changes) != seen:
            raise PreviewIsOld
        draft.reason, draft.made_at, draft.made_by = reason, now, by
        draft.changes = [change.facts() for change in changes]
        draft.save()
        facts = {"item": draft.version.item.code, "kind": draft.kind, "changes": len(changes)}
        record(draft.exam, "item_ruled", now=now, by=by, reason=reason, **facts)
        ruling_made.send(ItemRuling, ruling=draft, now=now)
    return draft


def carry_out(ruling: ItemRuling, *, now: datetime) -> int:
    """Append a new score to each attempt that the ruling concerns and that was not scored under it yet."""
    done = sum(_rescore(attempt, ruling, now=now) for attempt in _affected(ruling).order_by("pk"))
    ItemRuling.objects.filter(pk=ruling.pk).update(done_at=now)
    return done


def carry_out_missed(*, now: datetime) -> int:
    """Carry out what was ruled and not finished. For the hourly round."""
    return sum(carry_out(ruling, now=now) for ruling in ItemRuling.objects.filter(done_at=None))


def report_item(attempt: Attempt, position: int, text: str, *, now: datetime) -> ItemReport:
    """Keep what a candidate says is wrong with an item; saying more replaces it. Raises FormItem.DoesNotExist."""
    version = attempt.form.items.get(position=position).version
    facts = {"version": version, "text": text, "reported_at": now}
    report, _ = ItemReport.objects.update_or_create(attempt=attempt, position=position, defaults=facts)
    return report


def _affected(ruling: ItemRuling) -> AttemptQuerySet:
    """The scored attempts whose form holds the item."""
    return Attempt.objects.filter(
        part__exam=ruling.exam_id, state=AttemptState.SCORED, form__items__version=ruling.version_id
    )


def _change(exam: Exam, attempt: Attempt, judged: Judged) -> Change | None:
    before = latest_score(attempt)
    after = score_row(attempt, compute(attempt, judged), judged)
    if before is None or before.scaled == after.scaled:
        return None
    flips = passes(before) != passes(after)
    may_flip = not attempt.trial and (flips or exam.counts == Counts.MEAN)
    return Change(
        attempt=attempt,
        before=before.scaled,
        after=after.scaled,
        passed_before=passes(before),
        passed_after=passes(after),
        result=_result_change(exam, attempt, after) if may_flip else None,
    )


def _result_change(exam: Exam, attempt: Attempt, after: Score) -> tuple[bool, bool] | None:
    """Passed before and after, of the result that the attempt belongs to; None while there is none."""
    result = Result.objects.standing().filter(staff=attempt.staff, exam=exam, period=attempt.period).first()
    parts = counting_parts(attempt.staff, exam, attempt.period, {attempt.pk: after})
    return (result.passed, all(part.passed for part in parts)) if result and parts else None


def _rescore(attempt: Attempt, ruling: ItemRuling, *, now: datetime) -> bool:
    with transaction.atomic():
        attempt = (
            Attempt.objects.select_for_update(of=("self",))
            .select_related("part__exam", "staff__user")
            .get(pk=attempt.pk)
        )
        before = latest_score(attempt)
        if attempt.state != AttemptState.SCORED or before is None or ruling.pk in before.rulings:
            return False
        after = score_attempt(attempt, now=now, by=ruling.made_by)
        if after.scaled != before.scaled and not is_withheld(attempt):
            tell_corrected(attempt, after, now=now)
    return True
