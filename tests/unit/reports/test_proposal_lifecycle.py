from datetime import date

import pytest

from reports.core import lifecycle
from reports.core.lifecycle import ForbiddenMove, check_move, first_state, hearing_is_over
from reports.core.reminders import reminder_due

STATES = list(lifecycle.MOVES)
ALLOWED = {
    ("awaiting_statement", "under_review"),
    ("awaiting_statement", "withdrawn"),
    ("under_review", "submitted"),
    ("under_review", "withdrawn"),
    ("submitted", "approved"),
    ("submitted", "rejected"),
    ("submitted", "withdrawn"),
}


@pytest.mark.parametrize(("old", "new"), sorted(ALLOWED))
def test_allows_each_known_move(old, new):
    check_move(old, new)


@pytest.mark.parametrize(("old", "new"), sorted({(a, b) for a in STATES for b in STATES} - ALLOWED))
def test_forbids_every_other_move(old, new):
    with pytest.raises(ForbiddenMove):
        check_move(old, new)


@pytest.mark.parametrize(("negative", "state"), [(True, "awaiting_statement"), (False, "under_review")])
def test_only_negative_waits_for_say(negative, state):
    assert first_state(negative=negative) == state


@pytest.mark.parametrize(
    ("until", "spoken", "today", "over"),
    [
        (date(2026, 11, 27), False, date(2026, 11, 27), False),
        (date(2026, 11, 27), False, date(2026, 11, 28), True),
        (date(2026, 11, 27), True, date(2026, 11, 21), True),
        (None, False, date(2026, 11, 21), True),
    ],
)
def test_hearing_ends_after_last_day(until, spoken, today, over):
    assert hearing_is_over(until, today, heard=spoken) is over


@pytest.mark.parametrize(
    ("left", "step"),
    [(20, None), (15, None), (14, 14), (10, 14), (7, 7), (5, 7), (2, 7), (1, 1), (0, None), (-3, None)],
)
def test_reminds_at_fourteen_seven_one(left, step):
    due = date(2026, 11, 30)

    assert reminder_due(due, date.fromordinal(due.toordinal() - left), (14, 7, 1)) == step
