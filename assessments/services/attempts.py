"""One candidate's go at a part: start, hand over to another device, submit, and close by the clock.

Each change of state is a compare-and-set on the row: of a submit and the clock exactly one wins, and the loser finds
the attempt finished, which is what it wanted.
"""

import logging
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from assessments.core import assembly, clock
from assessments.core import sittings as sittings_core
from assessments.core.scoring import CURRENT_RULE
from assessments.models import Attempt, AttemptEvent, AttemptState, ClosedBy, ExamPart, Form, Sitting
from assessments.models.attempts import AttemptQuerySet
from people.models import StaffProfile, User
from people.prepared import Prepared, PreparedInsert

from .allowances import accommodation_of, with_accommodation
from .attempt_notices import tell_scored
from .eligibility import (
    ATTEMPTS,
    Standing,
    check_access_code,
    check_standing,
    is_trial,
    period_of,
    standing_of,
)
from .errors import AttemptIsOver, CameTooLate, NoFormLeft, Refusal
from .papers import paper_of
from .places import hold_place
from .scoring import score_attempt
from .sitting_checks import times_of

logger = logging.getLogger(__name__)

FORMS = Prepared(lambda part: Form.objects.filter(part=part, retired_at=None).order_by("number"), part=int)

INSERT = PreparedInsert(Attempt)


def start_attempt(
    staff: StaffProfile,
    part: ExamPart,
    *,
    now: datetime,
    by: User | None,
    code: str = "",
) -> Attempt:
    """Begin an attempt, or return the one that is open already (a second click, a second device).

    Raises what `check_standing` and `check_access_code` raise, or NoFormLeft. A retake never draws the same form, as
    long as the exam's own number of attempts is not exceeded.
    """
    standing = standing_of(staff, part, now=now)
    open_attempt = _still_open(standing.attempts, now)
    if open_attempt:
        return open_attempt
    try:
        standing = check_standing(staff, part, standing, now=now)
        check_access_code(staff, part.exam, standing.rules, code)
        if standing.entrance is None:
            return _create_attempt(staff, part, standing, now=now)
        with transaction.atomic():
            sitting = hold_place(standing.entrance.place)
            return _create_attempt(staff, part, standing, now=now, sitting=sitting)
    except (IntegrityError, Refusal):
        # Two starts at once: one went through since we looked, and both people are the same person.
        open_attempt = find_open_attempt(staff, part, now=now)
        if open_attempt is None:
            raise
        return open_attempt


def find_open_attempt(staff: StaffProfile, part: ExamPart, *, now: datetime) -> Attempt | None:
    """The person's open attempt at a part. One whose time is over is closed first and does not count."""
    return _still_open(ATTEMPTS(staff=staff.pk, part=part.pk), now)


def _still_open(attempts: list[Attempt], now: datetime) -> Attempt | None:
    under_way = (each for each in attempts if each.state == AttemptState.IN_PROGRESS)
    return next((each for each in under_way if not close_if_overdue(each, now=now)), None)


def _create_attempt(
    staff: StaffProfile, part: ExamPart, standing: Standing, *, now: datetime, sitting: Sitting | None = None
) -> Attempt:
    rules, earlier, period = standing.rules, standing.attempts, period_of(now)
    trial = is_trial(staff, part.exam) or (sitting is not None and sitting.trial)
    more = rules.attempts_allowed is None or rules.attempts_allowed > part.exam.attempts_allowed
    form = _draw_form(staff, part, drawn=[attempt.form_id for attempt in earlier], again=trial or more)
    number = sum((attempt.period, attempt.trial) == (period, trial) for attempt in earlier) + 1
    granted = accommodation_of(staff)
    minutes = with_accommodation(rules.minutes, granted)
    counts_from = _counts_from(staff, sitting, now)
    deadline = clock.deadline_for(counts_from, minutes, ends_at=sitting.ends_at if sitting else None)
    if sitting and deadline <= now:
        raise CameTooLate(sitting.late_until)
    attempt = Attempt(
        staff=staff,
        part=part,
        form=form,
        sitting=sitting,
        number=number,
        period=period,
        trial=trial,
        started_at=now,
        deadline=deadline,
        closes_at=clock.closes_at(deadline, part.grace_seconds),
        at_item=1 if part.one_way else None,
        policy={
            "minutes": minutes,
            "counts_from": counts_from.isoformat(),
            "grace_seconds": part.grace_seconds,
            "rule": CURRENT_RULE,
            "cut_score": str(part.cut_score),
            "items": len(paper_of(form)),
            "layout": part.layout,
            "large_type": bool(granted and granted.large_type),
        },
    )
    return INSERT(attempt)


def _counts_from(staff: StaffProfile, sitting: Sitting | None, now: datetime) -> datetime:
    """From when the person's time counts: in a common start from the sitting's beginning."""
    if sitting is None:
        return now
    started = Attempt.objects.filter(staff=staff, sitting=sitting).exists()
    return sittings_core.clock_starts_at(times_of(sitting), now=now, started=started)


