"""What a candidate may see of an attempt, and when. A policy is a name; its meaning stands here.

| policy | after submitting | after the exam has closed |
|---|---|---|
| none | nothing | nothing |
| score_only | pass or fail, score | the same |
| topics | and the scores by topic | the same |
| correctness_after_close | as topics | and own answers, which were right, marks |
| full_after_close | as topics | and feedback and key |

While an attempt is going on, nothing but the candidate's own answers is ever visible.
"""

from collections.abc import Mapping
from enum import StrEnum


class Moment(StrEnum):
    DURING = "during"
    SUBMITTED = "submitted"
    CLOSED = "closed"


class Part(StrEnum):
    ANSWERS = "answers"
    PASSED = "passed"
    SCORE = "score"
    TOPICS = "topics"
    CORRECTNESS = "correctness"
    MARKS = "marks"
    FEEDBACK = "feedback"
    KEY = "key"


class UnknownPolicy(LookupError):
    """No review policy of that name."""


_SCORE = frozenset({Part.PASSED, Part.SCORE})
_TOPICS = _SCORE | {Part.TOPICS}
_CORRECTNESS = _TOPICS | {Part.ANSWERS, Part.CORRECTNESS, Part.MARKS}
_FULL = _CORRECTNESS | {Part.FEEDBACK, Part.KEY}

# What is visible once submitted, and what once the exam has closed.
POLICIES: Mapping[str, tuple[frozenset[Part], frozenset[Part]]] = {
    "none": (frozenset(), frozenset()),
    "score_only": (_SCORE, _SCORE),
    "topics": (_TOPICS, _TOPICS),
    "correctness_after_close": (_TOPICS, _CORRECTNESS),
    "full_after_close": (_TOPICS, _FULL),
}


def visible(policy: str, moment: Moment) -> frozenset[Part]:
    """The parts that may be shown; raises UnknownPolicy."""
    if policy not in POLICIES:
        raise UnknownPolicy(policy)
    submitted, closed = POLICIES[policy]
    return {
        Moment.DURING: frozenset({Part.ANSWERS}),
        Moment.SUBMITTED: submitted,
        Moment.CLOSED: closed,
    }[moment]
