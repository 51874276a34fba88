"""What a candidate may see of an attempt, and when: a policy names for each moment the parts that show.

| moment | when |
|---|---|
| during | while the attempt is going on: the own answers, whatever a policy says |
| just_after | for two minutes after submitting |
| later | after that, while the exam is open |
| closed | once nobody can start any more |

While anybody still sits the exam, nothing that tells of the key shows to anybody: neither correctness nor marks,
feedback or the key itself.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

JUST_AFTER_LASTS = timedelta(minutes=2)


class Moment(StrEnum):
    DURING = "during"
    JUST_AFTER = "just_after"
    LATER = "later"
    CLOSED = "closed"


class Part(StrEnum):
    PASSED = "passed"
    SCORE = "score"
    TOPICS = "topics"
    ANSWERS = "answers"
    CORRECTNESS = "correctness"
    MARKS = "marks"
    FEEDBACK = "feedback"
    KEY = "key"


class BadPolicy(ValueError):
    """No policy: an unknown moment or part, or one that would show something during an attempt."""


Policy = Mapping[str, Sequence[str]]

AFTERWARDS = (Moment.JUST_AFTER, Moment.LATER, Moment.CLOSED)
BY_ITEM = frozenset({Part.ANSWERS, Part.CORRECTNESS, Part.MARKS, Part.FEEDBACK, Part.KEY})
TELLS_OF_THE_KEY = BY_ITEM - {Part.ANSWERS}

_SCORE = [Part.PASSED, Part.SCORE]
_TOPICS = [*_SCORE, Part.TOPICS]
_CORRECTNESS = [*_TOPICS, Part.ANSWERS, Part.CORRECTNESS, Part.MARKS]
_FULL = [*_CORRECTNESS, Part.FEEDBACK, Part.KEY]


def _policy(submitted: Sequence[Part], closed: Sequence[Part]) -> Policy:
    rows = zip(AFTERWARDS, (submitted, submitted, closed), strict=True)
    return {moment.value: [part.value for part in parts] for moment, parts in rows}


PRESETS: Mapping[str, Policy] = {
    "none": _policy([], []),
    "score_only": _policy(_SCORE, _SCORE),
    "topics": _policy(_TOPICS, _TOPICS),
    "correctness_after_close": _policy(_TOPICS, _CORRECTNESS),
    "full_after_close": _policy(_TOPICS, _FULL),
}


def check_policy(policy: Any) -> None:
    """Returns if it is a policy; raises BadPolicy."""
    if not isinstance(policy, Mapping) or set(policy) != {moment.value for moment in AFTERWARDS}:
        raise BadPolicy("moments")
    for parts in policy.values():
        if not isinstance(parts, list) or not set(parts) <= {part.value for part in Part}:
            raise BadPolicy("parts")


def preset_of(policy: Policy) -> str:
    """The name of the preset that says the same; empty for one of one's own."""
    same = [
        name
        for name, preset in PRESETS.items()
        if all(set(preset[moment]) == set(policy[moment]) for moment in AFTERWARDS)
    ]
    return same[0] if same else ""


def moment_of(submitted_at: datetime | None, *, now: datetime, closed: bool) -> Moment:
    """Where an attempt stands; None for one under way."""
    if submitted_at is None:
        return Moment.DURING
    if closed:
        return Moment.CLOSED
    return Moment.JUST_AFTER if now < submitted_at + JUST_AFTER_LASTS else Moment.LATER


def visible(policy: Policy, moment: Moment, *, somebody_sits: bool) -> frozenset[Part]:
    """The parts that may be shown."""
    if moment == Moment.DURING:
        return frozenset({Part.ANSWERS})
    shown = frozenset(Part(part) for part in policy[moment])
    return shown - TELLS_OF_THE_KEY if somebody_sits else shown
