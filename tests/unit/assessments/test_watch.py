"""Who needs the invigilator first."""

from datetime import timedelta

import pytest

from assessments.core.watch import LONG_PAUSE, OFFLINE_AFTER, Need, is_flagged, need_of_working

SHORT = timedelta(seconds=20)


@pytest.mark.parametrize(
    ("flags", "flagged"),
    [
        ({}, False),
        ({"focus_lost": 2}, False),
        ({"focus_lost": 3}, True),
        ({"pasted": 1}, True),
        ({"focus_lost": 1, "address_changed": 1}, True),
    ],
)
def test_flags_that_are_worth_a_look(flags: dict[str, int], flagged: bool) -> None:
    assert is_flagged(flags) is flagged


@pytest.mark.parametrize(
    ("paused_for", "silent_for", "flags", "need"),
    [
        (None, SHORT, {}, Need.WORKING),
        (None, OFFLINE_AFTER - timedelta(seconds=1), {}, Need.WORKING),
        (None, OFFLINE_AFTER, {}, Need.OFFLINE),
        (None, OFFLINE_AFTER, {"pasted": 1}, Need.OFFLINE),
        (None, SHORT, {"pasted": 1}, Need.FLAGGED),
        (SHORT, OFFLINE_AFTER, {}, Need.PAUSED),
        (SHORT, OFFLINE_AFTER, {"pasted": 1}, Need.FLAGGED),
        (LONG_PAUSE - SHORT, LONG_PAUSE, {}, Need.PAUSED),
        (LONG_PAUSE, LONG_PAUSE, {}, Need.LONG_PAUSED),
        (LONG_PAUSE, LONG_PAUSE, {"pasted": 1}, Need.LONG_PAUSED),
    ],
)
def test_need_of_who_is_working(
    paused_for: timedelta | None, silent_for: timedelta, flags: dict[str, int], need: Need
) -> None:
    assert need_of_working(paused_for=paused_for, silent_for=silent_for, flags=flags) is need


def test_needs_come_in_the_order_of_help() -> None:
    assert list(Need) == sorted(Need)
    assert (
        Need.NOT_ARRIVED
        < Need.OFFLINE
        < Need.LONG_PAUSED
        < Need.FLAGGED
        < Need.PAUSED
        < Need.WORKING
        < Need.FINISHED
    )
