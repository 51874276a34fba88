"""What the tests of sittings share: a draft with two candidates, and the same one published."""

from collections.abc import Callable

import pytest

from assessments.models import Exam, Sitting
from assessments.services.places import give_places
from assessments.services.sittings import name_invigilators, publish_sitting
from people.models import StaffProfile
from tests import factories
from tests.sittings import EVENING_BEFORE

Prepare = Callable[..., Sitting]


@pytest.fixture
def prepare(
    exam: Exam,
    learner: StaffProfile,
    colleague: StaffProfile,
    examiner: StaffProfile,
    invigilator: StaffProfile,
) -> Prepare:
    """A draft at noon for half an hour of late starts, with two candidates and an invigilator."""

    def made(**fields: object) -> Sitting:
        sitting = factories.make_sitting(exam, state="draft", **fields)
        give_places(sitting, [learner, colleague], now=EVENING_BEFORE, by=examiner.user)
        name_invigilators(sitting, [invigilator.user], now=EVENING_BEFORE, by=examiner.user)
        return sitting

    return made


@pytest.fixture
def publish(prepare: Prepare, examiner: StaffProfile) -> Prepare:
    """The same, published the evening before."""

    def made(**fields: object) -> Sitting:
        sitting = prepare(**fields)
        publish_sitting(sitting, now=EVENING_BEFORE, by=examiner.user)
        return sitting

    return made
