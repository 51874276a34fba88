"""From a bank and a blueprint to a published exam with its forms."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from assessments.core import assembly, lifecycle
from assessments.core.assembly import BlueprintNotSatisfiable, PoolItem, Shortage
from assessments.core.items import option_order
from assessments.models import (
    Blueprint,
    BlueprintRow,
    Exam,
    ExamPart,
    ExamState,
    Form,
    FormItem,
    Item,
    ItemBank,
    ItemState,
    ItemVersion,
)
from assessments.services.audit import record
from assessments.services.items import content_of
from assessments.services.sitting_checks import refusals_of_exam
from people.models import User


class ExamIsNotDraft(Exception):
    """Only a draft can be changed or published."""


@dataclass(frozen=True)
class PartRefusal:
    """Why one part, or the whole exam, cannot go out: a reason code, and the short rows or people it concerns."""

    part: ExamPart | None
    reason: str
    shortages: tuple[Shortage, ...] = ()
    people: tuple[str, ...] = ()


class ExamNotPublishable(Exception):
    """Every reason why an exam cannot be published yet."""

    def __init__(self, refusals: list[PartRefusal]) -> None:
        super().__init__(", ".join(refusal.reason for refusal in refusals))
        self.refusals = refusals


def pool_of(bank: ItemBank) -> list[PoolItem]:
    """The items of a bank that a form may draw from: live, of an exam bank."""
    if bank.practice:
        return []
    rows = Item.objects.filter(bank=bank, state=ItemState.LIVE, current_version__isnull=False)
    fields = rows.values_list("code", "topic", "level", "current_version__kind")
    return [PoolItem(*row) for row in fields]


def factor_for(exam: Exam) -> int:
    """How many items each cell must hold for one that a form takes."""
    return assembly.OFFICIAL_FACTOR if exam.official else assembly.TRIAL_FACTOR


def shortages_of(part: ExamPart) -> list[Shortage]:
    """The rows of the part's blueprint that its bank cannot fill today."""
    rows, pool = _core_rows(part.blueprint), pool_of(part.blueprint.bank)
    return assembly.shortages(
        rows, pool, factor=factor_for(part.exam), forms=part.forms_count, cap=part.exposure_cap
    )


@transaction.atomic
def save_blueprint(
    blueprint: Blueprint, cells: dict[tuple[str, str], int], *, now: datetime, by: User | None
) -> Blueprint:
    """Writes the blueprint with just these cells; a count of 0 leaves the cell out."""
    blueprint.save()
    blueprint.rows.all().delete()
    wanted = [(topic, level, count) for (topic, level), count in cells.items() if count]
    BlueprintRow.objects.bulk_create(
        BlueprintRow(blueprint=blueprint, position=position, topic=topic, level=level, count=count)
        for position, (topic, level, count) in enumerate(wanted, start=1)
    )
    record(blueprint, "blueprint_saved", now=now, by=by, items=sum(count for *_, count in wanted))
    return blueprint


@transaction.atomic
def assemble_forms(part: ExamPart, *, seed: str, now: datetime, by: User | None) -> list[Form]:
    """Freezes `forms_count` forms by seed and retires earlier ones; raises BlueprintNotSatisfiable."""
    bank = part.blueprint.bank
    papers = assembly.assemble(
        _core_rows(part.blueprint),
        pool_of(bank),
        forms=part.forms_count,
        seed=seed,
        factor=factor_for(part.exam),
        cap=part.exposure_cap,
        shuffle=part.shuffle_items,
    )
    part.forms.filter(retired_at=None).update(retired_at=now)
    first = (part.forms.aggregate(last=Max("number"))["last"] or 0) + 1
    versions = _live_versions(bank)
    forms = [
        _freeze(part, first + index, f"{seed}:{index}", [versions[code] for code in paper], now=now)
        for index, paper in enumerate(papers)
    ]
    record(part, "forms_assembled", now=now, by=by, forms=len(forms), seed=seed)
    return forms


