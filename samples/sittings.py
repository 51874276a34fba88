"""Two sittings of an exam that is sat in rooms: one is over, with a no-show and a report; one is planned."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from assessments.models import Exam, IncidentKind, Place, Sitting, StartMode
from assessments.services.incidents import write_incident
from assessments.services.places import admit, give_places, move_places
from assessments.services.sitting_notices import tell_candidates
from assessments.services.sittings import (
    close_sitting,
    name_invigilators,
    publish_sitting,
    save_sitting,
)
from people.models import Agency, Role, StaffProfile, User
from people.models.staff import StaffQuerySet
from samples.accounts import account
from samples.cohort import Cohort, Learner, Way
from samples.exams import SEED

EXAM, AGENCY = "LG-SH-2026", "H88.51"
SAT_DAYS_AGO, PLANNED_IN_DAYS = 9, 6
CANDIDATES = 8
MINUTE = timedelta(minutes=1)


def make_sittings(story: dict[str, Any], *, now: datetime) -> None:
    """The one that was, then the one to come, which takes in the no-show and the story's learner."""
    examiner, invigilator = account(story, Role.EXAMINER), account(story, Role.INVIGILATOR)
    known = [facts["email"] for facts in story["accounts"]]
    others = _staff().exclude(user__email__in=known)
    over = _sitting("Ca 1, sáng", "Phòng máy 1, tầng 2", _morning(now, -SAT_DAYS_AGO), by=examiner)
    _publish(over, list(others[:CANDIDATES]), examiner, invigilator)
    absent = _hold(over, invigilator)
    to_come = _sitting(
        "Ca 2, sáng",
        "Phòng máy 1, tầng 2",
        _morning(now, PLANNED_IN_DAYS),
        by=examiner,
        ends_at=_morning(now, PLANNED_IN_DAYS) + 45 * MINUTE,
        access_code="SEN26",
    )
    learner = StaffProfile.objects.get(user=account(story, Role.LEARNER))
    _publish(to_come, [learner, *others[CANDIDATES : 2 * CANDIDATES]], examiner, invigilator)
    move_places([absent], to_come, now=over.begins_at + timedelta(days=1), by=examiner)
    # Told here: what the queue finds done, it does not send by mail to invented addresses.
    tell_candidates(to_come, now=now - timedelta(days=1))


def _staff() -> StaffQuerySet:
    under = Agency.objects.under(Agency.objects.get(code=AGENCY))
    return StaffProfile.objects.within(under).order_by("staff_code")


def _sitting(title: str, room: str, begins_at: datetime, *, by: User, **facts: Any) -> Sitting:
    exam = Exam.objects.get(code=EXAM)
    sitting = Sitting(
        exam=exam,
        agency=Agency.objects.get(code=AGENCY),
        title=title,
        room=room,
        begins_at=begins_at,
        late_until=begins_at + 15 * MINUTE,
        start_mode=StartMode.WHEN_READY,
        **facts,
    )
    return save_sitting(sitting, now=begins_at - timedelta(days=20), by=by)


def _publish(sitting: Sitting, people: list[StaffProfile], examiner: User, invigilator: User) -> None:
    prepared_at = sitting.begins_at - timedelta(days=20)
    give_places(sitting, people, now=prepared_at, by=examiner)
    name_invigilators(sitting, [invigilator], now=prepared_at, by=examiner)
    publish_sitting(sitting, now=prepared_at + timedelta(hours=1), by=examiner)


def _hold(sitting: Sitting, invigilator: User) -> Place:
    """Plays the morning: all but the last come and sit; returns the place of who did not."""
    *came, absent = sitting.places.select_related("staff__user").order_by("pk")
    cohort, begins_at = Cohort(now=timezone.now(), seed=SEED, planned={}), sitting.begins_at
    for number, place in enumerate(came):
        admit(place, identity_checked=True, now=begins_at - (15 - number) * MINUTE, by=invigilator)
        dice = random.Random(f"{SEED}:{place.staff.staff_code}")  # noqa: S311 - a story
        learner = Learner(place.staff, Way.SITS, dice.gauss(0.1, 0.4), begins_at)
        cohort.sit(learner, sitting.exam, begins_at + number * MINUTE, dice)
    write_incident(
        sitting,
        IncidentKind.TECHNICAL,
        "Máy số 5 mất mạng khoảng ba phút. Thí sinh làm tiếp được, mọi câu trả lời đã được lưu sau khi có mạng lại.",
        came[4:5],
        happened_at=begins_at + 9 * MINUTE,
        now=begins_at + 30 * MINUTE,
        by=invigilator,
    )
    close_sitting(sitting, now=begins_at + 40 * MINUTE, by=invigilator)
    absent.refresh_from_db()
    return absent


def _morning(now: datetime, days: int) -> datetime:
    day = timezone.localtime(now) + timedelta(days=days)
    return day.replace(hour=8, minute=0, second=0, microsecond=0)
