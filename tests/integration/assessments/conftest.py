"""What the tests of this app share: an exam that the learner may sit, and an attempt under way."""

import pytest

from assessments.models import Attempt, Exam
from assessments.services.attempts import start_attempt
from people.models import Agency, StaffProfile
from tests import factories
from tests.conftest import NOON


@pytest.fixture
def exam(department: Agency) -> Exam:
    """Four items, thirty minutes, one minute of grace, cut score 50; three forms."""
    return factories.make_open_exam(department)


@pytest.fixture
def attempt(exam: Exam, learner: StaffProfile) -> Attempt:
    """The learner's attempt, started at noon."""
    return start_attempt(learner, exam.parts.get(), now=NOON, by=learner.user)