def _draw_form(staff: StaffProfile, part: ExamPart, *, drawn: Collection[int], again: bool) -> Form:
    forms = {str(form.number): form for form in FORMS(part=part.pk)}
    taken = [key for key, form in forms.items() if form.pk in drawn]
    if again and len(taken) == len(forms):
        taken = []  # in a rehearsal, or with more attempts than the exam has forms for, they come round again
    try:
        chosen = assembly.pick_form(
            settings.SECRET_KEY.encode(),
            part=str(part.uuid),
            staff=str(staff.uuid),
            forms=list(forms),
            taken=taken,
        )
    except assembly.NoFormLeft as error:
        raise NoFormLeft from error
    return forms[chosen]


def take_over_seat(attempt: Attempt, *, now: datetime, by: User | None) -> int:
    """Put another device in charge and return its seat; the device before it stops. Raises AttemptIsOver."""
    with transaction.atomic():
        changed = Attempt.objects.running(now=now).filter(pk=attempt.pk).update(seat=F("seat") + 1)
        if not changed:
            raise AttemptIsOver
        attempt.refresh_from_db(fields=["seat"])
        _record(attempt, "seat_taken", now=now, by=by, data={"seat": attempt.seat})
    return attempt.seat


def move_on(attempt: Attempt, *, leaving: int, now: datetime) -> int | None:
    """Leave an item for good, where there is no way back; return the item that is shown now. Twice is once."""
    open_here = Attempt.objects.open().filter(pk=attempt.pk, paused_at=None, closes_at__gt=now)
    last = attempt.policy["items"]
    open_here.filter(at_item=leaving, at_item__lt=last).update(at_item=F("at_item") + 1)
    attempt.refresh_from_db(fields=["at_item"])
    return attempt.at_item


def submit_attempt(
    attempt: Attempt, *, now: datetime, by: User | None, closed_by: str = ClosedBy.CANDIDATE
) -> bool:
    """Hand in and score. True if this call closed the attempt; False if it was closed already, or is paused.

    The clock closes only what still has the deadline that the caller saw: an extension in between wins.
    """
    still = Attempt.objects.open().filter(paused_at=None)
    if closed_by == ClosedBy.CLOCK:
        still = still.filter(deadline=attempt.deadline)
    return close_attempt(attempt, still, "submitted", now=now, by=by, closed_by=closed_by)


def close_attempt(
    attempt: Attempt,
    still: AttemptQuerySet,
    kind: str,
    *,
    now: datetime,
    by: User | None,
    closed_by: str,
    **data: object,
) -> bool:
    """Close and score the attempt if it is still among the given; True if this call did it."""
    with transaction.atomic():
        changed = still.filter(pk=attempt.pk).update(
            state=AttemptState.SUBMITTED, submitted_at=now, closed_by=closed_by, paused_at=None
        )
        if changed:
            _record(attempt, kind, now=now, by=by, data={"closed_by": closed_by} | data)
            _score_or_leave(attempt, now=now)
    attempt.refresh_from_db()
    return bool(changed)


def _score_or_leave(attempt: Attempt, *, now: datetime) -> bool:
    """Score at once. A fault in an item must not undo the submission: the hourly round scores it later."""
    try:
        with transaction.atomic():
            score_attempt(attempt, now=now)
    except Exception:
        logger.exception("Attempt %s is submitted but not scored", attempt.pk)
        return False
    return True


def close_if_overdue(attempt: Attempt, *, now: datetime) -> bool:
    """True if the attempt takes no more answers; one that is overdue is closed by the clock here."""
    if attempt.is_overdue(now):
        submit_attempt(attempt, now=now, by=None, closed_by=ClosedBy.CLOCK)
    return attempt.state != AttemptState.IN_PROGRESS


def close_overdue(*, now: datetime) -> int:
    """Close every attempt whose last moment to save has passed; return how many. For the sweeper."""
    return sum(
        submit_attempt(attempt, now=now, by=None, closed_by=ClosedBy.CLOCK)
        for attempt in Attempt.objects.open().overdue(now=now).order_by("closes_at")
    )


def score_unscored(*, now: datetime) -> int:
    """Score what was submitted but not scored, tell whose it is, and return how many. For the hourly round."""
    waiting = list(Attempt.objects.filter(state=AttemptState.SUBMITTED).order_by("submitted_at"))
    for attempt in waiting:
        if _score_or_leave(attempt, now=now) and Attempt.objects.published().filter(pk=attempt.pk).exists():
            tell_scored(attempt, now=now)
    return len(waiting)


def _record(attempt: Attempt, kind: str, *, now: datetime, by: User | None, data: dict[str, object]) -> None:
    AttemptEvent.objects.create(attempt=attempt, kind=kind, at=now, by=by, data=data)
