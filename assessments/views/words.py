"""Words and tones for kinds, levels and states, as the trainers' pages show them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.core import items
from assessments.models import ExamState, ItemState
from people.models import ImportRun

KINDS: Mapping[str, str | Promise] = {
    items.SINGLE: _("single choice"),
    items.MULTIPLE: _("multiple choice"),
    items.TRUE_FALSE: _("true or false"),
    items.MATCHING: _("matching"),
    items.NUMERIC: _("numeric answer"),
    items.SHORT: _("short answer"),
    items.ESSAY: _("essay"),
}
ITEM_TONES = {
    ItemState.DRAFT: "idle",
    ItemState.REVIEW: "warn",
    ItemState.LIVE: "ok",
    ItemState.RETIRED: "idle",
}
EXAM_TONES = {ExamState.DRAFT: "idle", ExamState.PUBLISHED: "ok", ExamState.CLOSED: "idle"}
CHANGES: Mapping[str, str | Promise] = {
    "new": _("new"),
    "changed": _("changed"),
    "same": _("unchanged"),
}
WARNINGS: Mapping[str, str | Promise] = {
    "ticking_all_earns_full_marks": _(
        "Whoever ticks every answer earns the full mark. Give wrong answers a negative weight."
    ),
    "few_options": _("There are only two answers to choose from: guessing is right half the time."),
}
REFUSALS: Mapping[str, str | Promise] = {
    "no_parts": _("The exam has no part yet."),
    "practice_bank": _("The blueprint belongs to a practice bank. Choose one of an exam bank."),
    "empty_blueprint": _("The blueprint asks for no items yet."),
    "not_satisfiable": _("The bank holds too few items in use for this blueprint."),
    "too_few_forms_for_the_cap": _(
        "There are too few forms for the share in which one item may stand. Raise the number of forms or the share."
    ),
    "fewer_forms_than_attempts": _(
        "There are fewer forms than attempts, but a new attempt never draws the same form."
    ),
}
RULES: Mapping[str, str | Promise] = {
    "opens_at": _("Opens"),
    "closes_at": _("Last moment to start"),
    "minutes": _("Minutes"),
    "attempts_allowed": _("Attempts in a year"),
    "access_code": _("Access code"),
}
IMPORT_STEPS = [_("Choose the file"), _("Look at the preview"), _("Report")]
IMPORT_STEP = {ImportRun.State.PREVIEWED: 2, ImportRun.State.APPLIED: 3}
