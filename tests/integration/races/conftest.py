"""What the races start from. They need rows that are really committed, and run on PostgreSQL only."""

import pytest

from assessments.models import Attempt, ExamPart
from assessments.services.attempts import start_attempt
from people.models import StaffProfile
from tests import factories
from tests.conftest import NOON


@pytest.fixture
def candidate(transactional_db: None) -> StaffProfile:
    """A person who may sit the exam."""
    return factories.make_staff(agency=factories.make_agency(code="H77"))


@pytest.fixture
def part(candidate: StaffProfile) -> ExamPart:
    """Four items, thirty minutes."""
    agency = candidate.postings.get().agency
    return factories.make_open_exam(agency).parts.get()


@pytest.fixture
def open_attempt(candidate: StaffProfile, part: ExamPart) -> Attempt:
    """The candidate's attempt since noon."""
    return start_attempt(candidate, part, now=NOON, by=None)
