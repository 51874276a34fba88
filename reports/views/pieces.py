"""What the pages of a proposal have in common."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.models import Proposal, ProposalState, Statement
from reports.rules.base import say_number
from reports.services import evidence_is_intact
from reports.services.proposals import say_decision

STEPS = {
    "proposed": gettext_lazy("Proposed by the rule"),
    "statement": gettext_lazy("The person concerned had their say"),
    "hearing-ended": gettext_lazy("The time for a say ended"),
    "submitted": gettext_lazy("Submitted for decision"),
    "approved": gettext_lazy("Approved"),
    "rejected": gettext_lazy("Not approved"),
    "announced": gettext_lazy("The person concerned was told"),
    "withdrawn": gettext_lazy("The proposal was withdrawn"),
}


def describe_proposal(proposal: Proposal, today: date) -> dict[str, Any]:
    """Sentence, facts, rule, law, steps and the person's own words."""
    return {
        "proposal": proposal,
        "tone": "ok" if proposal.state == ProposalState.APPROVED else "idle",
        "decided": say_decision(proposal) if proposal.announced_at else "",
        "sentence": proposal.evidence["sentence"],
        "facts": _facts(proposal),
        "courses": [_course(course) for course in proposal.evidence["facts"].get("courses", [])],
        "collective": _collective(proposal),
        "rule": proposal.evidence["rule"],
        "statement": Statement.objects.filter(proposal=proposal).select_related("given_by__staff").first(),
        "intact": evidence_is_intact(proposal),
        "entries": _entries(proposal),
        "may_still_speak": _may_still_speak(proposal, today),
    }


def _may_still_speak(proposal: Proposal, today: date) -> bool:
    until = proposal.statement_until
    return proposal.state == ProposalState.AWAITING_STATEMENT and until is not None and today <= until


def _facts(proposal: Proposal) -> list[dict[str, str]]:
    run = proposal.evidence["run"]
    facts = [
        {"label": _("Concerns"), "value": proposal.subject_name},
        {"label": _("Agency"), "value": proposal.agency.name},
        {"label": _("What is proposed"), "value": proposal.outcome},
        {"label": _("Period"), "value": run["period"]},
        {"label": _("As of"), "value": _day(run["as_of"])},
    ]
    if proposal.statement_until:
        facts.append({"label": _("Say until"), "value": f"{proposal.statement_until:%d/%m/%Y}"})
    if proposal.legal_basis:
        facts.append({"label": _("Legal basis"), "value": proposal.legal_basis})
    return facts


def _collective(proposal: Proposal) -> list[dict[str, Any]]:
    """The sums of an agency, as the run found them; nothing for a person."""
    found = proposal.evidence["facts"]
    if "in_scope" not in found:
        return []
    labels = {
        "in_scope": _("In scope"),
        "took_part": _("Took part"),
        "sat": _("Sat"),
        "passed": _("Passed"),
        "violations": _("Attempts voided"),
    }
    return [{"label": label, "value": str(found[name])} for name, label in labels.items()]


def _course(course: dict[str, Any]) -> dict[str, Any]:
    """One course of a person, in words."""
    return {
        "name": f"{course['code']} · {course['title']}",
        "due": _day(course["due_on"]),
        "completed": _day(course["completed_on"]),
        "first": _score(course["first_score"]),
        "best": _score(course["score"]),
        "attempts": f"{course['attempts_used']}/{course['attempts_allowed']}" if course["has_exam"] else "–",
        "passed": course["passed_on"] is not None,
        "has_exam": course["has_exam"],
    }


def _entries(proposal: Proposal) -> list[dict[str, Any]]:
    events = proposal.events.select_related("by__staff")
    return [
        {
            "title": STEPS.get(event.kind, event.kind),
            "at": event.at,
            "by": event.by.get_full_name() if event.by else "",
            "text": event.note,
        }
        for event in events
    ]


def _day(text: str | None) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else "–"


def _score(text: str | None) -> str:
    return say_number(text) if text else "–"
