"""Who needs the invigilator first."""

from datetime import timedelta

import pytest

from assessments.core.watch import OFFLINE_AFTER, Need, is_flagged, need_of_working

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
    ("paused", "silent_for", "flags", "need"),
    [
        (False, SHORT, {}, Need.WORKING),
        (False, OFFLINE_AFTER - timedelta(seconds=1), {}, Need.WORKING),
        (False, OFFLINE_AFTER, {}, Need.OFFLINE),
        (False, OFFLINE_AFTER, {"pasted": 1}, Need.OFFLINE),
        (False, SHORT, {"pasted": 1}, Need.FLAGGED),
        (True, OFFLINE_AFTER, {}, Need.PAUSED),
        (True, OFFLINE_AFTER, {"pasted": 1}, Need.FLAGGED),
    ],
)
def test_need_of_who_is_working(
    paused: bool, silent_for: timedelta, flags: dict[str, int], need: Need
) -> None:
    assert need_of_working(paused=paused, silent_for=silent_for, flags=flags) is need


def test_needs_come_in_the_order_of_help() -> None:
    assert list(Need) == sorted(Need)
    assert Need.NOT_ARRIVED < Need.OFFLINE < Need.FLAGGED < Need.PAUSED < Need.WORKING < Need.FINISHED
