"""Which items of an exam are scored other than as printed, for everybody who had them."""

from dataclasses import dataclass, replace

from assessments.core.items import from_json
from assessments.core.scoring import FormEntry, FormScore, score_form
from assessments.models import Attempt, Exam, Form, FormItem, ItemRuling, Response, RulingKind

Rulings = dict[int, ItemRuling]


@dataclass(frozen=True)
class Judged:
    """A form as it is scored: items with corrected keys, positions that earn full marks, the rulings applied."""

    entries: list[FormEntry]
    neutral: frozenset[int]
    rulings: list[ItemRuling]


def rulings_of(exam: Exam) -> Rulings:
    """The rulings in force, by item version: the latest of each."""
    rows = ItemRuling.objects.filter(exam=exam).select_related("replacement").order_by("pk")
    return {ruling.version_id: ruling for ruling in rows}


def judge(form: Form, rulings: Rulings) -> Judged:
    """A form under the given rulings."""
    rows = FormItem.objects.filter(form=form).select_related("version__item").order_by("position")
    entries, neutral, applied = [], set(), []
    for row in rows:
        entry = FormEntry(row.position, row.version.item.topic, from_json(row.version.content))
        ruling = rulings.get(row.version_id)
        if ruling and ruling.replacement:
            entry = replace(entry, content=from_json(ruling.replacement.content))
        if ruling and ruling.kind == RulingKind.NEUTRALISED:
            neutral.add(row.position)
        if ruling:
            applied.append(ruling)
        entries.append(entry)
    return Judged(entries, frozenset(neutral), applied)


def compute(attempt: Attempt, judged: Judged) -> FormScore:
    """The attempt's score; raises NeedsMarker, UnknownRule."""
    responses = dict(Response.objects.filter(attempt=attempt).values_list("position", "value"))
    return score_form(judged.entries, responses, attempt.policy["rule"], neutral=judged.neutral)
