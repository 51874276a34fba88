"""Roll-up runs, rules, and the proposals that people decide."""

from .proposals import Proposal, ProposalEvent, ProposalState, Statement
from .rollups import RollUpNode, RollUpPerson, RollUpRun
from .rules import Direction, LegalBasis, Rule, RuleSwitch, RuleVersion, Subject

__all__ = [
    "Direction",
    "LegalBasis",
    "Proposal",
    "ProposalEvent",
    "ProposalState",
    "RollUpNode",
    "RollUpPerson",
    "RollUpRun",
    "Rule",
    "RuleSwitch",
    "RuleVersion",
    "Statement",
    "Subject",
]
