"""The life of a proposal, step by step."""

from datetime import timedelta

import pytest

from people.ledger import first_broken
from people.models import LedgerEntry, Notice
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
from reports.models import Proposal
from reports.services import (
    announce_decision,
    decide,
    end_hearings,
    give_statement,
    submit_proposal,
    withdraw_proposal,
)

SAY = "Tôi nghỉ ốm có giấy xác nhận."


def steps(proposal):
    return list(proposal.events.values_list("kind", flat=True))


def test_whole_way_of_follow_up(follow_up, bureau_b, manager, decider, now):
    give_statement(follow_up, SAY, now=now, by=bureau_b.user)
    submit_proposal(follow_up, "Kính trình", now=now, by=manager.user)
    decide(follow_up, True, "Đúng quy chế", now=now, by=decider.user)
    announce_decision(follow_up, now=now, by=manager.user)

    proposal = Proposal.objects.get(pk=follow_up.pk)
    assert (proposal.state, proposal.announced_at) == ("approved", now)
    assert (proposal.submitted_by, proposal.decided_by) == (manager.user, decider.user)
    assert steps(proposal) == ["proposed", "statement", "submitted", "approved", "announced"]
    assert LedgerEntry.objects.filter(subject=str(proposal.uuid)).count() == 4
    assert first_broken() is None


def test_person_reads_decision_and_reason(submitted, bureau_b, manager, decider, now):
    decide(submitted, False, "Lỗi đường truyền", now=now, by=decider.user)
    assert Notice.objects.filter(recipient=bureau_b.user).count() == 1

    announce_decision(submitted, now=now, by=manager.user)

    notice = Notice.objects.filter(recipient=bureau_b.user).first()
    assert "không được chấp thuận. Lý do: Lỗi đường truyền" in notice.body


def test_submitter_hears_of_decision(submitted, second_manager, decider, now):
    decide(submitted, True, "Đồng ý", now=now, by=decider.user)

    assert Notice.objects.get(recipient=second_manager.user).url.endswith(f"/proposals/{submitted.uuid}/")


def test_open_hearing_holds_submission(follow_up, manager, now):
    with pytest.raises(HearingIsOpen):
        submit_proposal(follow_up, now=now + timedelta(days=7), by=manager.user)


def test_silence_ends_the_hearing(follow_up, manager, now):
    submit_proposal(follow_up, now=now + timedelta(days=8), by=manager.user)

    assert steps(follow_up) == ["proposed", "hearing-ended", "submitted"]


@pytest.mark.parametrize(("days", "moved"), [(7, 0), (8, 1)])
def test_daily_task_ends_hearings(follow_up, days, moved, now):
    assert end_hearings(now=now + timedelta(days=days)) == moved


@pytest.mark.parametrize(("who", "refusal"), [("colleague", NotYourSay), ("manager", NotYourSay)])
def test_others_have_no_say(follow_up, request, who, refusal, now):
    with pytest.raises(refusal):
        give_statement(follow_up, SAY, now=now, by=request.getfixturevalue(who).user)


def test_say_is_given_once(follow_up, bureau_b, now):
    give_statement(follow_up, SAY, now=now, by=bureau_b.user)

    with pytest.raises(HearingIsOver):
        give_statement(follow_up, SAY, now=now, by=bureau_b.user)


def test_say_comes_in_the_window(follow_up, bureau_b, now):
    with pytest.raises(HearingIsOver):
        give_statement(follow_up, SAY, now=now + timedelta(days=8), by=bureau_b.user)


def test_empty_say_is_refused(follow_up, bureau_b, now):
    with pytest.raises(WordsAreMissing):
        give_statement(follow_up, " \n", now=now, by=bureau_b.user)


def test_nobody_submits_own_praise(praise, manager, now):
    with pytest.raises(SubjectMayNotAct):
        submit_proposal(praise, now=now, by=manager.user)


def test_submitter_does_not_decide(submitted, second_manager, now):
    with pytest.raises(SubmitterMayNotDecide):
        decide(submitted, True, "Đồng ý", now=now, by=second_manager.user)


def test_subject_does_not_decide(submitted, bureau_b, now):
    with pytest.raises(SubjectMayNotAct):
        decide(submitted, False, "Không đồng ý", now=now, by=bureau_b.user)


@pytest.mark.parametrize("reason", ["", "  "])
def test_decision_needs_a_reason(submitted, decider, reason, now):
    with pytest.raises(ReasonIsMissing):
        decide(submitted, True, reason, now=now, by=decider.user)


def test_decision_is_made_once(submitted, decider, now):
    stale = Proposal.objects.get(pk=submitted.pk)
    decide(submitted, True, "Đồng ý", now=now, by=decider.user)

    with pytest.raises(ProposalHasMoved):
        decide(stale, False, "Không", now=now, by=decider.user)


def test_decision_waits_for_submission(praise, decider, now):
    with pytest.raises(ProposalHasMoved):
        decide(praise, True, "Đồng ý", now=now, by=decider.user)


def test_announcement_is_made_once(submitted, decider, manager, now):
    decide(submitted, True, "Đồng ý", now=now, by=decider.user)
    announce_decision(submitted, now=now, by=manager.user)

    with pytest.raises(ProposalHasMoved):
        announce_decision(submitted, now=now, by=manager.user)


def test_undecided_is_not_announced(submitted, manager, now):
    with pytest.raises(ProposalHasMoved):
        announce_decision(submitted, now=now, by=manager.user)


def test_withdrawal_is_told_and_kept(follow_up, bureau_b, manager, now):
    withdraw_proposal(follow_up, "Nhập nhầm kết quả", now=now, by=manager.user)

    assert follow_up.state == "withdrawn"
    assert Notice.objects.filter(recipient=bureau_b.user).first().body == "Nhập nhầm kết quả"
    assert steps(follow_up) == ["proposed", "withdrawn"]


def test_decided_is_not_withdrawn(submitted, decider, manager, now):
    decide(submitted, True, "Đồng ý", now=now, by=decider.user)

    with pytest.raises(ProposalHasMoved):
        withdraw_proposal(submitted, "Đổi ý", now=now, by=manager.user)


def test_refused_step_leaves_no_trace(submitted, second_manager, now):
    before = (steps(submitted), LedgerEntry.objects.count())

    with pytest.raises(SubmitterMayNotDecide):
        decide(submitted, True, "Đồng ý", now=now, by=second_manager.user)

    assert (steps(submitted), LedgerEntry.objects.count()) == before
