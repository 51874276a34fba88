"""What people do in a sitting at noon: the invigilator lets a candidate in, the candidate begins."""

from datetime import datetime, timedelta

from assessments.models import Attempt, Place, Sitting
from assessments.services.attempts import start_attempt
from assessments.services.places import admit
from people.models import StaffProfile
from tests.conftest import NOON

EVENING_BEFORE = NOON - timedelta(hours=18)


def let_in(sitting: Sitting, staff: StaffProfile, invigilator: StaffProfile) -> Place:
    """Admits at noon."""
    place = sitting.places.get(staff=staff)
    admit(place, identity_checked=True, now=NOON, by=invigilator.user)
    return place


def begin(sitting: Sitting, staff: StaffProfile, *, at: datetime = NOON, code: str = "") -> Attempt:
    """Starts the exam's only part."""
    return start_attempt(staff, sitting.exam.parts.get(), now=at, by=staff.user, code=code)
