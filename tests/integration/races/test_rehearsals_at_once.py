"""Two examiners ask for a rehearsal at the same moment: the database lets one of them."""

from datetime import timedelta

import pytest

from assessments.models import RehearsalRun
from assessments.services.rehearsals import RehearsalRefused, ask_rehearsal
from tests import factories
from tests.conftest import NOON
from tests.races import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("round_number", range(3))
def test_one_rehearsal_at_a_time(part, round_number) -> None:
    sitting = factories.make_sitting(part.exam, begins_at=NOON + timedelta(days=1))
    by = factories.make_user()

    outcomes = together(
        *[lambda: ask_rehearsal(sitting, candidates=1, seconds=60, now=NOON, by=by)] * 3,
    )

    assert sum(isinstance(each, RehearsalRun) for each in outcomes) == 1
    assert [each.reason for each in outcomes if isinstance(each, RehearsalRefused)] == ["another"] * 2
