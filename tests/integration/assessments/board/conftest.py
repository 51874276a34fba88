"""What the tests of the board share: the learner's and the colleague's room at noon."""

from collections.abc import Iterator

import pytest
import time_machine

from assessments.models import Attempt, Exam, Sitting
from people.models import StaffProfile
from tests import factories
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The views' clock stands at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sitting(exam: Exam, learner: StaffProfile, colleague: StaffProfile, invigilator: StaffProfile) -> Sitting:
    """The learner's and the colleague's room, from noon on."""
    people = [learner, colleague]
    return factories.make_sitting(exam, begins_at=NOON, candidates=people, invigilators=[invigilator])


@pytest.fixture
def seated(sitting: Sitting, learner: StaffProfile) -> Attempt:
    """The learner's attempt in the room."""
    return factories.make_attempt(learner, sitting.exam.parts.get(), now=NOON, sitting=sitting)
