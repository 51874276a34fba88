"""What the invigilator's board shows, and to whom."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.core.watch import Need
from assessments.models import Attempt, AttemptEvent, Place, Presence, Response, Sitting
from assessments.services import interventions as acts
from assessments.services.attempts import submit_attempt
from assessments.services.board import watch
from assessments.services.saving import Answer, save_response
from people.models import StaffProfile
from tests import factories
from tests.conftest import NOON

SignIn = Callable[[StaffProfile], Client]
MINUTE = timedelta(minutes=1)
PAGES = ["sitting_board", "sitting_board_rows"]


def begin(sitting: Sitting, staff: StaffProfile) -> Attempt:
    return factories.make_attempt(staff, sitting.exam.parts.get(), now=NOON, sitting=sitting)


def board(sitting: Sitting) -> str:
    return reverse("sitting_board", args=[sitting.uuid])


def needs(sitting: Sitting, now: Any = NOON) -> list[tuple[str, Need]]:
    return [(row.staff.full_name, row.need) for row in watch(sitting, now=now)]


def test_board_shows_everybody(client: Client, sign_in: SignIn, sitting, seated, invigilator) -> None:
    page = sign_in(invigilator).get(board(sitting))

    html = page.content.decode()
    assert ("Nguyễn Văn Đức" in html, "Trần Thị Ánh" in html) == (True, True)
    assert ("Chưa đến" in html, "Đang làm" in html, "30 phút" in html, "0/4" in html) == (True,) * 4
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache")


def test_board_is_sorted_by_who_needs_help(sitting, seated, colleague, stranger) -> None:
    Place.objects.create(sitting=sitting, staff=stranger)
    late = NOON + 10 * MINUTE
    begin(sitting, colleague)
    save_response(Answer(seated.pk, seated.staff_id, 1, 1, 1, 0), now=late - MINUTE)

    assert needs(sitting, late) == [
        ("Lê Hoà Bình", Need.NOT_ARRIVED),
        ("Trần Thị Ánh", Need.OFFLINE),
        ("Nguyễn Văn Đức", Need.WORKING),
    ]


def test_sign_of_life_keeps_a_candidate_online(sitting, seated) -> None:
    late = NOON + 10 * MINUTE
    Presence.objects.create(attempt=seated, seen_at=late - MINUTE, unsaved=3)

    row = next(row for row in watch(sitting, now=late) if row.attempt)

    assert (row.need, row.signs.seen_at, row.signs.unsaved) == (Need.WORKING, late - MINUTE, 3)


def test_cleared_answer_is_not_counted(sitting, seated) -> None:
    for sequence, value in ((1, 0), (2, None)):
        save_response(Answer(seated.pk, seated.staff_id, 1, sequence, sequence, value), now=NOON)

    assert [row.signs.answered for row in watch(sitting, now=NOON) if row.attempt] == [1]


def test_flags_call_until_somebody_has_looked(sitting, seated, invigilator) -> None:
    AttemptEvent.objects.create(attempt=seated, kind="pasted", at=NOON)
    assert ("Nguyễn Văn Đức", Need.FLAGGED) in needs(sitting)

    acts.look_at(seated, now=NOON, by=invigilator.user)
    assert ("Nguyễn Văn Đức", Need.WORKING) in needs(sitting)

    AttemptEvent.objects.create(attempt=seated, kind="copied", at=NOON)
    assert next(row for row in watch(sitting, now=NOON) if row.attempt).signs.flags == {"copied": 1}


def test_finished_and_voided_come_last(sitting, seated, colleague, invigilator) -> None:
    submit_attempt(begin(sitting, colleague), now=NOON, by=None)
    acts.void_attempt(seated, reason="x", now=NOON, by=invigilator.user)

    assert needs(sitting) == [("Trần Thị Ánh", Need.FINISHED), ("Nguyễn Văn Đức", Need.VOIDED)]


def test_second_part_under_way_counts_not_the_finished_first(department, learner, invigilator) -> None:
    exam = factories.make_open_exam(department, parts=2)
    sitting = factories.make_sitting(exam, begins_at=NOON, candidates=[learner])
    for part in exam.parts.order_by("position"):
        factories.make_attempt(learner, part, now=NOON, sitting=sitting)
    submit_attempt(Attempt.objects.get(part__position=1), now=NOON, by=None)

    (row,) = watch(sitting, now=NOON)

    assert (row.attempt.part.position, row.need) == (2, Need.WORKING)


@pytest.mark.parametrize("people", [2, 40])
def test_board_asks_as_little_for_many(
    client, sign_in, sitting, invigilator, office, django_assert_num_queries, people
) -> None:
    for number in range(people):
        attempt = begin(sitting, factories.make_staff(full_name=f"Thí sinh {number}", agency=office))
        AttemptEvent.objects.create(attempt=attempt, kind="pasted", at=NOON)
    browser = sign_in(invigilator)
    address = reverse("sitting_board_rows", args=[sitting.uuid])
    browser.get(address)

    with django_assert_num_queries(11):
        assert browser.get(address).content.decode().count("dán: 1") == people


def test_board_holds_no_answer(client, sign_in, sitting, seated, invigilator) -> None:
    save_response(Answer(seated.pk, seated.staff_id, 1, 1, 1, 3), now=NOON)
    stem = seated.form.items.first().version.stem

    html = sign_in(invigilator).get(board(sitting)).content.decode()

    assert (stem in html, "1/4" in html, Response.objects.count()) == (False, True, 1)


@pytest.mark.parametrize("name", PAGES)
def test_board_answers_the_five_questions(
    client, sign_in, sitting, invigilator, examiner, outsider, trainer, learner, name
) -> None:
    address = reverse(name, args=[sitting.uuid])

    def status(who: StaffProfile) -> int:
        return sign_in(who).get(address).status_code

    assert Client().get(address).status_code == 302
    assert [status(who) for who in (invigilator, examiner)] == [200, 200]
    assert [status(who) for who in (outsider, trainer, learner)] == [404, 403, 403]
    assert sign_in(invigilator).post(address).status_code == 405
