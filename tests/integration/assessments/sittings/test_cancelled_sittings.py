"""A sitting that does not take place: who is told, what becomes of the places, what is refused."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from assessments.models import Exam, Place, PlaceState, Sitting, SittingState
from assessments.services import errors
from assessments.services.attendance import FREED, rows_of
from assessments.services.candidates import entries_of, find_candidates
from assessments.services.interventions import pause_sitting
from assessments.services.places import admit, give_places, move_places
from assessments.services.sittings import (
    PlacesWereMovedHere,
    SittingHasMoved,
    SittingHasStarted,
    cancel_sitting,
    close_sitting,
    delete_draft,
)
from assessments.tasks import tell_cancelled, tell_places
from people.models import StaffProfile
from tests import factories
from tests.conftest import NOON
from tests.sittings import begin

SignIn = Callable[[StaffProfile], Client]
DAY = timedelta(days=1)


@pytest.fixture
def sitting(exam: Exam, learner: StaffProfile, colleague: StaffProfile, invigilator: StaffProfile) -> Sitting:
    """Published, at noon, with two candidates and an invigilator."""
    people = {"candidates": [learner, colleague], "invigilators": [invigilator]}
    return factories.make_sitting(exam, title="Ca sáng", room="Phòng 1", **people)


@pytest.fixture
def draft(exam: Exam) -> Sitting:
    """Of the same exam, the day after."""
    return factories.make_sitting(exam, state="draft", title="Ca bù", begins_at=NOON + DAY)


def cancel(sitting: Sitting, examiner: StaffProfile) -> None:
    cancel_sitting(sitting, reason="Mất điện.", now=NOON - DAY, by=examiner.user)


def test_cancellation_is_kept_with_its_reason(sitting, examiner) -> None:
    cancel(sitting, examiner)

    sitting.refresh_from_db()
    event = sitting.events.get()
    assert sitting.state == SittingState.CANCELLED
    assert (event.kind, event.by, event.data["reason"]) == ("cancelled", examiner.user, "Mất điện.")


def test_everybody_who_counted_on_it_is_told_once(sitting, learner, colleague, invigilator, examiner) -> None:
    cancel(sitting, examiner)

    assert (tell_cancelled(sitting.pk), tell_cancelled(sitting.pk)) == (3, 3)

    notice = learner.user.notices.get()
    assert "Lý do hủy: Mất điện. Bạn sẽ" in notice.body
    assert "12:00 20/11/2026" in notice.body
    assert notice.url == f"/exams/{sitting.exam.uuid}/"
    assert colleague.user.notices.count() == 1
    assert invigilator.user.notices.get().url == f"/exams/sittings/{sitting.uuid}/"


def test_who_was_moved_away_before_is_not_told(sitting, draft, learner, examiner) -> None:
    move_places([sitting.places.get(staff=learner)], draft, now=NOON - 2 * DAY, by=examiner.user)
    cancel(sitting, examiner)

    tell_cancelled(sitting.pk)

    assert not learner.user.notices.exists()


def test_nobody_is_told_any_more_of_a_place(sitting, learner, examiner) -> None:
    cancel(sitting, examiner)

    assert tell_places(sitting.pk) == 0


def test_admission_is_taken_back(sitting, learner, invigilator, examiner) -> None:
    place = sitting.places.get(staff=learner)
    admit(place, identity_checked=True, now=NOON - DAY, by=invigilator.user)

    cancel(sitting, examiner)

    place.refresh_from_db()
    assert (place.state, place.identity_checked, place.admitted_by) == (PlaceState.EXPECTED, False, None)
    assert {row.state for row in rows_of(Sitting.objects.get(pk=sitting.pk))} == {FREED}


def test_candidates_are_moved_to_another_sitting(sitting, exam, learner, colleague, examiner) -> None:
    make_up = factories.make_sitting(exam, begins_at=NOON + DAY)
    cancel(sitting, examiner)

    moved = move_places(sitting.places.all(), make_up, now=NOON - DAY, by=examiner.user)

    assert moved == 2
    assert {place.staff for place in make_up.places.all()} == {learner, colleague}


def test_candidates_can_be_listed_for_another_sitting(sitting, draft, learner, examiner) -> None:
    cancel(sitting, examiner)

    found = find_candidates(draft, entries_of(learner.staff_code), by=examiner.user)

    assert found.people == [learner]


def test_nobody_joins_or_is_moved_to_it(sitting, exam, colleague, manager, examiner) -> None:
    other = factories.make_sitting(exam, candidates=[manager])
    cancel(sitting, examiner)

    with pytest.raises(SittingHasMoved):
        give_places(sitting, [manager], now=NOON, by=examiner.user)
    with pytest.raises(SittingHasMoved):
        move_places(other.places.all(), sitting, now=NOON, by=examiner.user)


def test_nobody_starts_in_it(sitting, learner, examiner) -> None:
    factories.let_in(sitting, learner)
    cancel(sitting, examiner)

    with pytest.raises(errors.SittingIsCancelled):
        begin(sitting, learner)


def test_exam_does_not_open_to_everybody(sitting, manager, examiner) -> None:
    cancel(sitting, examiner)

    with pytest.raises(errors.NoPlace):
        begin(sitting, manager)


def test_sitting_in_which_somebody_began_stays(sitting, learner, examiner) -> None:
    factories.let_in(sitting, learner)
    begin(sitting, learner)

    with pytest.raises(SittingHasStarted):
        cancel(sitting, examiner)
    assert Sitting.objects.get(pk=sitting.pk).state == SittingState.PUBLISHED


@pytest.mark.parametrize("state", ["draft", "closed", "cancelled"])
def test_only_a_published_sitting_is_cancelled(state, exam, examiner) -> None:
    sitting = factories.make_sitting(exam, state=state)

    with pytest.raises(SittingHasMoved):
        cancel(sitting, examiner)


def test_cancelled_sitting_is_neither_closed_nor_paused(sitting, examiner) -> None:
    pause_sitting(sitting, now=NOON - 2 * DAY, by=examiner.user)
    cancel(sitting, examiner)

    assert Sitting.objects.get(pk=sitting.pk).paused_at is None
    with pytest.raises(SittingHasMoved):
        close_sitting(sitting, now=NOON, by=examiner.user)
    with pytest.raises(errors.SittingIsNotOpen):
        pause_sitting(sitting, now=NOON, by=examiner.user)


def test_draft_is_deleted_and_the_log_remembers(draft, exam, learner, examiner) -> None:
    give_places(draft, [learner], now=NOON, by=examiner.user)

    delete_draft(draft, now=NOON, by=examiner.user)

    assert not Sitting.objects.exists()
    assert not Place.objects.exists()
    entry = ModelLogEntry.objects.for_instance(exam).get(action="assessments.sitting_deleted")
    assert (entry.user, entry.data["title"]) == (examiner.user, "Ca bù")


def test_published_sitting_is_not_deleted(sitting, examiner) -> None:
    with pytest.raises(SittingHasMoved):
        delete_draft(sitting, now=NOON, by=examiner.user)


def test_draft_is_deleted_once(draft, examiner) -> None:
    again = Sitting.objects.get(pk=draft.pk)
    delete_draft(draft, now=NOON, by=examiner.user)

    with pytest.raises(SittingHasMoved):
        delete_draft(again, now=NOON, by=examiner.user)


def test_draft_that_took_in_others_keeps_them(draft, exam, sitting, learner, examiner) -> None:
    third = factories.make_sitting(exam, begins_at=NOON + 2 * DAY)
    move_places([sitting.places.get(staff=learner)], draft, now=NOON, by=examiner.user)

    with pytest.raises(PlacesWereMovedHere):
        delete_draft(draft, now=NOON, by=examiner.user)
    move_places(draft.places.all(), third, now=NOON, by=examiner.user)
    delete_draft(draft, now=NOON, by=examiner.user)

    assert third.places.get().staff == learner


def ending(name: str, sitting: Sitting) -> str:
    return reverse(name, args=[sitting.uuid])


ENDS = ["sitting_cancel", "sitting_delete"]


@pytest.mark.parametrize("name", ENDS)
def test_page_asks_first(name: str, sitting: Sitting, sign_in: SignIn, examiner: StaffProfile) -> None:
    page = sign_in(examiner).get(ending(name, sitting))

    assert page.status_code == 200
    assert Sitting.objects.get().state == SittingState.PUBLISHED


@pytest.mark.parametrize("name", ENDS)
def test_who_may_not_prepare_is_refused(
    name: str,
    sitting: Sitting,
    sign_in: SignIn,
    invigilator: StaffProfile,
    learner: StaffProfile,
    outsider: StaffProfile,
) -> None:
    address = ending(name, sitting)

    assert sign_in(invigilator).post(address, {"reason": "x"}).status_code == 403
    assert sign_in(learner).post(address, {"reason": "x"}).status_code == 403
    assert sign_in(outsider).post(address, {"reason": "x"}).status_code == 404
    assert sign_in(outsider).delete(address).status_code == 405
    assert Sitting.objects.get().state == SittingState.PUBLISHED


def test_reason_is_demanded(sitting: Sitting, sign_in: SignIn, examiner: StaffProfile) -> None:
    page = sign_in(examiner).post(ending("sitting_cancel", sitting), {"reason": " "})

    assert page.context["form"].errors["reason"]
    assert Sitting.objects.get().state == SittingState.PUBLISHED


def test_sitting_is_cancelled_and_shows_why(
    sitting: Sitting, sign_in: SignIn, examiner: StaffProfile
) -> None:
    page = sign_in(examiner).post(ending("sitting_cancel", sitting), {"reason": "Phòng bị ngập"}, follow=True)

    text = page.content.decode()
    assert text.count("Phòng bị ngập") == 2  # above, and in what happened
    assert "chờ xếp ca thi khác" in text
    assert "Chuyển thí sinh sang ca khác" in text
    assert ending("sitting_board", sitting) not in text


def test_start_page_says_so(
    sitting: Sitting, sign_in: SignIn, learner: StaffProfile, examiner: StaffProfile
) -> None:
    cancel(sitting, examiner)

    page = sign_in(learner).get(reverse("exam_start", args=[sitting.exam.uuid]))

    assert "Ca thi của bạn đã bị hủy" in page.content.decode()


def test_cancellation_is_not_offered_once_somebody_began(
    sitting: Sitting, sign_in: SignIn, examiner: StaffProfile, learner: StaffProfile
) -> None:
    browser, address = sign_in(examiner), ending("sitting_cancel", sitting)
    assert address in browser.get(ending("sitting", sitting)).content.decode()
    factories.make_attempt(learner, sitting.exam.parts.get(), now=NOON, sitting=sitting)

    page = browser.post(address, {"reason": "x"}, follow=True)

    assert "đã có người bắt đầu làm bài" in page.content.decode()
    assert address not in page.content.decode()


def test_draft_is_deleted_from_its_page(draft: Sitting, sign_in: SignIn, examiner: StaffProfile) -> None:
    browser = sign_in(examiner)
    assert ending("sitting_delete", draft) in browser.get(ending("sitting", draft)).content.decode()

    page = browser.post(ending("sitting_delete", draft), follow=True)

    assert "Đã xóa bản nháp." in page.content.decode()
    assert not Sitting.objects.exists()
