"""A trainer's question file, read into a bank: first what would happen, then, once confirmed, just that."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.core.gift import GiftItem, Problem, decode, read_gift
from assessments.core.items import ItemContent
from assessments.models import Item, ItemBank
from assessments.services.audit import record
from assessments.services.items import differs, publish_item, save_item
from people.models import ImportRun, User
from people.sanitize import clean_html, plain_text

IMPORT_KIND = "items"
MAX_BYTES = 2 * 1024 * 1024

# What is wrong, and what to do. The parameters are those of the fault.
SENTENCES: dict[str, str | Promise] = {
    "unclosed_brace": _("The opening brace { has no closing brace }. Add } after the last answer."),
    "unopened_brace": _("There is a closing brace } without an opening one. Add { before the first answer."),
    "extra_brace": _(
        "There are more braces than one pair. An item has one pair; write a brace within a text as \\{ or \\}."
    ),
    "unclosed_title": _("The title is not closed. Write it as ::title::."),
    "no_answer_block": _("There are no answers in braces { }. Add them, or remove the item."),
    "stray_text": _("This text belongs to no item. Add answers in braces { }, or start the line with //."),
    "empty_stem": _("The item asks nothing. Write the question before the brace {."),
    "empty_option": _("Answer %(position)s is empty. Write its text, or remove its mark."),
    "repeated_option": _("The answer “%(text)s” stands twice. Keep one of the two."),
    "text_before_options": _(
        "“%(text)s” stands before the first answer. Put ~ or = in front of each answer."
    ),
    "too_few_options": _("A choice needs at least two answers; there is %(found)s."),
    "too_many_options": _("There are %(found)s answers; at most %(limit)s are allowed."),
    "no_right_answer": _(
        "No answer earns the full mark. Mark the right one with =, or give weights up to 100%%."
    ),
    "no_wrong_option": _("Every answer is right. Add at least one wrong answer, marked with ~."),
    "weights_not_whole": _("The weights of the right answers make %(total)s%%; they must make 100%%."),
    "bad_percent": _("The weight of “%(text)s” cannot be read. Write it as %%50%%, from -100 to 100."),
    "pair_without_arrow": _("The pair “%(text)s” has no arrow. Write it as =left -> right."),
    "too_few_pairs": _("Matching needs at least two pairs with different right-hand sides; found %(found)s."),
    "empty_pair": _("The pair “%(text)s” has nothing on the right of the arrow."),
    "repeated_left": _("“%(text)s” stands on the left of two pairs. Keep one of the two."),
    "number_without_value": _("The number has no value. Write it as #14, #14:2 or #12..16."),
    "bad_number": _("“%(text)s” is no number."),
    "bad_range": _("“%(text)s” is no range: the first number must not be greater, nor a tolerance negative."),
    "unknown_level": _("The level “%(text)s” is unknown. Use NB, TH or VD."),
    "two_levels": _("There are several levels (%(text)s). Keep one."),
    "repeated_id": _("The code %(code)s was already used above in this file. Give this item another one."),
    "too_long": _("A part of the item (%(part)s) is too long; at most %(limit)s characters."),
    "broken_character": _(
        "There is a character that cannot be read (%(character)s). Save the file as UTF-8 and try again."
    ),
}
PARTS: dict[str, str | Promise] = {
    "id": _("code"),
    "stem": _("question"),
    "topic": _("topic"),
    "option": _("answer"),
    "feedback": _("feedback"),
}


class FileTooLarge(ValueError):
    """More than MAX_BYTES: a question file of text is never that large."""


@dataclass(frozen=True)
class PlannedItem:
    """An item of the file and what importing it would do: new, changed or same."""

    item: GiftItem
    change: str


@dataclass(frozen=True)
class ItemPlan:
    """What a file would do to a bank."""

    items: tuple[PlannedItem, ...]
    problems: tuple[Problem, ...]

    def count(self, change: str) -> int:
        return sum(planned.change == change for planned in self.items)


def plan_items(data: bytes, *, bank: ItemBank | None, bank_code: str = "") -> ItemPlan:
    """Reads the file against the bank and changes nothing; raises GiftUnreadable, FileTooLarge."""
    if len(data) > MAX_BYTES:
        raise FileTooLarge
    found = read_gift(decode(data), bank_code=bank.code if bank else bank_code)
    known = _known(bank, [item.code for item in found.items]) if bank else {}
    planned = (_planned(clean_item(item), known.get(item.code)) for item in found.items)
    return ItemPlan(tuple(planned), found.problems)


def clean_item(item: GiftItem) -> GiftItem:
    """The item with its HTML reduced to what pages may show."""
    return replace(item, content=_clean_content(item.content))


def sentence(problem: Problem) -> str:
    """What is wrong and what to do, in the reader's language."""
    params = {
        key: PARTS.get(str(value), value) if key == "part" else value for key, value in problem.params.items()
    }
    return str(SENTENCES[problem.reason]) % params