@transaction.atomic
def publish_exam(exam: Exam, *, seed: str, now: datetime, by: User | None) -> Exam:
    """Assembles every part and opens the exam; raises ExamNotPublishable with all reasons, ExamIsNotDraft."""
    if exam.state != ExamState.DRAFT:
        raise ExamIsNotDraft
    if refusals := refusals_of(exam):
        raise ExamNotPublishable(refusals)
    moved = Exam.objects.filter(pk=exam.pk, state=ExamState.DRAFT).update(
        state=ExamState.PUBLISHED, published_at=now, published_by=by
    )
    if not moved:
        raise ExamIsNotDraft
    for part in exam.parts.select_related("blueprint__bank", "exam"):
        assemble_forms(part, seed=f"{seed}:{part.position}", now=now, by=by)
    exam.refresh_from_db()
    record(exam, "exam_published", now=now, by=by, seed=seed)
    return exam


@transaction.atomic
def close_exam(exam: Exam, *, now: datetime, by: User) -> Exam:
    """Nobody starts any more; attempts under way go on to their end. Raises TransitionRefused."""
    lifecycle.require(lifecycle.EXAM, exam.state, ExamState.CLOSED)
    Exam.objects.filter(pk=exam.pk, state=ExamState.PUBLISHED).update(state=ExamState.CLOSED)
    exam.refresh_from_db()
    record(exam, "exam_closed", now=now, by=by)
    return exam


def refusals_of(exam: Exam) -> list[PartRefusal]:
    """Everything that stands between a draft and its publication."""
    parts = list(exam.parts.select_related("blueprint__bank", "exam"))
    if not parts:
        return [PartRefusal(None, "no_parts")]
    sittings = [PartRefusal(None, each.reason, people=each.people) for each in refusals_of_exam(exam)]
    return [refusal for part in parts for refusal in _part_refusals(exam, part)] + sittings


def _part_refusals(exam: Exam, part: ExamPart) -> list[PartRefusal]:
    if part.blueprint.bank.practice:
        return [PartRefusal(part, "practice_bank")]
    if not part.blueprint.rows.exists():
        return [PartRefusal(part, "empty_blueprint")]
    found = []
    if short := shortages_of(part):
        found.append(PartRefusal(part, "not_satisfiable", tuple(short)))
    if not assembly.most_uses(part.forms_count, part.exposure_cap):
        found.append(PartRefusal(part, "too_few_forms_for_the_cap"))
    if part.forms_count < exam.attempts_allowed:
        found.append(PartRefusal(part, "fewer_forms_than_attempts"))
    return found


def _core_rows(blueprint: Blueprint) -> list[assembly.BlueprintRow]:
    rows = blueprint.rows.order_by("position", "pk").values_list("topic", "level", "count")
    return [assembly.BlueprintRow(*row) for row in rows]


def _live_versions(bank: ItemBank) -> dict[str, ItemVersion]:
    rows = Item.objects.filter(bank=bank, state=ItemState.LIVE).select_related("current_version")
    return {item.code: item.current_version for item in rows if item.current_version}


def _freeze(part: ExamPart, number: int, seed: str, versions: list[ItemVersion], *, now: datetime) -> Form:
    orders = [
        option_order(content_of(version), seed=f"{seed}:{version.sha256}", shuffle=part.shuffle_options)
        for version in versions
    ]
    facts = [[version.sha256, order] for version, order in zip(versions, orders, strict=True)]
    digest = hashlib.sha256(json.dumps(facts, separators=(",", ":")).encode()).hexdigest()
    form = Form.objects.create(part=part, number=number, seed=seed[:64], sha256=digest, assembled_at=now)
    FormItem.objects.bulk_create(
        FormItem(form=form, position=position, version=version, option_order=order)
        for position, (version, order) in enumerate(zip(versions, orders, strict=True), start=1)
    )
    return form


__all__ = ["BlueprintNotSatisfiable", "ExamIsNotDraft", "ExamNotPublishable", "PartRefusal"]
