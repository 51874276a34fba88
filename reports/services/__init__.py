"""The face of the reporting side: what may be written, and by which name."""

from reports.services.proposals import (
    announce_decision,
    decide,
    end_hearings,
    evidence_is_intact,
    give_statement,
    submit_proposal,
    withdraw_proposal,
)
from reports.services.proposing import propose
from reports.services.reminders import send_reminders
from reports.services.roll_up_notices import tell_roll_up_is_ready, tell_roll_up_waits
from reports.services.rollups import check_day, describe_run, is_intact, roll_up
from reports.services.rules import change_numbers, switch_off, switch_on

__all__ = [
    "announce_decision",
    "change_numbers",
    "check_day",
    "decide",
    "describe_run",
    "end_hearings",
    "evidence_is_intact",
    "give_statement",
    "is_intact",
    "propose",
    "roll_up",
    "send_reminders",
    "submit_proposal",
    "switch_off",
    "switch_on",
    "tell_roll_up_is_ready",
    "tell_roll_up_waits",
    "withdraw_proposal",
]