@transaction.atomic
def import_items(
    bank: ItemBank, plan: ItemPlan, *, publish: bool = False, now: datetime, by: User | None
) -> Counter[str]:
    """Saves what the plan holds; counts new, changed, same and, with `publish`, those now live.

    Published items skip the review: only for an operator, who answers for the file.
    """
    counts: Counter[str] = Counter()
    for planned in plan.items:
        saved = save_item(bank, planned.item, now=now, by=by)
        counts[saved.change] += 1
        if publish:
            counts["live"] += publish_item(saved.item, now=now, by=by)
    record(bank, "items_imported", now=now, by=by, **counts)
    return counts


def preview_item_import(bank: ItemBank, name: str, data: bytes, *, now: datetime, by: User) -> ImportRun:
    """Keeps the file with a preview of what it would do; raises GiftUnreadable, FileTooLarge."""
    plan = plan_items(data, bank=bank)
    return ImportRun.objects.create(
        kind=IMPORT_KIND,
        file=ContentFile(data, name=f"{bank.code}.gift"),
        file_name=name[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=by,
        agency=bank.agency,
        options={"bank": str(bank.uuid)},
        state=ImportRun.State.PREVIEWED,
        progress_total=len(plan.items),
        report=_report(plan),
        created_at=now,
    )


@transaction.atomic
def apply_item_import(run: ImportRun, bank: ItemBank, *, now: datetime, by: User) -> ImportRun:
    """Does what was previewed, read again from the kept file; a second confirmation changes nothing."""
    moved = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.PREVIEWED).update(
        state=ImportRun.State.APPLIED, applied_at=now
    )
    run.refresh_from_db()
    if moved:
        with run.file.open("rb") as file:
            plan = plan_items(file.read(), bank=bank)
        counts = import_items(bank, plan, now=now, by=by)
        run.report = _report(plan) | {key: counts[key] for key in ("new", "changed", "same")}
        run.progress_done = len(plan.items)
        run.save(update_fields=["report", "progress_done"])
    return run


def _report(plan: ItemPlan) -> dict[str, Any]:
    return {
        "accepted": len(plan.items),
        "refused": len(plan.problems),
        **{change: plan.count(change) for change in ("new", "changed", "same")},
        "items": [_reported(planned) for planned in plan.items],
        "problems": [problem_json(problem) for problem in plan.problems],
    }


def _reported(planned: PlannedItem) -> dict[str, Any]:
    """An item as the report's page lists it: its question as plain text."""
    content = planned.item.content
    stem = plain_text(content.stem) if content.html else content.stem
    return item_json(planned.item) | {"stem": stem, "change": planned.change}


def item_json(item: GiftItem) -> dict[str, Any]:
    """An item as the import reports it; fractions are numbers from −1 to 1."""
    content = item.content
    return {
        "code": item.code,
        "kind": content.kind,
        "topic": item.topic,
        "level": item.level,
        "stem": content.stem,
        "options": [
            {"text": each.text, "fraction": float(each.fraction), "feedback": each.feedback}
            for each in content.options
        ],
        "pairs": [[pair.left, pair.right] for pair in content.pairs],
        "answers": [
            {"low": float(each.low), "high": float(each.high), "fraction": float(each.fraction)}
            for each in content.answers
        ],
    }


def problem_json(problem: Problem) -> dict[str, Any]:
    """A refusal as the import reports it."""
    return {
        "line": problem.line,
        "code": problem.code,
        "reason": problem.reason,
        "message": sentence(problem),
    }


def _known(bank: ItemBank, codes: Sequence[str]) -> dict[str, Item]:
    rows = Item.objects.filter(bank=bank).select_related("current_version")
    wanted = set(codes)
    return {item.code: item for item in rows if item.code in wanted}


def _planned(item: GiftItem, known: Item | None) -> PlannedItem:
    if known is None:
        return PlannedItem(item, "new")
    return PlannedItem(item, "changed" if differs(known, item) else "same")


def _clean_content(content: ItemContent) -> ItemContent:
    options = tuple(
        replace(option, text=str(clean_html(option.text))) if option.html else option
        for option in content.options
    )
    stem = str(clean_html(content.stem)) if content.html else content.stem
    return replace(content, stem=stem, options=options)
