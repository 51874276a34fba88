"""At the door of a sitting: two admissions at once, and the close or a cancellation against an admission or a start."""

import pytest
from django.db import transaction

from assessments.models import Attempt, PlaceState, Sitting
from assessments.services import attempts, errors
from assessments.services.attempts import start_attempt
from assessments.services.eligibility import check_may_start
from assessments.services.places import PlaceHasMoved, admit
from assessments.services.sittings import SittingHasMoved, SittingHasStarted, cancel_sitting, close_sitting
from people.models import User
from tests import factories
from tests.conftest import NOON
from tests.races import Held, Started, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def invigilator(transactional_db: None) -> User:
    """Who stands at the door."""
    return factories.make_user()


@pytest.fixture
def place(candidate, part):
    """The candidate's place in a published sitting that begins now."""
    sitting = factories.make_sitting(part.exam)
    return sitting.places.create(staff=candidate)


@pytest.fixture
def admitted(place, invigilator):
    """The same, already let in."""
    admit(place, identity_checked=True, now=NOON, by=invigilator)
    return place


def start_without_lock(candidate, part) -> Attempt:
    """What a start would be that only looks whether the sitting is open."""
    standing = check_may_start(candidate, part, now=NOON)
    with transaction.atomic():
        return attempts._create_attempt(
            candidate, part, standing, now=NOON, sitting=standing.entrance.place.sitting
        )


def test_of_two_admissions_one_wins(place, invigilator) -> None:
    outcomes = together(*[lambda: admit(place, identity_checked=True, now=NOON, by=invigilator)] * 4)

    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", *["PlaceHasMoved"] * 3]


def test_admission_behind_a_close_finds_the_place_absent(place, invigilator) -> None:
    closing = Held(lambda: close_sitting(place.sitting, now=NOON, by=invigilator))
    admission = Started(lambda: admit(place, identity_checked=True, now=NOON, by=invigilator))
    assert admission.is_blocked()

    assert closing.release() == 1
    assert isinstance(admission.result(), PlaceHasMoved)
    place.refresh_from_db()
    assert place.state == PlaceState.ABSENT


def test_close_behind_an_admission_leaves_it(place, invigilator) -> None:
    admission = Held(lambda: admit(place, identity_checked=True, now=NOON, by=invigilator))
    closing = Started(lambda: close_sitting(place.sitting, now=NOON, by=invigilator))
    assert closing.is_blocked()

    admission.release()
    assert closing.result() == 0
    place.refresh_from_db()
    assert place.state == PlaceState.ADMITTED


def test_start_without_the_lock_slips_past_a_close(admitted, candidate, part, invigilator) -> None:
    """The race: the start looked before the close was committed, and began after it."""
    closing = Held(lambda: close_sitting(admitted.sitting, now=NOON, by=invigilator))
    starting = Started(lambda: start_without_lock(candidate, part))

    assert isinstance(starting.result(), Attempt)
    closing.release()


def test_start_behind_a_close_is_refused(admitted, candidate, part, invigilator) -> None:
    closing = Held(lambda: close_sitting(admitted.sitting, now=NOON, by=invigilator))
    starting = Started(lambda: start_attempt(candidate, part, now=NOON, by=None))
    assert starting.is_blocked()

    closing.release()
    assert isinstance(starting.result(), errors.SittingIsOver)
    assert not Attempt.objects.exists()


def test_close_waits_for_a_start_under_way(admitted, candidate, part, invigilator) -> None:
    starting = Held(lambda: start_attempt(candidate, part, now=NOON, by=None))
    closing = Started(lambda: close_sitting(admitted.sitting, now=NOON, by=invigilator))
    assert closing.is_blocked()

    assert starting.release().sitting == admitted.sitting
    assert closing.result() == 0
    assert Sitting.objects.get().state == "closed"


def cancel(place, by) -> None:
    cancel_sitting(place.sitting, reason="Mất điện", now=NOON, by=by)


def test_start_without_the_lock_slips_past_a_cancellation(admitted, candidate, part, invigilator) -> None:
    """The race: a candidate who sits in a sitting that does not take place."""
    cancelling = Held(lambda: cancel(admitted, invigilator))
    starting = Started(lambda: start_without_lock(candidate, part))

    assert isinstance(starting.result(), Attempt)
    cancelling.release()


def test_start_behind_a_cancellation_is_refused(admitted, candidate, part, invigilator) -> None:
    cancelling = Held(lambda: cancel(admitted, invigilator))
    starting = Started(lambda: start_attempt(candidate, part, now=NOON, by=None))
    assert starting.is_blocked()

    cancelling.release()
    assert isinstance(starting.result(), errors.SittingIsCancelled)
    assert not Attempt.objects.exists()


def test_cancellation_behind_a_start_is_refused(admitted, candidate, part, invigilator) -> None:
    starting = Held(lambda: start_attempt(candidate, part, now=NOON, by=None))
    cancelling = Started(lambda: cancel(admitted, invigilator))
    assert cancelling.is_blocked()

    starting.release()
    assert isinstance(cancelling.result(), SittingHasStarted)
    assert Sitting.objects.get().state == "published"


@pytest.mark.parametrize("round_number", range(4))
def test_of_a_start_and_a_cancellation_one_wins(admitted, candidate, part, invigilator, round_number) -> None:
    together(
        lambda: start_attempt(candidate, part, now=NOON, by=None),
        lambda: cancel(admitted, invigilator),
    )

    assert (Attempt.objects.count(), Sitting.objects.get().state) in {(1, "published"), (0, "cancelled")}


def test_of_a_close_and_a_cancellation_one_wins(place, invigilator) -> None:
    outcomes = together(
        lambda: close_sitting(place.sitting, now=NOON, by=invigilator),
        lambda: cancel(place, invigilator),
    )

    assert sum(isinstance(each, SittingHasMoved) for each in outcomes) == 1
