"""Reports of incidents in a sitting, and the candidates in them."""

from datetime import timedelta

import pytest

from assessments.models import IncidentReport
from assessments.services.incidents import NotHappenedYet, NotOfThisSitting, write_incident
from assessments.services.places import PlaceHasMoved, withdraw_place
from assessments.services.sittings import SittingHasMoved
from tests import factories
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)


@pytest.fixture
def report(publish, learner, invigilator) -> IncidentReport:
    """Written by the invigilator about the learner."""
    sitting = publish()
    place = sitting.places.get(staff=learner)
    return write_incident(
        sitting, "technical", "Mất điện.", [place], happened_at=NOON, now=NOON + MINUTE, by=invigilator.user
    )


def test_incident_is_kept_with_its_candidates(report, learner, invigilator) -> None:
    assert [place.staff for place in report.places.all()] == [learner]
    assert (report.written_by, report.sitting.events.last().kind) == (invigilator.user, "incident_written")


def test_candidate_of_a_report_stays_on_the_list(report, learner, examiner) -> None:
    with pytest.raises(PlaceHasMoved):
        withdraw_place(report.places.get(), now=NOON, by=examiner.user)


@pytest.mark.parametrize(
    ("state", "happened_at", "error"),
    [("draft", NOON, SittingHasMoved), ("published", NOON + MINUTE, NotHappenedYet)],
)
def test_incident_is_refused(state, happened_at, error, exam, invigilator) -> None:
    sitting = factories.make_sitting(exam, state=state)

    with pytest.raises(error):
        write_incident(sitting, "identity", "x", [], happened_at=happened_at, now=NOON, by=invigilator.user)


def test_candidate_of_another_room_is_no_part_of_a_report(report, exam, invigilator) -> None:
    other = factories.make_sitting(exam)

    with pytest.raises(NotOfThisSitting):
        write_incident(
            other, "identity", "x", report.places.all(), happened_at=NOON, now=NOON, by=invigilator.user
        )
