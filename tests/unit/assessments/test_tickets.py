"""The seat ticket: readable only as issued, through a change of keys."""

import pytest

from assessments.tickets import Ticket, TicketIsInvalid, issue_ticket, read_ticket

TICKET = Ticket(attempt_id=41, staff_id=7, seat=2)


def test_ticket_reads_back_whole() -> None:
    assert read_ticket(issue_ticket(TICKET)) == TICKET


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("41.7.2", "42.7.2"),
        lambda text: text.replace("41.7.2", "41.7.3"),
        lambda text: text[:-1],
        lambda text: text.split(":")[0],
        lambda text: "",
        lambda text: "x" * 5000,
    ],
)
def test_changed_ticket_is_refused(change) -> None:
    text = change(issue_ticket(TICKET))

    with pytest.raises(TicketIsInvalid):
        read_ticket(text)


def test_ticket_survives_a_new_key(settings) -> None:
    text = issue_ticket(TICKET)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-key" * 8

    assert read_ticket(text) == TICKET


def test_ticket_of_a_dropped_key_is_refused(settings) -> None:
    text = issue_ticket(TICKET)

    settings.SECRET_KEY = "a-new-key" * 8

    with pytest.raises(TicketIsInvalid):
        read_ticket(text)
