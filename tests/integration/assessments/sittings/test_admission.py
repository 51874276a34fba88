"""At the door: who is let in, and when that is taken back."""

import pytest

from assessments.models import PlaceState
from assessments.services.places import IdentityNotChecked, PlaceHasMoved, admit, take_back_admission
from tests.conftest import NOON
from tests.sittings import begin, let_in


def test_nobody_is_admitted_unseen(publish, learner, invigilator) -> None:
    place = publish().places.get(staff=learner)

    with pytest.raises(IdentityNotChecked):
        admit(place, identity_checked=False, now=NOON, by=invigilator.user)


def test_second_admission_is_told(publish, learner, invigilator) -> None:
    place = let_in(publish(), learner, invigilator)

    with pytest.raises(PlaceHasMoved):
        admit(place, identity_checked=True, now=NOON, by=invigilator.user)


def test_draft_admits_nobody(prepare, learner, invigilator) -> None:
    with pytest.raises(PlaceHasMoved):
        let_in(prepare(), learner, invigilator)


def test_admission_is_taken_back_before_the_start(publish, learner, invigilator) -> None:
    place = let_in(publish(), learner, invigilator)

    take_back_admission(place, now=NOON, by=invigilator.user)

    place.refresh_from_db()
    assert (place.state, place.identity_checked, place.admitted_by) == (PlaceState.EXPECTED, False, None)


def test_admission_stays_after_the_start(publish, learner, invigilator) -> None:
    sitting = publish()
    place = let_in(sitting, learner, invigilator)
    begin(sitting, learner)

    with pytest.raises(PlaceHasMoved):
        take_back_admission(place, now=NOON, by=invigilator.user)
