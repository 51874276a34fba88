"""What the candidate sees of the invigilator's acts: the pause, the new device, the result."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertTemplateUsed

from assessments.models import Attempt, Response
from assessments.services import interventions as acts
from assessments.services.attempts import submit_attempt
from assessments.views.mine import keep_seat
from people.models import StaffProfile
from tests.conftest import NOON

SignIn = Callable[[StaffProfile], Client]
MINUTE = timedelta(minutes=1)


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
