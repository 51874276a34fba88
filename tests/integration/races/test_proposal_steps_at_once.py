"""Two people act on one proposal at the same moment: exactly one step happens."""

import threading
from datetime import date

import pytest

from people.ledger import first_broken
from people.models import LedgerEntry, Role
from reports.errors import ProposalHasMoved
from reports.models import Proposal, RollUpRun
from reports.periods import parse_period
from reports.services import (
    announce_decision,
    decide,
    give_statement,
    propose,
    roll_up,
    submit_proposal,
    withdraw_proposal,
)
from tests import factories
from tests import report_factories as make
from tests.conftest import NOON
from tests.races import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def agency(transactional_db):
    return factories.make_agency(code="H77", name="Sở Nội vụ")


@pytest.fixture
def people(agency):
    """Two HR managers and two deciders."""
    return {
        name: factories.make_staff(full_name=name, agency=agency, roles=[role]).user
        for name, role in [
            ("hr", Role.HR_MANAGER),
            ("hr2", Role.HR_MANAGER),
            ("decider", Role.DECIDER),
            ("decider2", Role.DECIDER),
        ]
    }


@pytest.fixture
def run(agency, people):
    """One person has used up every attempt."""
    course = factories.make_course("KNS-07")
    make.make_assignment(course, agency, people["hr"])
    failed = factories.make_staff(full_name="Đỗ Văn Bình", agency=agency)
    make.make_result(failed, make.make_exam_of(course, agency), "60", date(2026, 11, 4), attempts_used=3)
    make.make_rule("XL3")
    return roll_up(parse_period("2026"), date(2026, 11, 20), now=NOON, by=None)


@pytest.fixture
def proposal(run):
    """XL3, under review after the say."""
    (made,) = propose(run, now=NOON, by=None)
    give_statement(made, "Tôi nghỉ ốm.", now=NOON, by=made.subject_user)
    return made


@pytest.fixture
def submitted(proposal, people):
    return submit_proposal(proposal, now=NOON, by=people["hr"])


def fresh():
    return Proposal.objects.get()


def refusals(outcomes):
    return [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)]


def steps(kind):
    return Proposal.objects.get().events.filter(kind=kind).count()


def test_look_then_write_decides_twice(submitted, people):
    """The race: both see a submitted proposal before either writes."""
    both_have_looked = threading.Barrier(2)

    def decide_without_care(state, by):
        seen = fresh()
        was_open = seen.state == "submitted"
        both_have_looked.wait(20)
        seen.state, seen.decided_by, seen.decided_at, seen.decision_reason = state, by, NOON, "Lý do"
        seen.save()
        return was_open

    outcomes = together(
        lambda: decide_without_care("approved", people["decider"]),
        lambda: decide_without_care("rejected", people["decider2"]),
    )

    assert outcomes == [True, True]


@pytest.mark.parametrize("round_number", range(3))
def test_exactly_one_decision(submitted, people, round_number):
    outcomes = together(
        lambda: decide(fresh(), True, "Đồng ý", now=NOON, by=people["decider"]),
        lambda: decide(fresh(), False, "Không", now=NOON, by=people["decider2"]),
    )

    assert refusals(outcomes) == [ProposalHasMoved]
    assert steps("approved") + steps("rejected") == 1
    decided = fresh()
    assert (decided.state, decided.decision_reason) in {("approved", "Đồng ý"), ("rejected", "Không")}
    assert first_broken() is None


@pytest.mark.parametrize("round_number", range(3))
def test_exactly_one_submission(proposal, people, round_number):
    outcomes = together(
        lambda: submit_proposal(fresh(), now=NOON, by=people["hr"]),
        lambda: submit_proposal(fresh(), now=NOON, by=people["hr2"]),
    )

    assert refusals(outcomes) == [ProposalHasMoved]
    assert steps("submitted") == 1


def test_withdrawal_against_decision(submitted, people):
    outcomes = together(
        lambda: withdraw_proposal(fresh(), "Nhầm", now=NOON, by=people["hr"]),
        lambda: decide(fresh(), True, "Đồng ý", now=NOON, by=people["decider"]),
    )

    assert refusals(outcomes) == [ProposalHasMoved]
    assert steps("withdrawn") + steps("approved") == 1


def test_person_is_told_once(submitted, people):
    decide(submitted, True, "Đồng ý", now=NOON, by=people["decider"])

    outcomes = together(
        lambda: announce_decision(fresh(), now=NOON, by=people["hr"]),
        lambda: announce_decision(fresh(), now=NOON, by=people["hr2"]),
    )

    assert refusals(outcomes) == [ProposalHasMoved]
    assert submitted.subject_user.notices.filter(subject__startswith="Kết quả").count() == 1


def test_say_is_kept_once(run):
    (made,) = propose(run, now=NOON, by=None)

    outcomes = together(
        lambda: give_statement(fresh(), "Một", now=NOON, by=made.subject_user),
        lambda: give_statement(fresh(), "Hai", now=NOON, by=made.subject_user),
    )

    assert len(refusals(outcomes)) == 1
    assert fresh().statement.text in {"Một", "Hai"}


def test_two_proposers_propose_once(run):
    outcomes = together(
        lambda: propose(RollUpRun.objects.get(), now=NOON, by=None),
        lambda: propose(RollUpRun.objects.get(), now=NOON, by=None),
    )

    assert sorted(len(made) for made in outcomes) == [0, 1]
    assert LedgerEntry.objects.filter(kind="proposals").count() == 1
