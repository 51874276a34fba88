"""Places in a sitting: given, moved to a make-up sitting, withdrawn, told to their holders."""

from datetime import timedelta

import pytest

from assessments.models import Accommodation, PlaceState
from assessments.services.places import (
    NotVisible,
    OtherExam,
    PlaceHasMoved,
    give_places,
    move_places,
    withdraw_place,
)
from assessments.services.sitting_checks import SittingNotPublishable
from assessments.services.sittings import close_sitting
from assessments.tasks import tell_places
from people.models import Role
from tests import factories
from tests.conftest import NOON
from tests.sittings import EVENING_BEFORE, let_in

MINUTE = timedelta(minutes=1)


def test_no_show_moves_to_a_make_up_sitting(publish, exam, colleague, examiner, invigilator) -> None:
    sitting = publish()
    close_sitting(sitting, now=NOON, by=invigilator.user)
    make_up = factories.make_sitting(exam, begins_at=NOON + timedelta(days=1))
    absent = sitting.places.get(staff=colleague)

    assert move_places([absent], make_up, now=NOON, by=examiner.user) == 1

    absent.refresh_from_db()
    assert (absent.state, absent.moved_to) == (PlaceState.MOVED, make_up)
    assert make_up.places.get().staff == colleague


def test_who_came_is_not_moved(publish, exam, learner, examiner, invigilator) -> None:
    sitting = publish()
    place = let_in(sitting, learner, invigilator)
    make_up = factories.make_sitting(exam)

    with pytest.raises(PlaceHasMoved):
        move_places([place], make_up, now=NOON, by=examiner.user)
    assert not make_up.places.exists()


def test_place_moves_only_within_the_exam(publish, learner, examiner, department) -> None:
    other = factories.make_sitting(factories.make_open_exam(department))

    with pytest.raises(OtherExam):
        move_places(publish().places.all(), other, now=NOON, by=examiner.user)


def test_late_joiner_is_not_cut_short_either(publish, stranger, administrator, province) -> None:
    Accommodation.objects.create(
        staff=stranger, extra_minutes=10, reason="Khuyết tật", granted_at=NOON, granted_by=administrator.user
    )
    chief = factories.make_staff(agency=province, roles=[Role.EXAMINER])
    sitting = publish(ends_at=NOON + 60 * MINUTE)

    with pytest.raises(SittingNotPublishable):
        give_places(sitting, [stranger], now=EVENING_BEFORE, by=chief.user)
    assert not sitting.places.filter(staff=stranger).exists()


def test_examiner_adds_only_own_people(prepare, stranger, examiner) -> None:
    with pytest.raises(NotVisible):
        give_places(prepare(), [stranger], now=NOON, by=examiner.user)


def test_place_is_withdrawn_before_arrival_only(publish, learner, colleague, invigilator, examiner) -> None:
    sitting = publish()
    place = let_in(sitting, learner, invigilator)

    withdraw_place(sitting.places.get(staff=colleague), now=NOON, by=examiner.user)

    with pytest.raises(PlaceHasMoved):
        withdraw_place(place, now=NOON, by=examiner.user)
    assert sitting.places.get() == place


def test_candidates_are_told_once(publish, learner) -> None:
    sitting = publish(room="Hội trường A")

    tell_places(sitting.pk)
    tell_places(sitting.pk)

    notice = learner.user.notices.get()
    assert notice.url == f"/exams/{sitting.exam.uuid}/"
    assert "12:00 20/11/2026" in notice.body
    assert "Hội trường A" in notice.body


def test_draft_tells_nobody(prepare, learner) -> None:
    tell_places(prepare().pk)

    assert not learner.user.notices.exists()
