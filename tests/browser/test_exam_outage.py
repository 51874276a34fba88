"""An outage in a real browser against the real server: whatever goes away, every answer comes in and counts."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
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
SignInTo = Callable[[BrowserContext, StaffProfile], None]


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
def paper(live_server: Any, office_pc: Open, sign_in_to: SignInTo, exam: Exam, learner: StaffProfile) -> Page:
    """Just begun by the learner on the PC, its time ours to move."""
    context = office_pc()
    sign_in_to(context, learner)
    page = context.new_page()
    page.clock.install()
    page.goto(f"{live_server.url}/exams/{exam.uuid}/")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/attempts/**")
    return page


@pytest.fixture
def cut_off(paper: Page) -> Page:
    """The paper when nothing has gone through for ten minutes: one answer has come in, two have not."""
    tick(paper, 1, 0)
    expect(paper.locator("#save-state")).to_contain_text("Đã lưu lúc")
    paper.context.set_offline(True)
    tick(paper, 2, 0)
    tick(paper, 3, 2)
    tick(paper, 3, 0)
    paper.clock.run_for(TEN_MINUTES)
    expect(paper.locator("#save-state")).to_have_text("2 câu chỉ có trên máy này")
    expect(paper.locator("#exam-alert")).to_contain_text("2 câu trả lời đang giữ trên máy này")
    return paper


def tick(page: Page, item: int, option: int) -> None:
    page.locator(f"#item-{item} input[value='{option}']").check()


def saved() -> dict[int, Any]:
    return dict(Response.objects.values_list("position", "value"))


def test_ten_minutes_and_a_reload_lose_nothing(cut_off: Page, becomes_true: Any) -> None:
    cut_off.on("dialog", lambda dialog: dialog.accept())
    assert saved() == {1: 0}

    cut_off.context.set_offline(False)
    cut_off.reload()
    assert becomes_true(cut_off, NOTHING_LEFT)
    expect(cut_off.locator("#save-state")).to_contain_text("Đã lưu lúc")

    assert saved() == {1: 0, 2: 0, 3: 0}
    assert cut_off.evaluate(LEFT) == 0


def test_answer_given_before_the_scripts_came_is_saved(paper: Page) -> None:
    on_the_way: list[Route] = []
    paper.route("**/js/exam-save*.js", lambda route: on_the_way.append(route))  # noqa: PLW0108 - Playwright marks it
    paper.goto(paper.url, wait_until="commit")
    tick(paper, 1, 0)
    tick(paper, 2, 1)
    assert saved() == {}

    on_the_way[0].continue_()
    expect(paper.locator("#save-state")).to_contain_text("Đã lưu lúc")

    assert saved() == {1: 0, 2: 1}


def test_closed_and_reopened_browser_loses_nothing(cut_off: Page, office_pc: Open, becomes_true: Any) -> None:
    cut_off.context.close()

    page = office_pc().new_page()
    page.goto(cut_off.url)
    assert becomes_true(page, NOTHING_LEFT)
    expect(page.locator("#save-state")).to_contain_text("Đã lưu lúc")

    assert saved() == {1: 0, 2: 0, 3: 0}
    expect(page.locator("#item-3 input[value='0']")).to_be_checked()


def test_new_sign_in_sends_before_the_seat_moves(
    cut_off: Page, office_pc: Open, sign_in_to: SignInTo, learner: StaffProfile
) -> None:
    cut_off.context.close()
    context = office_pc()
    context.clear_cookies()

    sign_in_to(context, learner)
    page = context.new_page()
    page.goto(cut_off.url)
    page.get_by_role("button", name="Chuyển sang thiết bị này").click()
    expect(page.locator("#item-2 input[value='0']")).to_be_checked()

    assert saved() == {1: 0, 2: 0, 3: 0}
    assert (Attempt.objects.get().seat, ResponseLog.objects.filter(late=True).count()) == (2, 0)


def test_next_person_finds_nothing(paper: Page, becomes_true: Any) -> None:
    paper.locator("[data-mark='2']").check()
    tick(paper, 1, 0)
    expect(paper.locator("#save-state")).to_contain_text("Đã lưu lúc")

    paper.get_by_role("button", name="Xem lại và nộp bài").click()
    paper.get_by_role("button", name="Nộp bài").click()
    expect(paper.get_by_text("25/100").first).to_be_visible()
    attempt = Attempt.objects.get()
    assert becomes_true(paper, f"examKept.marksOf('{attempt.uuid}').then((marks) => marks.length === 0)")

    assert paper.evaluate(LEFT) == 0
    assert paper.evaluate("Object.keys(localStorage)") == []


def test_answers_left_behind_go_on_any_page(
    cut_off: Page, live_server: Any, office_pc: Open, becomes_true: Any
) -> None:
    cut_off.context.close()

    page = office_pc().new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    assert becomes_true(page, NOTHING_LEFT)

    assert saved() == {1: 0, 2: 0, 3: 0}


def test_device_change_keeps_what_was_unsent(
    cut_off: Page, device_of: Callable[..., Page], learner: StaffProfile, becomes_true: Any
) -> None:
    new = device_of(learner)
    new.goto(cut_off.url)
    new.get_by_role("button", name="Chuyển sang thiết bị này").click()
    tick(new, 3, 1)
    expect(new.locator("#save-state")).to_contain_text("Đã lưu lúc")

    cut_off.context.set_offline(False)
    expect(cut_off.locator("#exam-alert")).to_contain_text("nên thiết bị này đã dừng")
    assert becomes_true(cut_off, NOTHING_LEFT)

    assert saved() == {1: 0, 3: 1}
    assert sorted(ResponseLog.objects.filter(late=True, seat=1).values_list("position", "value")) == [
        (2, 0),
        (3, 0),
    ]


def test_pause_and_extension_reach_the_open_paper(paper: Page, examiner: StaffProfile) -> None:
    attempt = Attempt.objects.get()
    pause_attempt(attempt, now=timezone.now(), by=examiner.user)

    tick(paper, 1, 0)
    expect(paper.locator("#clock")).to_have_text("Tạm dừng")
    assert saved() == {}
    resume_attempt(attempt, now=timezone.now() + timedelta(minutes=7), by=examiner.user)
    paper.clock.run_for(15_000)
    expect(paper.locator("#save-state")).to_contain_text("Đã lưu lúc")
    expect(paper.locator("#clock")).to_have_text("Còn 37 phút")
    extend_attempt(attempt, 10, reason="Mất điện", now=timezone.now(), by=examiner.user)
    tick(paper, 2, 0)

    expect(paper.locator("#exam-alert")).to_contain_text("Giám thị đã thay đổi thời gian của bạn")
    expect(paper.locator("#clock")).to_have_text("Còn 47 phút")
    assert saved() == {1: 0, 2: 0}
