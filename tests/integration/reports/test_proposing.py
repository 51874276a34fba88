"""Rules over the worked example: who is proposed, with which evidence, and who is not proposed again."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from assessments.models import Settlement
from people.models import Agency, LedgerEntry, Notice
from reports.models import Proposal, RuleVersion
from reports.periods import parse_period
from reports.services import (
    change_numbers,
    evidence_is_intact,
    propose,
    roll_up,
    switch_off,
    switch_on,
    withdraw_proposal,
)
from tests import report_factories as make

YEAR_END = date(2026, 12, 31)
TODAY = date(2026, 11, 20)


def found(proposals):
    return sorted((proposal.rule_code, proposal.subject_name) for proposal in proposals)


def test_worked_example_gives_two(proposals):
    assert found(proposals.values()) == [("KT2", "Phạm Thu Hà"), ("XL3", "Đỗ Văn Bình")]


def test_follow_up_waits_five_workdays(follow_up):
    assert follow_up.state == "awaiting_statement"
    assert follow_up.statement_until == date(2026, 11, 27)


def test_praise_needs_no_hearing(praise):
    assert praise.state == "under_review"
    assert praise.statement_until is None


def test_evidence_holds_everything(follow_up, run):
    evidence = follow_up.evidence

    assert evidence["run"]["sha256"] == run.sha256
    assert evidence["rule"] == {
        "code": "XL3",
        "title": "Quy tắc XL3",
        "version": 1,
        "sentence": "Nội dung quy tắc XL3",
        "numbers": {"extra_days": 30},
    }
    assert evidence["legal_basis"]["code"] == "171/2025/NĐ-CP"
    assert evidence["facts"]["courses"][0]["attempts_used"] == 3
    assert "KNS-07: đã thi 3/3 lượt, điểm cao nhất 60/100" in evidence["sentence"]


def test_hash_shows_changed_evidence(follow_up):
    evidence = follow_up.evidence | {"sentence": "Khác"}

    Proposal.objects.filter(pk=follow_up.pk).update(evidence=evidence)

    assert evidence_is_intact(follow_up)
    assert not evidence_is_intact(Proposal.objects.get(pk=follow_up.pk))


def test_only_person_concerned_is_told(proposals, bureau_b):
    notice = Notice.objects.get(kind="proposal")

    assert notice.recipient == bureau_b.user
    assert "27/11/2026" in notice.subject
    assert str(proposals["XL3"].uuid) in notice.url


def test_ledger_keeps_the_hashes(proposals, run):
    entry = LedgerEntry.objects.get(kind="proposals", subject=str(run.uuid))

    assert entry.payload["made"] == {str(p.uuid): p.evidence_hash for p in proposals.values()}


def test_same_run_proposes_once(proposals, run, now):
    assert propose(run, now=now, by=None) == []


@pytest.mark.parametrize("period", ["2026", "2026-Q4", "2026-11"])
def test_overlapping_period_proposes_nothing_new(proposals, period, now):
    later = roll_up(parse_period(period), TODAY, now=now, by=None)

    assert propose(later, now=now, by=None) == []


def test_withdrawn_comes_back_with_new_facts(proposals, run, second_manager, bureau_b, now):
    withdraw_proposal(proposals["XL3"], "Sai dữ liệu", now=now, by=second_manager.user)
    assert propose(run, now=now, by=None) == []
    Settlement.objects.filter(result__staff=bureau_b).update(score=65)

    again = propose(roll_up(parse_period("2026"), TODAY, now=now, by=None), now=now, by=None)

    assert found(again) == [("XL3", "Đỗ Văn Bình")]


def test_head_reports_after_the_period(cohort, rules, now):
    run = roll_up(parse_period("2026"), YEAR_END, now=make.at(YEAR_END), by=None)

    made = propose(run, now=now, by=None)

    assert found(made) == [
        ("KT2", "Phạm Thu Hà"),
        ("XL3", "Đỗ Văn Bình"),
        ("XL7", "Thanh tra (Sở Nội vụ)"),
        ("XL7", "Ủy ban nhân dân tỉnh Hà Sơn"),
    ]


def test_whole_agency_is_praised(cohort, rules, office, colleague, exam, now):
    make.make_result(colleague, exam, "95", date(2026, 11, 5))

    made = propose(roll_up(parse_period("2026"), TODAY, now=now, by=None), now=now, by=None)

    assert ("KT6", "Thanh tra (Sở Nội vụ)") in found(made)
    assert Proposal.objects.get(rule_code="KT6").agency == office


def test_switch_holds_for_subtree(run, rules, department, manager, now):
    switch_off(rules["KT2"].rule, department, TODAY, now=now, by=manager.user)

    assert found(propose(run, now=now, by=None)) == [("XL3", "Đỗ Văn Bình")]


def test_switch_on_works_again(run, rules, province, manager, now):
    switch_off(rules["KT2"].rule, province, TODAY - timedelta(1), now=now, by=manager.user)
    switch_on(rules["KT2"].rule, province, TODAY, now=now, by=manager.user)

    assert len(propose(run, now=now, by=None)) == 2


def test_manager_proposes_within_subtree(run, rules, other_department, department, now):
    elsewhere = Agency.objects.under(other_department)

    assert propose(run, now=now, by=None, agencies=elsewhere) == []
    assert len(propose(run, now=now, by=None, agencies=Agency.objects.under(department))) == 2


def test_new_numbers_make_new_version(run, rules, administrator, now):
    old = rules["KT2"]

    change_numbers(old.rule, {"min_score": 95}, TODAY, now=now, by=administrator.user)

    assert RuleVersion.objects.get(pk=old.pk).parameters == {"min_score": 90}
    assert found(propose(run, now=now, by=None)) == [("XL3", "Đỗ Văn Bình")]


def test_later_version_waits_for_its_day(run, rules, administrator, now):
    change_numbers(rules["KT2"].rule, {"min_score": 95}, TODAY + timedelta(1), now=now, by=administrator.user)

    assert {p.rule_version.number for p in propose(run, now=now, by=None)} == {1}


def copy_of(proposal, **changes):
    return Proposal(
        **{
            field.name: getattr(proposal, field.name)
            for field in Proposal._meta.fields
            if field.name not in {"id", "uuid"}
        }
        | changes
    )


def test_one_open_proposal_per_subject(follow_up):
    with (
        pytest.raises(IntegrityError, match=r"one_open_proposal_per_rule_person_period|UNIQUE"),
        transaction.atomic(),
    ):
        copy_of(follow_up).save()


@pytest.mark.parametrize(
    ("who", "fields"),
    [
        ("bureau_b", ["submitted_by"]),
        ("bureau_b", ["decided_by"]),
        ("manager", ["submitted_by", "decided_by"]),
    ],
)
def test_database_keeps_people_apart(follow_up, request, who, fields):
    user = request.getfixturevalue(who).user

    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=follow_up.pk).update(**dict.fromkeys(fields, user))


@pytest.mark.parametrize(
    "fields", [{"state": "approved"}, {"state": "submitted"}, {"announced_at": make.at(TODAY)}]
)
def test_database_wants_names_and_reasons(praise, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=praise.pk).update(**fields)


def test_decision_without_reason_is_refused(submitted, decider, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=submitted.pk).update(
            state="approved", decided_by=decider.user, decided_at=now
        )
