"""Rehearsals of a sitting: one at a time, and never while somebody sits an exam or is about to.

Who plays is `play.rehearsal`, called by the task worker or from the command line; here stands what may be played when,
and what is kept of it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import (
    Attempt,
    ExamState,
    RehearsalFault,
    RehearsalRun,
    RehearsalState,
    Sitting,
)
from assessments.signals import rehearsal_asked
from people.models import User

from .errors import Refusal

MOST_CANDIDATES = 2000
MOST_MINUTES = 5  # the task worker ends a task after ten minutes: arriving and handing in take some too
QUIET_BEFORE = timedelta(hours=1)
# The worker takes a task within seconds, unless it is stopped or imports a long list.
PICKED_UP_WITHIN = timedelta(minutes=10)
# For making the candidates before, handing in and counting afterwards.
SLACK = timedelta(minutes=10)

REASONS = {
    "not_published": _("Publish the exam first: a rehearsal sits its real papers."),
    "over": _("This sitting is over: there is nothing left to rehearse."),
    "safe_browser": _("This exam is sat in a Safe Exam Browser only: the simulated candidates have none."),
    "working": _("Somebody is sitting an exam now: a rehearsal would take the machine from them."),
    "sitting_near": _(
        "A sitting is open or begins within an hour: a rehearsal would take the machine from its candidates."
    ),
    "another": _("Another rehearsal is under way. Wait until it is over."),
}


class RehearsalRefused(Refusal):
    """No rehearsal now; `reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return str(REASONS[self.reason])


def check_may_rehearse(sitting: Sitting) -> None:
    """Returns if simulated candidates could sit it. Raises RehearsalRefused."""
    if sitting.exam.state != ExamState.PUBLISHED:
        raise RehearsalRefused("not_published")
    if sitting.is_over:
        raise RehearsalRefused("over")
    if sitting.exam.config_keys or sitting.exam.program_keys:
        raise RehearsalRefused("safe_browser")


def check_quiet(*, now: datetime) -> None:
    """Returns if nobody real sits an exam, or will within an hour. Raises RehearsalRefused."""
    if Attempt.objects.running(now=now).filter(staff__simulated=False).exists():
        raise RehearsalRefused("working")
    lasts = Q(ends_at__gt=now) | Q(ends_at=None, late_until__gt=now)
    if Sitting.objects.published().filter(lasts, begins_at__lte=now + QUIET_BEFORE).exists():
        raise RehearsalRefused("sitting_near")


@transaction.atomic
def ask_rehearsal(
    sitting: Sitting, *, candidates: int, seconds: int, now: datetime, by: User
) -> RehearsalRun:
    """Leaves a rehearsal to the task worker. Raises RehearsalRefused."""
    check_quiet(now=now)
    run = open_rehearsal(sitting, candidates=candidates, seconds=seconds, now=now, by=by)
    rehearsal_asked.send(RehearsalRun, run=run)
    return run


def open_rehearsal(
    sitting: Sitting, *, candidates: int, seconds: int, now: datetime, by: User | None
) -> RehearsalRun:
    """The row of a rehearsal that is to begin; of two at once one is refused. Raises RehearsalRefused."""
    check_may_rehearse(sitting)
    give_up_stuck(now=now)
    try:
        with transaction.atomic():
            return RehearsalRun.objects.create(
                sitting=sitting,
                candidates=candidates,
                seconds=seconds,
                asked_at=now,
                asked_by=by,
                due_by=now + PICKED_UP_WITHIN,
            )
    except IntegrityError as error:
        raise RehearsalRefused("another") from error


def begin_rehearsal(run: RehearsalRun, *, lasts: timedelta, now: datetime) -> bool:
    """True for the one who is to play it: a task that is delivered twice plays once."""
    waiting = RehearsalRun.objects.running().filter(pk=run.pk, begun_at=None)
    return bool(waiting.update(begun_at=now, due_by=now + lasts + SLACK))


def finish_rehearsal(
    run: RehearsalRun, facts: dict[str, Any], errors: dict[str, int], *, now: datetime
) -> None:
    """Keeps the verdict, unless the rehearsal was given up meanwhile."""
    _end(run, RehearsalState.DONE, now=now, facts=facts, errors=errors)


def break_off(run: RehearsalRun, fault: RehearsalFault, *, now: datetime) -> None:
    """Keeps that there is no verdict, and why."""
    _end(run, RehearsalState.FAILED, now=now, fault=fault)


def give_up_stuck(*, now: datetime) -> int:
    """Ends what nobody plays any more, so that another can begin; returns how many. For each minute's round."""
    stuck = RehearsalRun.objects.stuck(now=now)
    facts = {"state": RehearsalState.FAILED, "ended_at": now}
    never_begun = stuck.filter(begun_at=None).update(fault=RehearsalFault.NO_WORKER, **facts)
    return never_begun + stuck.update(fault=RehearsalFault.STOPPED, **facts)


def _end(run: RehearsalRun, state: RehearsalState, *, now: datetime, **facts: Any) -> None:
    RehearsalRun.objects.running().filter(pk=run.pk).update(state=state, ended_at=now, **facts)
