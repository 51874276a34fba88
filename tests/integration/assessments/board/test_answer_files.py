"""Answer files handed in by the invigilator: taken once, into the sitting's own paper, and refused without any loss."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.core.answer_file import MAX_BYTES
from assessments.forms.answer_files import read_answer_file
from assessments.models import Attempt, AttemptEvent, Response, ResponseLog, Result, Sitting
from assessments.services import interventions
from assessments.services.answer_files import (
    AttemptIsVoid,
    FileIsForeign,
    FileTakenBefore,
    Received,
    take_answer_file,
)
from assessments.services.attempts import close_overdue, take_over_seat
from assessments.services.errors import AttemptIsOver, OwnAttempt
from assessments.services.late import decide_late
from assessments.services.saving import Answer, save_response
from assessments.tickets import Ticket
from assessments.views.mine import keep_seat
from people.models import Role, StaffProfile
from tests import factories
from tests.answer_files import answer, ticket_of, write_file
from tests.conftest import NOON

SignIn = Callable[[StaffProfile], Client]
SOON, LATE = NOON + timedelta(minutes=5), NOON + timedelta(minutes=31)


@pytest.fixture
def take(sitting: Sitting, invigilator: StaffProfile) -> Callable[..., Received]:
    """The invigilator hands in a file in the room."""

    def of(file: bytes, now: Any = SOON, room: Sitting = sitting, by: StaffProfile = invigilator) -> Received:
        return take_answer_file(room, read_answer_file(file), now=now, by=by.user)

    return of


def save(attempt: Attempt, position: int, value: Any, sequence: int, now: Any = NOON) -> None:
    save_response(Answer(attempt.pk, attempt.staff_id, 1, sequence, position, value), now=now)


def counting() -> dict[int, Any]:
    return dict(Response.objects.order_by("position").values_list("position", "value"))


def to_judge() -> list[tuple[int, Any]]:
    return list(ResponseLog.objects.to_judge().order_by("position").values_list("position", "value"))


# ---- what becomes of the answers


def test_open_paper_takes_them_and_the_page_may_send_them_again(take, seated) -> None:
    save(seated, 1, 0, 1)

    received = take(write_file(ticket_of(seated), answer(1, 0, 1), answer(2, 3, 2)))
    save(seated, 2, 3, 2, now=SOON)

    assert received.counts == {"saved": 1, "known": 1}
    assert (counting(), to_judge()) == ({1: 0, 2: 3}, [])


def test_after_the_end_they_wait_for_the_examiner(take, seated, examiner) -> None:
    save(seated, 1, 3, 1)
    received = take(write_file(ticket_of(seated), answer(1, 0, 2), answer(2, 0, 3)), now=LATE)
    close_overdue(now=LATE)
    assert (received.counts, counting()) == ({"late": 2}, {1: 3})
    assert to_judge() == [(1, 0), (2, 0)]

    for entry in ResponseLog.objects.to_judge():
        decide_late(entry, accepted=True, reason="Mất mạng", now=LATE, by=examiner.user)

    assert counting() == {1: 0, 2: 0}
    assert Result.objects.get().score == 50


def test_what_the_candidate_gave_up_stays_given_up(take, seated) -> None:
    file = write_file(ticket_of(seated), answer(1, 3, 1))
    save(seated, 1, 0, 2)

    assert take(file, now=LATE).counts == {"known": 1}
    assert (counting(), to_judge()) == ({1: 0}, [])


def test_device_no_longer_in_charge_hands_in_late_answers(take, seated, learner) -> None:
    file = write_file(ticket_of(seated), answer(1, 0), answer(2, 0))
    take_over_seat(seated, now=NOON, by=learner.user)

    assert take(file).counts == {"late": 2}
    assert counting() == {}


def test_paused_paper_keeps_them_until_the_page_sends_them(take, seated, invigilator) -> None:
    interventions.pause_attempt(seated, now=NOON, by=invigilator.user)
    assert take(write_file(ticket_of(seated), answer(1, 0))).counts == {"late": 1}

    interventions.resume_attempt(seated, now=SOON, by=invigilator.user)
    save(seated, 1, 0, 1, now=SOON)

    assert (counting(), to_judge()) == ({1: 0}, [])


def test_file_without_answers_is_taken(take, seated) -> None:
    assert take(write_file(ticket_of(seated))).counts == {}


# ---- what is refused


def test_same_file_is_taken_once(take, seated) -> None:
    file = write_file(ticket_of(seated), answer(1, 0))
    take(file)

    with pytest.raises(FileTakenBefore) as refused:
        take(file, now=LATE)

    assert "12:05" in refused.value.message
    assert AttemptEvent.objects.filter(kind="answer_file").count() == 1


def test_same_answers_in_another_file_change_nothing(take, seated) -> None:
    take(write_file(ticket_of(seated), answer(1, 0)), now=LATE)

    assert take(write_file(ticket_of(seated), answer(1, 0)), now=LATE).counts == {"known": 1}
    assert ResponseLog.objects.count() == 1


def test_file_of_another_sitting_is_foreign(take, seated, exam, invigilator) -> None:
    room = factories.make_sitting(exam, begins_at=NOON, invigilators=[invigilator])

    with pytest.raises(FileIsForeign):
        take(write_file(ticket_of(seated), answer(1, 0)), room=room)

    assert not ResponseLog.objects.exists()


def test_file_of_a_paper_outside_sittings_is_foreign(take, seated) -> None:
    Attempt.objects.update(sitting=None)

    with pytest.raises(FileIsForeign):
        take(write_file(ticket_of(seated), answer(1, 0)))


def test_file_in_another_persons_name_is_foreign(take, seated, colleague) -> None:
    with pytest.raises(FileIsForeign):
        take(write_file(Ticket(seated.pk, colleague.pk, 1), answer(1, 0)))


def test_item_that_the_paper_does_not_have_makes_it_foreign(take, seated) -> None:
    with pytest.raises(FileIsForeign):
        take(write_file(ticket_of(seated), answer(1, 0), answer(5, 0)))

    assert (counting(), AttemptEvent.objects.count()) == ({}, 0)


def test_seat_that_was_never_given_out_leaves_nothing(take, seated) -> None:
    ticket = Ticket(seated.pk, seated.staff_id, 9)

    take(write_file(ticket, answer(1, 0, seat=9)))

    assert (counting(), ResponseLog.objects.count()) == ({}, 0)


def test_void_paper_takes_none(take, seated, invigilator) -> None:
    interventions.void_attempt(seated, reason="Thi hộ", now=NOON, by=invigilator.user)

    with pytest.raises(AttemptIsVoid):
        take(write_file(ticket_of(seated), answer(1, 0)))


def test_nobody_hands_in_their_own(take, seated, learner) -> None:
    with pytest.raises(OwnAttempt):
        take(write_file(ticket_of(seated), answer(1, 0)), by=learner)


# ---- the pages


@pytest.fixture
def hand_in(clock: Any, sign_in: SignIn, sitting: Sitting, invigilator: StaffProfile) -> Any:
    """The invigilator uploads a file after the end of the paper."""
    browser = sign_in(invigilator)
    clock.move_to(LATE)

    def upload(file: bytes, name: str = "bai-lam.bailam") -> HttpResponse:
        return browser.post(address(sitting), {"file": SimpleUploadedFile(name, file)}, follow=True)

    return upload


def address(sitting: Sitting) -> str:
    return reverse("sitting_answer_file", args=[sitting.uuid])


def test_upload_leads_to_whose_it_is(hand_in, seated, invigilator) -> None:
    save(seated, 1, 0, 1)

    page = hand_in(write_file(ticket_of(seated), answer(1, 0, 1), answer(2, 0, 2)))

    assert page.redirect_chain == [(reverse("watched_attempt", args=[seated.uuid]), 302)]
    html = page.content.decode()
    assert "Đã nhận tệp bài làm của Nguyễn Văn Đức. 1 câu trả lời chờ giám khảo quyết định." in html
    assert "1 câu trả lời đã có trên máy chủ từ trước." in html
    event = AttemptEvent.objects.get(kind="answer_file")
    assert (event.by, event.at, len(event.data["digest"])) == (invigilator.user, LATE, 64)
    assert event.data["client_at"] == "2026-12-03T05:31:00+00:00"


def test_candidate_reads_it_afterwards(hand_in, seated, sign_in, learner) -> None:
    hand_in(write_file(ticket_of(seated), answer(2, 0)))

    html = sign_in(learner).get(reverse("attempt_result", args=[seated.uuid])).content.decode()

    assert "<b>Đã nhận tệp bài làm</b> · Cao Thị Mai" in html
    assert "Câu 2, nhận được lúc 12:31:00" in html


def test_examiner_sees_where_they_came_from(hand_in, seated, sign_in, examiner) -> None:
    hand_in(write_file(ticket_of(seated), answer(2, 0)))
    with pytest.raises(AttemptIsOver):
        save(seated, 3, 0, 9, now=LATE + timedelta(seconds=1))

    html = sign_in(examiner).get(reverse("late_answers", args=[seated.uuid])).content.decode()

    assert html.count("trong tệp bài làm do trang thi lưu lại") == 1
    assert "12:31:00 03/12/2026" in html


REFUSED = [
    (lambda file: b"", "Tệp không có nội dung"),
    (lambda file: b"x" * (MAX_BYTES + 1), "Tệp này lớn hơn mọi tệp bài làm"),
    (lambda file: b'{"answers": []}', "Đây không phải tệp bài làm"),
    (lambda file: b"PK\x03\x04" + bytes(range(256)), "Đây không phải tệp bài làm"),
    (lambda file: file[:-3], "Đây không phải tệp bài làm"),
    (lambda file: file[:-20] + b"A" * 20, "Tệp này không còn đúng"),
    (lambda file: write_file(Ticket(9, 9, 1), answer(1, 0)), "không thuộc bài thi nào của ca thi này"),
    (lambda file: write_file(Ticket(9, 9, 1), v=2), "phiên bản khác"),
    (lambda file: write_file(Ticket(9, 9, 1), kid="x"), "hệ thống khác"),
    (lambda file: write_file(Ticket(2**70, 9, 1)), "không thuộc bài thi nào của ca thi này"),
]


@pytest.mark.parametrize(("change", "words"), REFUSED)
def test_refusal_is_told_and_loses_nothing(hand_in, seated, change: Any, words: str) -> None:
    save(seated, 1, 0, 1)

    page = hand_in(change(write_file(ticket_of(seated), answer(2, 0))))

    assert page.status_code == 200
    assert words in page.content.decode()
    assert (counting(), ResponseLog.objects.count(), AttemptEvent.objects.count()) == ({1: 0}, 1, 0)


def test_second_upload_is_refused_in_words(hand_in, seated) -> None:
    file = write_file(ticket_of(seated), answer(2, 0))
    hand_in(file)

    assert "Chính tệp này đã được nhận lúc 12:31" in hand_in(file, "khac.txt").content.decode()


def test_nothing_chosen_is_told(sign_in, sitting, invigilator) -> None:
    page = sign_in(invigilator).post(address(sitting), {})

    assert "Hãy chọn tệp" in page.content.decode()


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.binary(max_size=200) | st.text(alphabet="eyJ0-_.W10e30", max_size=200).map(str.encode))
def test_anything_uploaded_is_answered_in_words(hand_in, seated, data: bytes) -> None:
    page = hand_in(data)

    assert (page.status_code, bool(page.context["form"].errors)) == (200, True)
    assert AttemptEvent.objects.count() == 0


def test_upload_answers_the_five_questions(
    sign_in, sitting, invigilator, examiner, outsider, trainer, learner, department
) -> None:
    other = factories.make_staff(agency=department, roles=[Role.INVIGILATOR])

    def status(who: StaffProfile) -> int:
        return sign_in(who).get(address(sitting)).status_code

    assert Client().get(address(sitting)).status_code == 302
    assert [status(who) for who in (invigilator, examiner)] == [200, 200]
    assert [status(who) for who in (outsider, other, trainer, learner)] == [404, 404, 403, 403]
    assert sign_in(invigilator).put(address(sitting)).status_code == 405


# ---- what the paper carries


NEEDED = ["data-file-id", "data-file-key", "data-seat-key", 'id="exam-file"', "js/exam-file"]


def test_paper_of_a_sitting_can_write_files(sign_in, seated, learner) -> None:
    html = paper(sign_in(learner), seated)

    assert [word in html for word in NEEDED] == [True] * len(NEEDED)


def test_paper_that_nobody_watches_offers_no_file(sign_in, attempt, learner) -> None:
    html = paper(sign_in(learner), attempt)

    assert [word in html for word in NEEDED] == [False] * len(NEEDED)


def paper(browser: Client, attempt: Attempt) -> str:
    browser.cookies.update(keep_seat(HttpResponse(), attempt).cookies)
    return browser.get(reverse("paper", args=[attempt.uuid])).content.decode()
