"""The invigilator's board, its acts, and what the candidate sees of them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertTemplateUsed

from assessments.core.watch import Need
from assessments.models import Attempt, AttemptEvent, Exam, Place, Presence, Response, Sitting, SittingEvent
from assessments.services import interventions as acts
from assessments.services.attempts import submit_attempt
from assessments.services.board import watch
from assessments.services.saving import Answer, save_response
from assessments.views.mine import keep_seat
from people.models import Role, StaffProfile
from tests import factories
from tests.conftest import NOON

SignIn = Callable[[StaffProfile], Client]
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The views' clock stands at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sitting(exam: Exam, learner: StaffProfile, colleague: StaffProfile, invigilator: StaffProfile) -> Sitting:
    """The learner's and the colleague's room, from noon on."""
    people = [learner, colleague]
    return factories.make_sitting(exam, begins_at=NOON, candidates=people, invigilators=[invigilator])


def begin(sitting: Sitting, staff: StaffProfile) -> Attempt:
    return factories.make_attempt(staff, sitting.exam.parts.get(), now=NOON, sitting=sitting)


@pytest.fixture
def seated(sitting: Sitting, learner: StaffProfile) -> Attempt:
    """The learner's attempt in the room."""
    return begin(sitting, learner)


def board(sitting: Sitting) -> str:
    return reverse("sitting_board", args=[sitting.uuid])


def act(attempt: Attempt, name: str) -> str:
    return reverse("attempt_act", args=[attempt.uuid, name])


def room(sitting: Sitting, name: str) -> str:
    return reverse("sitting_act", args=[sitting.uuid, name])


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


# ---- who may


PAGES = ["sitting_board", "sitting_board_rows"]


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


def test_invigilator_of_another_room_sees_nothing(client, sign_in, sitting, seated, department) -> None:
    other = factories.make_staff(agency=department, roles=[Role.INVIGILATOR])
    browser = sign_in(other)

    addresses = [
        board(sitting),
        room(sitting, "pause"),
        act(seated, "end"),
        reverse("watched_attempt", args=[seated.uuid]),
    ]
    assert [browser.get(each).status_code for each in addresses] == [404] * 4
    assert browser.post(act(seated, "end"), {"reason": "x"}).status_code == 404
    assert browser.post(room(sitting, "pause")).status_code == 404
    assert not AttemptEvent.objects.exists()


def test_attempt_outside_sittings_is_nobodys(client, sign_in, exam, attempt, examiner) -> None:
    assert sign_in(examiner).get(act(attempt, "void")).status_code == 404


def test_unknown_act_is_not_found(client, sign_in, sitting, seated, invigilator) -> None:
    browser = sign_in(invigilator)

    assert browser.get(act(seated, "forgive")).status_code == 404
    assert browser.get(room(sitting, "void")).status_code == 404


def test_invigilator_who_sits_acts_on_others_only(client, sign_in, sitting, seated, learner, office) -> None:
    sitting.invigilators.add(learner.user)
    learner.user.role_grants.create(role=Role.INVIGILATOR, agency=office, granted_at=NOON)
    Sitting.objects.update(agency=office)
    browser = sign_in(learner)

    page = browser.get(reverse("watched_attempt", args=[seated.uuid]))
    assert (page.status_code, page.context["acts"]) == (200, [])
    assert browser.post(act(seated, "extend"), {"minutes": 9, "reason": "x"}).status_code == 403
    assert not AttemptEvent.objects.exists()


# ---- acts


def test_act_is_asked_first(client, sign_in, sitting, seated, invigilator) -> None:
    page = sign_in(invigilator).get(act(seated, "end"))

    assert "Nguyễn Văn Đức" in page.content.decode()
    assert not AttemptEvent.objects.exists()


