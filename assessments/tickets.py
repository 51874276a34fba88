"""The seat ticket: what a page shows to save answers without a session and without a user query.

It says which attempt, which candidate and which seat, signed with HMAC under the current key; tickets signed under an
older key (SECRET_KEY_FALLBACKS) stay good, so that a change of keys interrupts nobody. What may change during an
attempt (state, seat in charge, deadline) is never in the ticket: it is looked up in the attempt's row at each save.
"""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

SALT = "assessments.seat"


class TicketIsInvalid(Exception):
    """The ticket was not issued by us, or was changed."""


@dataclass(frozen=True)
class Ticket:
    """The right to save answers of one attempt from one seat."""

    attempt_id: int
    staff_id: int
    seat: int


def issue_ticket(ticket: Ticket) -> str:
    """The signed text for the page."""
    return Signer(salt=SALT).sign(f"{ticket.attempt_id}.{ticket.staff_id}.{ticket.seat}")


def read_ticket(text: str) -> Ticket:
    """The ticket in a signed text; raises TicketIsInvalid."""
    try:
        attempt_id, staff_id, seat = Signer(salt=SALT).unsign(text).split(".")
        return Ticket(int(attempt_id), int(staff_id), int(seat))
    except (BadSignature, ValueError) as error:
        raise TicketIsInvalid from error
