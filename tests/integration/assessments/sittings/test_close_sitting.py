"""A sitting is closed: who was absent, and how far everybody came."""

from datetime import timedelta

import pytest

from assessments.models import PlaceState, Sitting, SittingState
from assessments.services.attempts import submit_attempt
from assessments.services.attendance import rows_of
from assessments.services.places import give_places
from assessments.services.sittings import SittingHasMoved, close_finished, close_sitting
from tests import factories
from tests.conftest import NOON
from tests.sittings import EVENING_BEFORE, begin, let_in

MINUTE = timedelta(minutes=1)


def test_close_records_who_was_absent(publish, learner, colleague, invigilator) -> None:
    sitting = publish()
    let_in(sitting, learner, invigilator)

    assert close_sitting(sitting, now=NOON + 30 * MINUTE, by=invigilator.user) == 1
    assert sitting.places.get(staff=colleague).state == PlaceState.ABSENT
    assert sitting.events.get(kind="closed").data == {"absent": 1}


def test_second_close_is_refused(publish, invigilator) -> None:
    sitting = publish()
    close_sitting(sitting, now=NOON, by=invigilator.user)

    with pytest.raises(SittingHasMoved):
        close_sitting(sitting, now=NOON, by=invigilator.user)


def test_forgotten_sitting_is_closed(publish) -> None:
    sitting = publish(ends_at=NOON + 60 * MINUTE)

    assert close_finished(now=NOON + 59 * MINUTE) == 0
    assert close_finished(now=NOON + 60 * MINUTE) == 1
    assert Sitting.objects.get(pk=sitting.pk).state == SittingState.CLOSED


def test_rows_tell_how_far_each_one_is(
    publish, exam, learner, colleague, office, examiner, invigilator
) -> None:
    sitting = publish()
    third = factories.make_staff("Ấu Văn Sớm", agency=office)
    give_places(sitting, [third], now=EVENING_BEFORE, by=examiner.user)
    let_in(sitting, learner, invigilator)
    let_in(sitting, third, invigilator)
    submit_attempt(begin(sitting, learner), now=NOON + MINUTE, by=learner.user)
    close_sitting(sitting, now=NOON + MINUTE, by=invigilator.user)
    sitting.refresh_from_db()
    parts = list(exam.parts.all())

    rows = [(row.place.staff, row.state, row.agency, row.passed(parts)) for row in rows_of(sitting)]

    assert rows == [
        (colleague, "absent", office.name, None),
        (learner, "finished", office.name, False),
        (third, "never_began", office.name, None),
    ]
