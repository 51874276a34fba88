"""From a run to proposals: versioned rules over frozen rows."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from people import ledger
from people.models import Agency, StaffProfile, User
from people.services.notices import notify
from people.workdays import add_workdays
from reports.core import lifecycle
from reports.models import Direction, Proposal, ProposalEvent, ProposalState, RollUpRun, Rule, RuleVersion
from reports.periods import parse_period
from reports.rules import RULES, Finding, evaluate
from reports.rules.catalogue import drop_same_people, keep_highest_award
from reports.services.evidence import RunFacts, freeze_evidence, hash_evidence
from reports.services.rules import agencies_off, numbers_of, say_outcome, version_in_force
from reports.services.speakers import speakers_for

Found = tuple[RuleVersion, Finding]


def propose(
    run: RollUpRun, *, now: datetime, by: User | None, agencies: "QuerySet[Agency] | None" = None
) -> list[Proposal]:
    """New proposals of every rule over a run, within `agencies` (None: everywhere).

    What was proposed before for an overlapping period is left as it is.
    """
    day = timezone.localdate(now)
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        rules = list(Rule.objects.select_for_update().order_by("code"))  # one proposer at a time
        facts = RunFacts(run)
        found = _drop_known(run, facts, _find(run, facts, rules, day))
        if agencies is not None:
            reach = set(agencies.values_list("pk", flat=True))
            found = [pair for pair in found if facts.nodes[_agency_code(pair[1])].agency_id in reach]
        made = _make_proposals(run, facts, found, add_workdays(day, lifecycle.HEARING_WORKDAYS), now=now)
        Proposal.objects.bulk_create(made)
        ProposalEvent.objects.bulk_create(
            ProposalEvent(proposal=proposal, kind="proposed", at=now, by=by) for proposal in made
        )
        hashes = {str(proposal.uuid): proposal.evidence_hash for proposal in made}
        if made:
            ledger.append("proposals", str(run.uuid), {"made": hashes}, now=now, by=by)
        for proposal in made:
            if proposal.state == ProposalState.AWAITING_STATEMENT:
                _ask_for_say(proposal, now=now)
    return made


def _find(run: RollUpRun, facts: RunFacts, rules: list[Rule], day: date) -> list[Found]:
    """Findings of all rules in force and switched on, thinned so that one achievement is proposed once."""
    subjects: dict[str, list[Any]] = {"person": list(facts.people()), "agency": list(facts.agencies())}
    period_over = parse_period(run.period).has_ended(run.as_of)
    versions: dict[str, RuleVersion] = {}
    findings: list[Finding] = []
    for rule in rules:
        version = version_in_force(rule, run.as_of)
        kind = RULES.get(rule.code)
        if version is None or kind is None or kind.find is None:
            continue
        versions[rule.code] = version
        off = agencies_off(rule, day)
        found = evaluate(rule.code, numbers_of(version), subjects[kind.about], period_over=period_over)
        found = [finding for finding in found if not _is_off(facts, finding, off)]
        findings += drop_same_people(found) if kind.about == "agency" else found
    return [(versions[finding.rule], finding) for finding in keep_highest_award(findings)]


def _is_off(facts: RunFacts, finding: Finding, off: set[int]) -> bool:
    return bool(off) and any(node.agency_id in off for node in facts.line_above(_agency_code(finding)))


def _agency_code(finding: Finding) -> str:
    return finding.facts["agency"] if isinstance(finding.subject, int) else finding.subject


def _drop_known(run: RollUpRun, facts: RunFacts, found: list[Found]) -> list[Found]:
    """Leave out what was proposed for an overlapping period; a withdrawn one comes back only with new facts."""
    period = parse_period(run.period)
    known: dict[tuple[str, int], list[Proposal]] = defaultdict(list)
    for proposal in Proposal.objects.filter(rule_code__in={version.rule.code for version, _finding in found}):
        if parse_period(proposal.period).overlaps(period):
            known[proposal.rule_code, proposal.subject_staff_id or -proposal.agency_id].append(proposal)
    return [
        (version, finding)
        for version, finding in found
        if not any(
            earlier.state != ProposalState.WITHDRAWN or earlier.evidence["facts"] == finding.facts
            for earlier in known[finding.rule, _subject_key(facts, finding)]
        )
    ]


def _subject_key(facts: RunFacts, finding: Finding) -> int:
    """A person's id, or an agency's with a minus."""
    if isinstance(finding.subject, int):
        return finding.subject
    return -facts.nodes[finding.subject].agency_id


def _make_proposals(
    run: RollUpRun, facts: RunFacts, found: list[Found], statement_until: date, *, now: datetime
) -> list[Proposal]:
    ids = {finding.subject for _version, finding in found if isinstance(finding.subject, int)}
    staff = StaffProfile.objects.select_related("user").in_bulk(ids)
    made = []
    for version, finding in found:
        rule, person = version.rule, staff.get(finding.subject)
        negative = rule.direction == Direction.NEGATIVE
        evidence = freeze_evidence(run, version, finding)
        basis = version.legal_basis
        made.append(
            Proposal(
                run=run,
                rule_version=version,
                rule_code=rule.code,
                direction=rule.direction,
                period=run.period,
                agency_id=facts.nodes[_agency_code(finding)].agency_id,
                subject_staff=person,
                subject_user=person.user if person else None,
                subject_name=person.full_name if person else facts.nodes[_agency_code(finding)].name,
                outcome=say_outcome(version),
                state=lifecycle.first_state(negative=negative),
                evidence=evidence,
                evidence_hash=hash_evidence(evidence),
                legal_basis=f"{basis.title} ({basis.code})"[:400] if basis else "",
                created_at=now,
                statement_until=statement_until if negative else None,
            )
        )
    return made


def _ask_for_say(proposal: Proposal, *, now: datetime) -> None:
    """Tell the person concerned, or the agency's HR managers, what is proposed and until when they may speak."""
    until = f"{proposal.statement_until:%d/%m/%Y}"
    subject = _("A proposal concerns you: your say until %(day)s") % {"day": until}
    body = _(
        "%(sentence)s What is proposed: %(outcome)s. Nothing is decided. Read the facts and have your say."
    )
    for user in speakers_for(proposal):
        notify(
            user,
            "proposal",
            subject,
            body % {"sentence": proposal.evidence["sentence"], "outcome": proposal.outcome},
            reverse("my_proposal", args=[proposal.uuid]),
            now=now,
            dedupe_key=f"proposal-say-{proposal.uuid}",
        )