@pytest.mark.parametrize(
    ("name", "facts", "kind"),
    [
        ("pause", {}, "paused"),
        ("extend", {"minutes": "5", "reason": "Máy hỏng"}, "extended"),
        ("move", {"reason": ""}, "moved"),
        ("look", {}, "looked_at"),
        ("end", {"reason": "Xin về"}, "ended"),
        ("void", {"reason": "Thi hộ"}, "voided"),
    ],
)
def test_act_is_done_and_told(
    client, sign_in, sitting, seated, invigilator, name: str, facts: dict[str, str], kind: str
) -> None:
    page = sign_in(invigilator).post(act(seated, name), facts, follow=True)

    assert page.redirect_chain == [(board(sitting), 302)]
    assert "Nguyễn Văn Đức" in str(next(iter(page.context["messages"])))
    event = AttemptEvent.objects.filter(kind=kind).get()
    assert (event.by, event.at) == (invigilator.user, NOON)


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("extend", {"minutes": "5", "reason": " "}),
        ("extend", {"minutes": "0", "reason": "x"}),
        ("extend", {"minutes": "241", "reason": "x"}),
        ("extend", {"minutes": "năm", "reason": "x"}),
        ("end", {}),
        ("void", {"reason": ""}),
        ("void", {"reason": "x" * 301}),
    ],
)
def test_bad_input_is_shown_again(
    client, sign_in, sitting, seated, invigilator, name: str, facts: dict[str, str]
) -> None:
    page = sign_in(invigilator).post(act(seated, name), facts)

    assert (page.status_code, bool(page.context["form"].errors)) == (200, True)
    assert not AttemptEvent.objects.exists()


def test_act_that_comes_too_late_says_so(client, sign_in, sitting, seated, invigilator) -> None:
    submit_attempt(seated, now=NOON, by=None)

    page = sign_in(invigilator).post(act(seated, "extend"), {"minutes": 5, "reason": "x"}, follow=True)

    assert "Bài thi này đã kết thúc" in page.content.decode()


def test_room_is_paused_and_resumed(client, sign_in, sitting, seated, invigilator, clock) -> None:
    browser = sign_in(invigilator)
    page = browser.post(room(sitting, "pause"), {"reason": "Mất điện"}, follow=True)
    assert "Cả phòng tạm dừng từ 12:00:00" in page.content.decode()

    clock.shift(12 * MINUTE)
    browser.post(room(sitting, "resume"))

    seated.refresh_from_db()
    assert (seated.paused_at, seated.deadline) == (None, NOON + 42 * MINUTE)
    assert list(SittingEvent.objects.values_list("kind", "by")) == [
        ("paused", invigilator.user.pk),
        ("resumed", invigilator.user.pk),
    ]


def test_candidates_page_tells_what_happened(client, sign_in, sitting, seated, invigilator) -> None:
    acts.pause_sitting(sitting, now=NOON, by=invigilator.user, reason="Mất điện")
    acts.resume_sitting(sitting, now=NOON + 12 * MINUTE, by=invigilator.user)
    acts.extend_attempt(seated, 5, reason="Máy hỏng", now=NOON + 12 * MINUTE, by=invigilator.user)

    html = sign_in(invigilator).get(reverse("watched_attempt", args=[seated.uuid])).content.decode()

    for words in ("Cả phòng tạm dừng", "0:12:00", "Số phút: 5.", "Lý do: Máy hỏng", "Cao Thị Mai"):
        assert words in html


# ---- what the candidate sees


@pytest.fixture
def at_home(client: Client, sign_in: SignIn, seated: Attempt, learner: StaffProfile) -> Client:
    """The candidate's browser, which has the seat."""
    browser = sign_in(learner)
    browser.cookies.update(keep_seat(HttpResponse(), seated).cookies)
    return browser


def paper(attempt: Attempt) -> str:
    return reverse("paper", args=[attempt.uuid])


def test_paused_paper_is_a_calm_page(at_home, seated, invigilator, clock) -> None:
    acts.pause_attempt(seated, now=NOON, by=invigilator.user)
    clock.shift(60 * MINUTE)

    html = at_home.get(paper(seated)).content.decode()

    assert ("Bài thi đang tạm dừng" in html, "bạn còn 30 phút" in html) == (True, True)
    assert seated.form.items.first().version.stem not in html
    assert 'http-equiv="refresh"' in html
    assert at_home.get(reverse("review", args=[seated.uuid]))["Location"] == paper(seated)


