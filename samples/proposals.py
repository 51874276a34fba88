"""Roll-up runs of the sample province, and what became of the proposals that came out of them."""

from datetime import datetime, timedelta

from django.utils import timezone

from people.models import User
from reports.models import Proposal, ProposalState
from reports.periods import parse_period
from reports.services import (
    announce_decision,
    decide,
    end_hearings,
    give_statement,
    propose,
    roll_up,
    submit_proposal,
)

FIRST_RUN = timedelta(days=15)


def play_proposals(period: str, story: dict[str, str], *, now: datetime, hr: User, decider: User) -> None:
    """An earlier run with proposals decided and others waiting; today's run, where people are being heard."""
    earlier, sides = now - FIRST_RUN, {hr.pk, decider.pk}
    _run(period, now=earlier, by=hr)
    good = [each for each in _open("KT2") if each.subject_user_id not in sides]
    for proposal in good[:5]:
        submit_proposal(proposal, story["decision_note"], now=earlier + timedelta(days=1), by=hr)
    for proposal, approve in zip(good, [True, True, False], strict=False):
        reason = story["decision_reason" if approve else "refusal_reason"]
        decided = decide(proposal, approve, reason, now=earlier + timedelta(days=4), by=decider)
        announce_decision(decided, now=earlier + timedelta(days=4, hours=1), by=hr)
    _let_one_speak(story["statement"], sides, now=earlier + timedelta(days=2))
    end_hearings(now=now)
    _run(period, now=now, by=hr)


def _run(period: str, *, now: datetime, by: User) -> None:
    run = roll_up(parse_period(period), timezone.localdate(now), now=now, by=by)
    propose(run, now=now, by=by)


def _open(rule: str) -> list[Proposal]:
    return list(Proposal.objects.filter(rule_code=rule).open().order_by("pk"))


def _let_one_speak(words: str, not_these: set[int], *, now: datetime) -> None:
    """One person has their say, the others keep silent."""
    waiting = Proposal.objects.filter(state=ProposalState.AWAITING_STATEMENT, subject_user__isnull=False)
    people = waiting.exclude(subject_user__in=not_these)
    proposal = people.select_related("subject_user").order_by("pk").first()
    if proposal is not None and proposal.subject_user is not None:
        give_statement(proposal, words, now=now, by=proposal.subject_user)
