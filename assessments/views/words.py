"""Words and tones for kinds, levels and states, as the trainers' pages show them."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.core import items
from assessments.core.review import Moment, Part
from assessments.models import ExamState, ItemState, PlaceState, SittingState
from assessments.services import attendance
from assessments.services.banks import PartRefusal
from assessments.services.places import IdentityNotChecked, NotVisible, OtherExam, PlaceHasMoved
from assessments.services.sitting_checks import SittingRefusal
from assessments.services.sittings import (
    NotAWatcher,
    PlacesWereMovedHere,
    SittingHasMoved,
    SittingHasStarted,
)
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
REFUSALS: dict[str, str | Promise] = {
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
REVIEW_MOMENTS: Mapping[str, str | Promise] = {
    Moment.JUST_AFTER: _("for two minutes after submitting"),
    Moment.LATER: _("later, while the exam is open"),
    Moment.CLOSED: _("after the exam has closed"),
}
REVIEW_PARTS: Mapping[str, str | Promise] = {
    Part.PASSED: _("Pass or fail"),
    Part.SCORE: _("Score"),
    Part.TOPICS: _("Scores by topic"),
    Part.ANSWERS: _("Own answers"),
    Part.CORRECTNESS: _("Right or wrong"),
    Part.MARKS: _("Marks"),
    Part.FEEDBACK: _("Feedback"),
    Part.KEY: _("Key"),
}
REVIEW_PRESETS: Mapping[str, str | Promise] = {
    "none": _("nothing"),
    "score_only": _("the score"),
    "topics": _("the score and the scores by topic"),
    "correctness_after_close": _("also which items were right, after the exam closes"),
    "full_after_close": _("also feedback and keys, after the exam closes"),
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

SITTING_TONES = {
    SittingState.DRAFT: "idle",
    SittingState.PUBLISHED: "active",
    SittingState.CLOSED: "idle",
    SittingState.CANCELLED: "bad",
}
# How far a candidate of a sitting is: the tone and the word.
PRESENCE: Mapping[str, tuple[str, str | Promise]] = {
    PlaceState.EXPECTED: ("idle", _("not arrived")),
    PlaceState.ADMITTED: ("active", _("admitted")),
    PlaceState.ABSENT: ("bad", _("absent")),
    PlaceState.MOVED: ("idle", _("moved to another sitting")),
    attendance.FREED: ("warn", _("waits for another sitting")),
    attendance.WORKING: ("active", _("working")),
    attendance.FINISHED: ("ok", _("handed in")),
    attendance.NEVER_BEGAN: ("warn", _("admitted, did not begin")),
}
SITTING_REASONS: dict[str, str | Promise] = {
    "exam_not_published": _("Publish the exam first."),
    "no_candidates": _("The sitting has no candidates yet."),
    "no_invigilators": _("Nobody is named to watch, so nobody could be admitted."),
    "no_time_to_start": _("The last moment to start must lie after the beginning."),
    "already_past": _("The last moment to start has passed."),
    "cuts_short": _(
        "Whoever starts at the last moment would be stopped by the fixed end before their own time is over. Let it "
        "end later, or let the last moment to start be earlier."
    ),
    "over_before_last_start": _(
        "The common time is over before the last moment to start. Let that moment be earlier."
    ),
    "outside_window": _("The exam itself opens later or closes earlier than the sitting lets them start."),
}
SITTING_REFUSED: Mapping[type[Exception], str | Promise] = {
    SittingHasMoved: _("Nothing was changed: the sitting is in another state by now."),
    SittingHasStarted: _("Nothing was changed: somebody has begun, so the sitting is fixed."),
    PlaceHasMoved: _("Nothing was changed: the candidate is in another state by now."),
    IdentityNotChecked: _("Check the identity and tick it, then admit."),
    OtherExam: _("A place can be moved only to another open sitting of the same exam."),
    PlacesWereMovedHere: _(
        "Nothing was deleted: candidates were moved here from another sitting. Move them to another one first."
    ),
    NotAWatcher: _("Somebody of these holds no role that lets them watch here."),
    NotVisible: _("Somebody on this list serves outside your agencies."),
}
CANDIDATE_REASONS: Mapping[str, str | Promise] = {
    "unknown": _("Nobody in your agencies has this staff code or e-mail."),
    "twice": _("This person stands in the list twice."),
    "there_already": _("This person is in the sitting already."),
    "elsewhere": _("This person has a place in another sitting of the exam: %(title)s."),
    "formula": _("The cell holds a formula or an error. Write the value itself."),
}
SITTING_EVENTS: Mapping[str, str | Promise] = {
    "made": _("Prepared"),
    "changed": _("Changed"),
    "published": _("Published"),
    "closed": _("Closed"),
    "cancelled": _("Cancelled"),
    "invigilators_named": _("Invigilators named"),
    "places_given": _("Candidates added"),
    "place_withdrawn": _("Candidate taken off the list"),
    "places_moved": _("Candidates moved to another sitting"),
    "admission_taken_back": _("Admission taken back"),
    "paused": _("The whole room was paused"),
    "resumed": _("The whole room was resumed"),
    "incident_written": _("Incident report written"),
}


def sentences(refusals: Iterable[SittingRefusal]) -> list[str]:
    """Each reason in words, with the names of those whom it concerns."""
    return [_naming(SITTING_REASONS[each.reason], each.people) for each in refusals]


def exam_refusal(refusal: PartRefusal) -> str:
    """Why an exam cannot go out: for a reason of its own, or one of its sittings."""
    return _naming((REFUSALS | SITTING_REASONS)[refusal.reason], refusal.people)


def _naming(reason: str | Promise, people: Iterable[str]) -> str:
    names = ", ".join(people)
    return f"{reason} ({names})" if names else str(reason)