def test_paused_page_goes_on_by_itself(at_home, seated, invigilator) -> None:
    address = reverse("paused", args=[seated.uuid])
    acts.pause_attempt(seated, now=NOON, by=invigilator.user)
    assert "data-poll" in at_home.get(address).content.decode()

    acts.resume_attempt(seated, now=NOON, by=invigilator.user)

    html = at_home.get(address).content.decode()
    assert ("data-poll" in html, f'data-then="{paper(seated)}"' in html) == (False, True)
    assertTemplateUsed(at_home.get(paper(seated)), "assessments/paper.html")


def test_paused_page_is_the_candidates_own(client, sign_in, seated, colleague) -> None:
    assert sign_in(colleague).get(reverse("paused", args=[seated.uuid])).status_code == 404
    assert client.post(reverse("paused", args=[seated.uuid])).status_code == 405


def test_plain_form_sent_into_a_pause_is_kept_and_told(at_home, seated, invigilator) -> None:
    acts.pause_attempt(seated, now=NOON, by=invigilator.user)

    page = at_home.post(paper(seated), {"seat": 1, "sequence": 1, "act": "save", "item-1": "0"}, follow=True)

    assert "Giám thị đã tạm dừng" in page.content.decode()
    assert (Response.objects.count(), seated.response_log.get().late) == (0, True)


def test_paused_paper_is_not_handed_in(at_home, seated, invigilator) -> None:
    acts.pause_attempt(seated, now=NOON, by=invigilator.user)

    page = at_home.post(reverse("submit", args=[seated.uuid]), follow=True)

    assertTemplateUsed(page, "assessments/paused.html")
    seated.refresh_from_db()
    assert seated.state == "in_progress"


def test_new_device_takes_the_freed_seat_without_a_click(seated, invigilator, learner) -> None:
    acts.move_to_device(seated, now=NOON, by=invigilator.user)
    new, third = Client(), Client()
    for device in (new, third):
        device.force_login(learner.user)

    assertTemplateUsed(new.get(paper(seated)), "assessments/paper.html")
    assert third.get(paper(seated))["Location"] == reverse("seat", args=[seated.uuid])


def test_sign_in_leads_to_the_paper_under_way(
    client, sign_in, seated, learner, colleague, invigilator
) -> None:
    address = reverse("go_on")
    assert client.get(address)["Location"].startswith(reverse("login"))
    assert sign_in(colleague).get(address)["Location"] == reverse("my_learning")
    acts.move_to_device(seated, now=NOON, by=invigilator.user)

    page = sign_in(learner).get(address, follow=True)

    assertTemplateUsed(page, "assessments/paper.html")


def test_sign_in_leads_home_from_a_finished_paper(client, sign_in, seated, learner) -> None:
    submit_attempt(seated, now=NOON, by=None)

    assert sign_in(learner).get(reverse("go_on"))["Location"] == reverse("my_learning")


def test_stopped_device_does_not_take_the_seat_back_by_a_reload(at_home, seated, invigilator) -> None:
    acts.move_to_device(seated, now=NOON, by=invigilator.user)

    assert at_home.get(paper(seated))["Location"] == reverse("seat", args=[seated.uuid])


def test_result_tells_what_was_done(at_home, seated, invigilator) -> None:
    acts.extend_attempt(seated, 5, reason="Máy hỏng", now=NOON, by=invigilator.user)
    acts.end_attempt(seated, reason="Xin về", now=NOON, by=invigilator.user)

    html = at_home.get(reverse("attempt_result", args=[seated.uuid])).content.decode()

    for words in ("Diễn biến", "Được thêm giờ", "Lý do: Máy hỏng", "Lý do: Xin về"):
        assert words in html


def test_usual_result_has_no_course_of_events(at_home, seated) -> None:
    submit_attempt(seated, now=NOON, by=None)

    html = at_home.get(reverse("attempt_result", args=[seated.uuid])).content.decode()

    assert "Diễn biến" not in html
