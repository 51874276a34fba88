"""The life of a proposal: say, submission, decision, announcement.

Every step is a guard, a compare-and-set, an event and an entry in the ledger.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people import ledger
from people.models import User
from people.services.notices import notify
from reports.core import lifecycle
from reports.core.lifecycle import ForbiddenMove
from reports.errors import (
    HearingIsOpen,
    HearingIsOver,
    NotYourSay,
    ProposalHasMoved,
    ReasonIsMissing,
    SubjectMayNotAct,
    SubmitterMayNotDecide,
    WordsAreMissing,
)
from reports.models import Proposal, ProposalEvent, ProposalState, Statement
from reports.services.evidence import hash_evidence
from reports.services.speakers import may_speak, speakers_for


@transaction.atomic
def give_statement(proposal: Proposal, text: str, *, now: datetime, by: User) -> Statement:
    """The say of the person concerned, once, in the window. Raises NotYourSay, WordsAreMissing, HearingIsOver."""
    if not may_speak(by, proposal):
        raise NotYourSay
    if not text.strip():
        raise WordsAreMissing
    late = proposal.statement_until is None or timezone.localdate(now) > proposal.statement_until
    if late or proposal.state != ProposalState.AWAITING_STATEMENT:
        raise HearingIsOver
    _move(proposal, ProposalState.UNDER_REVIEW)
    statement = Statement.objects.create(proposal=proposal, text=text.strip(), given_at=now, given_by=by)
    _record(proposal, "statement", now=now, by=by)
    return statement


def end_hearings(*, now: datetime) -> int:
    """Moves on the negative proposals whose window has passed in silence; returns how many."""
    today = timezone.localdate(now)
    over = Proposal.objects.filter(state=ProposalState.AWAITING_STATEMENT, statement_until__lt=today)
    return sum(_end_hearing(proposal, now=now) for proposal in over)


@transaction.atomic
def submit_proposal(proposal: Proposal, note: str = "", *, now: datetime, by: User) -> Proposal:
    """Goes up for decision. Raises HearingIsOpen, SubjectMayNotAct, ProposalHasMoved."""
    _guard_subject(proposal, by)
    if proposal.state == ProposalState.AWAITING_STATEMENT:
        heard = Statement.objects.filter(proposal=proposal).exists()
        if not lifecycle.hearing_is_over(proposal.statement_until, timezone.localdate(now), heard=heard):
            raise HearingIsOpen
        _end_hearing(proposal, now=now)
    _move(proposal, ProposalState.SUBMITTED, submitted_at=now, submitted_by=by)
    _record(proposal, "submitted", note, now=now, by=by)
    return proposal


@transaction.atomic
def decide(proposal: Proposal, approve: bool, reason: str, *, now: datetime, by: User) -> Proposal:
    """One decision, by another person than who submitted, with a reason.

    Raises ReasonIsMissing, SubmitterMayNotDecide, SubjectMayNotAct, ProposalHasMoved.
    """
    if not reason.strip():
        raise ReasonIsMissing
    if proposal.submitted_by_id == by.pk:
        raise SubmitterMayNotDecide
    _guard_subject(proposal, by)
    state = ProposalState.APPROVED if approve else ProposalState.REJECTED
    _move(proposal, state, decided_at=now, decided_by=by, decision_reason=reason.strip())
    _record(proposal, state.value, reason.strip(), now=now, by=by)
    _tell_submitter(proposal, now=now)
    return proposal


@transaction.atomic
def announce_decision(proposal: Proposal, *, now: datetime, by: User) -> Proposal:
    """Tells the person concerned what was decided and why, once. Raises ProposalHasMoved."""
    decided = Proposal.objects.filter(
        pk=proposal.pk, state__in=[ProposalState.APPROVED, ProposalState.REJECTED], announced_at=None
    )
    if not decided.update(announced_at=now):
        raise ProposalHasMoved
    proposal.refresh_from_db()
    _record(proposal, "announced", now=now, by=by)
    subject = _("Decision on a proposal: %(outcome)s") % {"outcome": proposal.outcome}
    for user in speakers_for(proposal):
        notify(user, "proposal", subject, say_decision(proposal), _own_page(proposal), now=now)
    return proposal


@transaction.atomic
def withdraw_proposal(proposal: Proposal, reason: str, *, now: datetime, by: User) -> Proposal:
    """Takes an undecided proposal back, with a reason. Raises ReasonIsMissing, SubjectMayNotAct, ProposalHasMoved."""
    if not reason.strip():
        raise ReasonIsMissing
    _guard_subject(proposal, by)
    heard_of_it = proposal.statement_until is not None
    _move(proposal, ProposalState.WITHDRAWN)
    _record(proposal, "withdrawn", reason.strip(), now=now, by=by)
    for user in speakers_for(proposal) if heard_of_it else []:
        subject = _("A proposal about you was withdrawn")
        notify(user, "proposal", subject, reason.strip(), _own_page(proposal), now=now)
    return proposal


def evidence_is_intact(proposal: Proposal) -> bool:
    """Whether the evidence still gives the hash that was frozen with it."""
    return hash_evidence(proposal.evidence) == proposal.evidence_hash


def say_decision(proposal: Proposal) -> str:
    """The decision as a sentence for the person concerned."""
    words = (
        _("%(outcome)s: approved. Reason: %(reason)s")
        if proposal.state == ProposalState.APPROVED
        else _("%(outcome)s: not approved. Reason: %(reason)s")
    )
    return words % {"outcome": proposal.outcome, "reason": proposal.decision_reason}


def _guard_subject(proposal: Proposal, by: User) -> None:
    """For an agency, who spoke for it is its side of the table."""
    spoke = Statement.objects.filter(proposal=proposal, given_by=by).exists()
    if spoke or proposal.subject_user_id == by.pk:
        raise SubjectMayNotAct


@transaction.atomic
def _end_hearing(proposal: Proposal, *, now: datetime) -> bool:
    _move(proposal, ProposalState.UNDER_REVIEW)
    _record(proposal, "hearing-ended", now=now, by=None)
    return True


def _move(proposal: Proposal, new: ProposalState, **fields: Any) -> None:
    """Compare-and-set: the row moves only from the state that was looked at. Raises ProposalHasMoved."""
    try:
        lifecycle.check_move(proposal.state, new)
    except ForbiddenMove:
        raise ProposalHasMoved from None
    seen = Proposal.objects.filter(pk=proposal.pk, state=proposal.state)
    if not seen.update(state=new, **fields):
        raise ProposalHasMoved
    proposal.refresh_from_db()


def _record(proposal: Proposal, kind: str, note: str = "", *, now: datetime, by: User | None) -> None:
    """The step, for people to read, and its link in the ledger."""
    ProposalEvent.objects.create(proposal=proposal, kind=kind, at=now, by=by, note=note[:1000])
    payload = {"state": proposal.state, "evidence": proposal.evidence_hash, "note": note}
    ledger.append(f"proposal-{kind}", str(proposal.uuid), payload, now=now, by=by)


def _tell_submitter(proposal: Proposal, *, now: datetime) -> None:
    if proposal.submitted_by is None:
        return
    subject = _("Decided: %(subject)s") % {"subject": proposal}
    url = reverse("proposal", args=[proposal.uuid])
    notify(proposal.submitted_by, "proposal", subject, say_decision(proposal), url, now=now)


def _own_page(proposal: Proposal) -> str:
    return reverse("my_proposal", args=[proposal.uuid])
