"""An outage in a real browser against the real server: whatever goes away, every answer comes in and counts."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, BrowserType, Page, Route, expect

from assessments.models import Attempt, Exam, Response, ResponseLog
from assessments.services.interventions import extend_attempt, pause_attempt, resume_attempt
from people.models import Agency, StaffProfile
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

TEN_MINUTES = 10 * 60 * 1000
LEFT = "examKept.answersOf().then((left) => left.length)"
NOTHING_LEFT = f"{LEFT}.then((left) => left === 0)"
Open = Callable[[], BrowserContext]


@pytest.fixture
def exam(department: Agency) -> Exam:
    """Four items on one page, thirty minutes; option 0 is right."""
    return factories.make_open_exam(department)


@pytest.fixture
def office_pc(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> Iterator[Open]:
    """Opens the browser of one PC; what it keeps on its disk is there when it is opened again."""
    opened: list[BrowserContext] = []

    def start() -> BrowserContext:
        context = browser_type.launch_persistent_context(
            tmp_path, **browser_type_launch_args, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
        )
        opened.append(context)
        return context

    yield start
    for context in opened:
        context.close()


@pytest.fixture
def sign_in_on(live_server: Any, learner: StaffProfile) -> Callable[[BrowserContext], Page]:
    """The learner signs in anew on a browser."""

    def sign_in(context: BrowserContext) -> Page:
        client = Client()
        client.force_login(learner.user)
        session = client.cookies["sessionid"].value
        far = 2**31 - 1
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url, "expires": far}])
        return context.new_page()

    return sign_in


def begin(page: Page, live_server: Any, exam: Exam) -> None:
    page.goto(f"{live_server.url}/exams/{exam.uuid}/")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/attempts/**")


def tick(page: Page, item: int, option: int) -> None:
    page.locator(f"#item-{item} input[value='{option}']").check()


def saved() -> dict[int, Any]:
    return dict(Response.objects.values_list("position", "value"))


def lose_the_line(page: Page) -> None:
    """Two answers are given while nothing goes through for ten minutes."""
    tick(page, 1, 0)
    expect(page.locator("#save-state")).to_contain_text("Đã lưu lúc")
    page.context.set_offline(True)
    tick(page, 2, 0)
    tick(page, 3, 2)
    tick(page, 3, 0)
    page.clock.run_for(TEN_MINUTES)
    expect(page.locator("#save-state")).to_have_text("2 câu chỉ có trên máy này")
    expect(page.locator("#exam-alert")).to_contain_text("2 câu trả lời đang giữ trên máy này")


def test_ten_minutes_and_a_reload_lose_nothing(
    live_server: Any, office_pc: Open, sign_in_on: Any, exam: Exam, becomes_true: Any
) -> None:
    page = sign_in_on(office_pc())
    page.clock.install()
    page.on("dialog", lambda dialog: dialog.accept())
    begin(page, live_server, exam)
    lose_the_line(page)
    assert saved() == {1: 0}

    page.context.set_offline(False)
    page.reload()
    assert becomes_true(page, NOTHING_LEFT)
    expect(page.locator("#save-state")).to_contain_text("Đã lưu lúc")

    assert saved() == {1: 0, 2: 0, 3: 0}
    assert page.evaluate(LEFT) == 0


def test_answer_given_before_the_scripts_came_is_saved(
    live_server: Any, office_pc: Open, sign_in_on: Any, exam: Exam
) -> None:
    page = sign_in_on(office_pc())
    begin(page, live_server, exam)
    on_the_way: list[Route] = []
    page.route("**/js/exam-save*.js", lambda route: on_the_way.append(route))  # noqa: PLW0108 - Playwright marks it
    page.goto(page.url, wait_until="commit")
    tick(page, 1, 0)
    tick(page, 2, 1)
    assert saved() == {}

    on_the_way[0].continue_()
    expect(page.locator("#save-state")).to_contain_text("Đã lưu lúc")

    assert saved() == {1: 0, 2: 1}


def test_closed_and_reopened_browser_loses_nothing(
    live_server: Any, office_pc: Open, sign_in_on: Any, exam: Exam, becomes_true: Any
) -> None:
    context = office_pc()
    page = sign_in_on(context)
    page.clock.install()
    begin(page, live_server, exam)
    lose_the_line(page)
    address = page.url
    context.close()

    page = office_pc().new_page()
    page.goto(address)
    assert becomes_true(page, NOTHING_LEFT)
    expect(page.locator("#save-state")).to_contain_text("Đã lưu lúc")

    assert saved() == {1: 0, 2: 0, 3: 0}
    expect(page.locator("#item-3 input[value='0']")).to_be_checked()


def test_new_sign_in_sends_before_the_seat_moves(
    live_server: Any, office_pc: Open, sign_in_on: Any, exam: Exam
) -> None:
    context = office_pc()
    page = sign_in_on(context)
    page.clock.install()
    begin(page, live_server, exam)
    lose_the_line(page)
    address = page.url
    context.close()
    context = office_pc()
    context.clear_cookies()

    page = sign_in_on(context)
    page.goto(address)
    page.get_by_role("button", name="Chuyển sang thiết bị này").click()
    expect(page.locator("#item-2 input[value='0']")).to_be_checked()

    assert saved() == {1: 0, 2: 0, 3: 0}
    assert (Attempt.objects.get().seat, ResponseLog.objects.filter(late=True).count()) == (2, 0)


def test_next_person_finds_nothing(
    live_server: Any, office_pc: Open, sign_in_on: Any, exam: Exam, becomes_true: Any
) -> None:
    page = sign_in_on(office_pc())
    begin(page, live_server, exam)
    page.locator("[data-mark='2']").check()
    tick(page, 1, 0)
    expect(page.locator("#save-state")).to_contain_text("Đã lưu lúc")

    page.get_by_role("button", name="Xem lại và nộp bài").click()
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.get_by_text("25/100").first).to_be_visible()
    attempt = Attempt.objects.get()
    assert becomes_true(page, f"examKept.marksOf('{attempt.uuid}').then((marks) => marks.length === 0)")

    assert page.evaluate(LEFT) == 0
    assert page.evaluate("Object.keys(localStorage)") == []


def test_answers_left_behind_go_on_any_page(
    live_server: Any, office_pc: Open, sign_in_on: Any, exam: Exam, becomes_true: Any
) -> None:
    context = office_pc()
    page = sign_in_on(context)
    page.clock.install()
    begin(page, live_server, exam)
    lose_the_line(page)
    context.close()

    page = office_pc().new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    assert becomes_true(page, NOTHING_LEFT)

    assert saved() == {1: 0, 2: 0, 3: 0}


def test_device_change_keeps_what_was_unsent(
    live_server: Any, office_pc: Open, sign_in_on: Any, exam: Exam, page: Page, becomes_true: Any
) -> None:
    old = sign_in_on(office_pc())
    old.clock.install()
    begin(old, live_server, exam)
    lose_the_line(old)
    new = sign_in_on(page.context)
    new.goto(old.url)
    new.get_by_role("button", name="Chuyển sang thiết bị này").click()
    tick(new, 3, 1)
    expect(new.locator("#save-state")).to_contain_text("Đã lưu lúc")

    old.context.set_offline(False)
    expect(old.locator("#exam-alert")).to_contain_text("nên thiết bị này đã dừng")
    assert becomes_true(old, NOTHING_LEFT)

    assert saved() == {1: 0, 3: 1}
    assert sorted(ResponseLog.objects.filter(late=True, seat=1).values_list("position", "value")) == [
        (2, 0),
        (3, 0),
    ]


def test_pause_and_extension_reach_the_open_paper(
    live_server: Any, office_pc: Open, sign_in_on: Any, exam: Exam, examiner: StaffProfile
) -> None:
    page = sign_in_on(office_pc())
    page.clock.install()
    begin(page, live_server, exam)
    attempt = Attempt.objects.get()
    pause_attempt(attempt, now=timezone.now(), by=examiner.user)

    tick(page, 1, 0)
    expect(page.locator("#clock")).to_have_text("Tạm dừng")
    assert saved() == {}
    resume_attempt(attempt, now=timezone.now() + timedelta(minutes=7), by=examiner.user)
    page.clock.run_for(15_000)
    expect(page.locator("#save-state")).to_contain_text("Đã lưu lúc")
    expect(page.locator("#clock")).to_have_text("Còn 37 phút")
    extend_attempt(attempt, 10, reason="Mất điện", now=timezone.now(), by=examiner.user)
    tick(page, 2, 0)

    expect(page.locator("#exam-alert")).to_contain_text("Giám thị đã thay đổi thời gian của bạn")
    expect(page.locator("#clock")).to_have_text("Còn 47 phút")
    assert saved() == {1: 0, 2: 0}
