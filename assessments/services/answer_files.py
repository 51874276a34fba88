"""Answer files that a candidate saved while no line came back: what is in them goes the way of every save.

Promise: a file adds nothing but what its page could have sent by itself, once. What the open paper still takes counts,
since it was received before the end; everything else becomes late answers for an examiner.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.models import Attempt, AttemptEvent, AttemptState, ResponseLog, Sitting
from assessments.tickets import Ticket
from people.models import User

from .errors import (
    ActRefused,
    AnswerIsOlder,
    AttemptIsOver,
    AttemptIsPaused,
    ItemIsPassed,
    NoSuchItem,
    OwnAttempt,
    SeatHasMoved,
    moment,
)
from .saving import Answer, save_response

TAKEN = "answer_file"
# What becomes of an answer: it counts, it waits for an examiner, it or a newer one was here before.
SAVED, LATE, KNOWN = "saved", "late", "known"


class FileIsForeign(ActRefused):
    """The file is of nobody in this sitting."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _(
            "This file is not from a paper of this sitting. Nothing was changed. "
            "Ask the candidate which sitting it belongs to."
        )


class FileTakenBefore(ActRefused):
    """The same file was received earlier."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("This very file was received at %(when)s. Nothing was changed.") % {"when": moment(self.at)}


class AttemptIsVoid(ActRefused):
    """The paper was declared void."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("This candidate's paper was declared void, so its file is not taken. Nothing was changed.")


@dataclass(frozen=True)
class AnswerFile:
    """An opened file of proven origin. `saved_at` is the browser's time, shown and never used."""

    ticket: Ticket
    answers: Sequence[Answer]
    saved_at: datetime | None
    digest: str


@dataclass(frozen=True)
class Received:
    """What became of a file: how many answers are SAVED, LATE or KNOWN."""

    attempt: Attempt
    counts: Mapping[str, int]


@transaction.atomic
def take_answer_file(sitting: Sitting, file: AnswerFile, *, now: datetime, by: User) -> Received:
    """Take all answers of a file into the sitting's attempt, or nothing.

    Raises FileIsForeign, OwnAttempt, AttemptIsVoid, FileTakenBefore.
    """
    attempt = _hold(sitting, file.ticket)
    if attempt.staff.user_id == by.pk:
        raise OwnAttempt
    if attempt.state == AttemptState.VOIDED:
        raise AttemptIsVoid
    earlier = AttemptEvent.objects.filter(attempt=attempt, kind=TAKEN, data__digest=file.digest).first()
    if earlier:
        raise FileTakenBefore(earlier.at)
    counts = dict(_take(file.answers, attempt, now))
    said = file.saved_at.isoformat() if file.saved_at else None
    facts = {"counts": counts, "digest": file.digest, "client_at": said}
    AttemptEvent.objects.create(attempt=attempt, kind=TAKEN, at=now, by=by, data=facts)
    return Received(attempt, counts)


def _hold(sitting: Sitting, ticket: Ticket) -> Attempt:
    """The locked row: a save, a submit or the same file at the same moment comes before or after."""
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("staff")
    row = rows.filter(sitting=sitting, pk=ticket.attempt_id, staff_id=ticket.staff_id).first()
    if row is None:
        raise FileIsForeign
    return row


def _take(answers: Sequence[Answer], attempt: Attempt, now: datetime) -> Counter[str]:
    log = ResponseLog.objects.filter(attempt=attempt).order_by().values_list("position", "seat")
    newest = {(position, seat): last for position, seat, last in log.annotate(Max("sequence"))}
    # What is older than another answer of the same device is what the candidate has given up.
    fresh = [each for each in answers if each.sequence > newest.get((each.position, each.seat), 0)]
    return Counter([_save(each, now) for each in fresh] + [KNOWN] * (len(answers) - len(fresh)))


def _save(answer: Answer, now: datetime) -> str:
    try:
        save_response(answer, now=now)
    except NoSuchItem as error:  # our page writes of no other items
        raise FileIsForeign from error
    except AnswerIsOlder:
        return KNOWN
    except (AttemptIsOver, AttemptIsPaused, SeatHasMoved, ItemIsPassed):
        return LATE
    return SAVED
