"""Two starts of one candidate at the same moment: a double click, two devices."""

import threading

import pytest
from django.db import IntegrityError

from assessments.models import Attempt
from assessments.services import attempts
from assessments.services.attempts import start_attempt
from assessments.services.eligibility import standing_of
from tests.conftest import NOON
from tests.races import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_both_starts_find_no_open_attempt(candidate, part) -> None:
    """The race: both look before either writes; only the constraint keeps the second out."""
    both_have_looked = threading.Barrier(2)

    def start_without_care() -> Attempt:
        standing = standing_of(candidate, part, now=NOON)
        assert not standing.attempts
        both_have_looked.wait(20)
        return attempts._create_attempt(candidate, part, standing, now=NOON)

    outcomes = together(start_without_care, start_without_care)

    assert {type(each) for each in outcomes} == {Attempt, IntegrityError}


def test_two_starts_make_one_attempt(candidate, part) -> None:
    outcomes = together(*[lambda: start_attempt(candidate, part, now=NOON, by=None)] * 4)

    assert {each.pk for each in outcomes} == {Attempt.objects.get().pk}
