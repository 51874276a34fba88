"""The rule framework of DOMAIN.md §2.5: pure evaluation of versioned numbers over the rows of one roll-up."""

from reports.rules.base import AgencyFacts, CourseFacts, Finding, PersonFacts
from reports.rules.catalogue import RULES, RuleKind, evaluate
from reports.rules.parameters import BadParameters, Parameter, check_parameters

__all__ = [
    "RULES",
    "AgencyFacts",
    "BadParameters",
    "CourseFacts",
    "Finding",
    "Parameter",
    "PersonFacts",
    "RuleKind",
    "check_parameters",
    "evaluate",
]
