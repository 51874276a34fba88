"""What shows when: presets, moments, and what never shows."""

from datetime import timedelta
from typing import Any

import pytest

from assessments.core.review import (
    AFTERWARDS,
    PRESETS,
    TELLS_OF_THE_KEY,
    BadPolicy,
    Moment,
    Part,
    check_policy,
    moment_of,
    preset_of,
    visible,
)
from tests.conftest import NOON

EVERYTHING = {moment.value: [part.value for part in Part] for moment in AFTERWARDS}
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("moment", [Moment.JUST_AFTER, Moment.LATER])
@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_shows_the_key_early(preset: str, moment: Moment) -> None:
    assert not visible(PRESETS[preset], moment, somebody_sits=False) & TELLS_OF_THE_KEY


def test_no_policy_shows_anything_during_an_attempt() -> None:
    assert visible(EVERYTHING, Moment.DURING, somebody_sits=False) == {Part.ANSWERS}


@pytest.mark.parametrize("moment", AFTERWARDS)
def test_no_policy_tells_of_the_key_while_somebody_sits(moment: Moment) -> None:
    assert visible(EVERYTHING, moment, somebody_sits=True) == set(Part) - TELLS_OF_THE_KEY


@pytest.mark.parametrize(
    ("preset", "part", "shown"),
    [
        ("none", Part.SCORE, False),
        ("score_only", Part.TOPICS, False),
        ("topics", Part.TOPICS, True),
        ("topics", Part.CORRECTNESS, False),
        ("correctness_after_close", Part.CORRECTNESS, True),
        ("correctness_after_close", Part.KEY, False),
        ("full_after_close", Part.KEY, True),
    ],
)
def test_presets_after_close(preset: str, part: Part, shown: bool) -> None:
    assert (part in visible(PRESETS[preset], Moment.CLOSED, somebody_sits=False)) is shown


@pytest.mark.parametrize(
    ("submitted", "closed", "moment"),
    [
        (None, True, Moment.DURING),
        (NOON, False, Moment.JUST_AFTER),
        (NOON - 119 * SECOND, False, Moment.JUST_AFTER),
        (NOON - 120 * SECOND, False, Moment.LATER),
        (NOON, True, Moment.CLOSED),
    ],
)
def test_moments(submitted: Any, closed: bool, moment: Moment) -> None:
    assert moment_of(submitted, now=NOON, closed=closed) == moment


@pytest.mark.parametrize("preset", PRESETS)
def test_preset_is_a_policy_and_is_known_again(preset: str) -> None:
    check_policy(PRESETS[preset])

    shuffled = {moment: parts[::-1] for moment, parts in PRESETS[preset].items()}
    assert preset_of(shuffled) == preset


def test_own_policy_has_no_name() -> None:
    assert preset_of(EVERYTHING) == ""


@pytest.mark.parametrize(
    "policy",
    [
        None,
        "topics",
        {},
        {"later": []},
        EVERYTHING | {"during": ["key"]},
        EVERYTHING | {"later": ["everything"]},
        EVERYTHING | {"later": "key"},
    ],
)
def test_bad_policy_is_refused(policy: Any) -> None:
    with pytest.raises(BadPolicy):
        check_policy(policy)
