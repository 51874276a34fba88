"""Small things that templates ask of figures and proposals."""

from typing import Any

from django import template

from reports.models import Proposal, ProposalState

register = template.Library()

TONES = {
    ProposalState.AWAITING_STATEMENT: "warn",
    ProposalState.UNDER_REVIEW: "active",
    ProposalState.SUBMITTED: "active",
    ProposalState.APPROVED: "ok",
    ProposalState.REJECTED: "bad",
    ProposalState.WITHDRAWN: "idle",
}


@register.filter
def at(mapping: dict[Any, Any], key: Any) -> Any:
    """The value under a key, or an empty text."""
    return mapping.get(key, "")


@register.inclusion_tag("components/status.html")
def proposal_state(proposal: Proposal) -> dict[str, str]:
    """The state of a proposal as word, shape and colour."""
    return {"tone": TONES[ProposalState(proposal.state)], "text": proposal.get_state_display().capitalize()}
