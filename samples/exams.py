"""Item banks, blueprints and exams of the sample province, through the trainers' and examiners' own acts."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from assessments.models import Blueprint, Exam, ExamPart, Item, ItemBank
from assessments.services.banks import publish_exam, save_blueprint
from assessments.services.item_import import import_items, plan_items
from assessments.services.items import approve_item, submit_item
from courses.models import Competence, CoursePage
from people.models import Agency, User

HERE = Path(__file__).parent
SEED = "lam-giang-2026"
# Submitted, but not yet approved: an examiner's day.
NEW_ITEMS = ("LG-KNS07", "kns07_new.gift")


def read_rows(name: str) -> list[dict[str, Any]]:
    """The rows of one JSON file of the samples."""
    rows: list[dict[str, Any]] = json.loads((HERE / name).read_text("utf-8"))
    return rows


def make_banks(*, now: datetime, trainer: User, examiner: User) -> None:
    """Every bank with its items: imported and submitted by a trainer, approved by an examiner.

    The reference data must be there: items point at competences.
    """
    for facts in read_rows("banks.json"):
        bank = ItemBank.objects.create(
            code=facts["code"],
            title=facts["title"],
            agency=Agency.objects.get(code=facts["agency"]),
            purpose=facts["purpose"],
        )
        for item in _import(bank, facts["file"], now=now, by=trainer):
            item.competences.set(Competence.objects.filter(code__in=_competence_codes()[item.topic]))
            approve_item(item, now=now + timedelta(days=1), by=examiner)


def make_new_items(*, now: datetime, trainer: User) -> None:
    """A few items that wait for approval."""
    code, file = NEW_ITEMS
    _import(ItemBank.objects.get(code=code), file, now=now, by=trainer)


def practice_items() -> dict[str, str]:
    """The uuid of each practice item by its code."""
    rows = Item.objects.filter(bank__purpose="practice").values_list("code", "uuid")
    return {code: str(uuid) for code, uuid in rows}


def attach_banks() -> None:
    """Say which course each bank belongs to, once the courses are there."""
    courses = {course.code: course for course in CoursePage.objects.all()}
    for facts in read_rows("banks.json"):
        ItemBank.objects.filter(code=facts["code"]).update(course=courses[facts["course"]])


def make_exams(*, now: datetime, closes_at: datetime, by: User) -> dict[str, Exam]:
    """Blueprints, and the published exams with their forms, by exam code."""
    blueprints = {facts["title"]: _blueprint(facts, now=now, by=by) for facts in read_rows("blueprints.json")}
    exams = (_exam(facts, blueprints, now, closes_at) for facts in read_rows("exams.json"))
    return {exam.code: publish_exam(exam, seed=SEED, now=now, by=by) for exam in exams}


@lru_cache
def _competence_codes() -> dict[str, list[str]]:
    codes: dict[str, list[str]] = json.loads((HERE / "topics.json").read_text("utf-8"))
    return codes


def _import(bank: ItemBank, file: str, *, now: datetime, by: User) -> list[Item]:
    plan = plan_items((HERE / "banks" / file).read_bytes(), bank=bank)
    import_items(bank, plan, now=now, by=by)
    codes = [planned.item.code for planned in plan.items]
    items = list(bank.items.filter(code__in=codes).select_related("current_version"))
    for item in items:
        submit_item(item, now=now, by=by)
    return items


def _blueprint(facts: Mapping[str, Any], *, now: datetime, by: User) -> Blueprint:
    blueprint = Blueprint(bank=ItemBank.objects.get(code=facts["bank"]), title=facts["title"])
    cells = {(row["topic"], row["level"]): row["count"] for row in facts["rows"]}
    return save_blueprint(blueprint, cells, now=now, by=by)


def _exam(
    facts: Mapping[str, Any], blueprints: Mapping[str, Blueprint], opens_at: datetime, closes_at: datetime
) -> Exam:
    row = dict(facts)
    parts, course, agency = row.pop("parts"), row.pop("course"), row.pop("agency")
    exam = Exam.objects.create(
        agency=Agency.objects.get(code=agency),
        course=CoursePage.objects.get(code=course) if course else None,
        opens_at=opens_at,
        closes_at=closes_at,
        **row,
    )
    for position, part in enumerate(parts, start=1):
        own = {
            "blueprint": blueprints[part["blueprint"]],
            "cut_score": Decimal(part["cut_score"]),
            "position": position,
        }
        ExamPart.objects.create(exam=exam, **(part | own))
    return exam
