"""The learner's exam from the start page to the result, in a real browser against the real server."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import Attempt, Exam, ItemReport, Response
from assessments.services.allowances import set_accommodation
from assessments.services.attempts import start_attempt
from people.models import Agency, StaffProfile
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def exam(department: Agency) -> Exam:
    """Four items on one page, thirty minutes, cut score 50."""
    return factories.make_open_exam(department)


@pytest.fixture
def other_device(device_of: Callable[..., Page], learner: StaffProfile) -> Page:
    """The learner's phone, signed in."""
    return device_of(learner, viewport={"width": 360, "height": 740})


@pytest.fixture
def begun(live_server: Any, page: Page, exam: Exam, learner: StaffProfile, enter: Any) -> Page:
    """The paper, just begun on this device."""
    enter(learner)
    page.goto(f"{live_server.url}/exams/{exam.uuid}/")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/attempts/**")
    return page


def answer(page: Page, item: int, option: int = 0) -> None:
    """Ticks an option and waits until the server has it."""
    page.locator(f"#item-{item} input[value='{option}']").check()
    expect(page.locator("#save-state")).to_contain_text("Đã lưu lúc")


def test_learner_sits_and_passes(begun: Page) -> None:
    for item in (1, 2, 3):
        answer(begun, item)

    begun.get_by_role("button", name="Xem lại và nộp bài").click()
    expect(begun.get_by_text("Bạn còn 1 câu chưa trả lời: 4.")).to_be_visible()
    begun.get_by_role("button", name="Nộp bài").click()

    expect(begun.get_by_text("Bạn đã đạt: 75/100, cần 50.")).to_be_visible()


def test_answers_outlive_a_reload(begun: Page) -> None:
    answer(begun, 2, option=3)

    begun.reload()

    expect(begun.locator("#item-2 input[value='3']")).to_be_checked()


def test_other_device_takes_over(begun: Page, other_device: Page) -> None:
    answer(begun, 1)
    other_device.goto(begun.url)
    expect(other_device.get_by_text("đang mở trên một thiết bị khác").first).to_be_visible()

    other_device.get_by_role("button", name="Chuyển sang thiết bị này").click()
    expect(other_device.locator("#item-1 input[value='0']")).to_be_checked()
    begun.locator("#item-2 input[value='1']").click()

    expect(begun.locator("#exam-alert")).to_contain_text("nên thiết bị này đã dừng")
    assert not Response.objects.filter(position=2).exists()


def test_lost_line_loses_nothing(begun: Page) -> None:
    begun.context.set_offline(True)
    begun.locator("#item-1 input[value='0']").check()
    begun.locator("#item-2 input[value='0']").check()
    expect(begun.locator("#exam-alert")).to_contain_text("2 câu trả lời đang giữ trên máy này")

    begun.context.set_offline(False)
    expect(begun.locator("#exam-alert")).to_have_text("Đã kết nối lại. Mọi câu trả lời đã được lưu.")

    assert Response.objects.filter(position__in=[1, 2]).count() == 2


def test_time_up_hands_in(
    live_server: Any, page: Page, exam: Exam, learner: StaffProfile, enter: Any
) -> None:
    started = timezone.now() - timedelta(minutes=29, seconds=50)
    attempt = start_attempt(learner, exam.parts.get(), now=started, by=learner.user)
    enter(learner)
    page.goto(f"{live_server.url}/attempts/{attempt.uuid}/")
    answer(page, 1)

    page.wait_for_url("**/result/", timeout=20_000)

    expect(page.get_by_text("Hết giờ. Bài làm của bạn đã được nộp")).to_be_visible()
    assert Attempt.objects.get().closed_by == "clock"


def test_room_hands_in_spread_over_some_seconds(
    live_server: Any, page: Page, exam: Exam, learner: StaffProfile, enter: Any
) -> None:
    """All of a sitting are over in the same second; this one draws a short wait."""
    factories.let_in(factories.make_sitting(exam, begins_at=timezone.now()), learner)
    attempt = start_attempt(learner, exam.parts.get(), now=timezone.now(), by=learner.user)
    soon = timezone.now() + timedelta(seconds=10)
    Attempt.objects.update(deadline=soon, closes_at=soon + timedelta(seconds=60))
    enter(learner)
    page.add_init_script("Math.random = () => 0.1")
    page.goto(f"{live_server.url}/attempts/{attempt.uuid}/")

    expect(page.get_by_text("Hết giờ. Bài làm của bạn được nộp")).to_be_visible(timeout=15_000)
    assert page.url.endswith(f"{attempt.uuid}/")
    page.wait_for_url("**/result/", timeout=20_000)

    assert Attempt.objects.get().closed_by == "clock"


def test_whole_exam_without_scripts(
    live_server: Any, device_of: Callable[..., Page], exam: Exam, learner: StaffProfile
) -> None:
    page = device_of(learner, java_script_enabled=False)
    page.goto(f"{live_server.url}/exams/{exam.uuid}/")

    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.locator("#item-1 input[value='0']").check()
    page.locator("#item-2 input[value='0']").check()
    page.locator(".paper-actions").get_by_role("button", name="Lưu").click()
    expect(page.locator("#item-2 input[value='0']")).to_be_checked()
    page.get_by_role("button", name="Xem lại và nộp bài").click()
    page.get_by_role("button", name="Nộp bài").click()

    expect(page.get_by_text("Bạn đã đạt: 50/100, cần 50.")).to_be_visible()


def test_report_of_an_item_leaves_the_paper_as_it_is(begun: Page, accessible: Callable[[Page], None]) -> None:
    begun.context.set_offline(True)
    begun.locator("#item-1 input[value='0']").check()
    begun.context.set_offline(False)
    with begun.context.expect_page() as opened:
        begun.get_by_role("link", name="Báo lỗi câu 2").click()

    report = opened.value
    report.get_by_label("Câu hỏi này có lỗi gì?").fill("Hai đáp án đúng")
    report.get_by_role("button", name="Gửi báo lỗi").click()

    expect(report.get_by_text("Đã ghi nhận báo lỗi")).to_be_visible()
    accessible(report)
    expect(begun.locator("#item-1 input[value='0']")).to_be_checked()
    assert ItemReport.objects.get().position == 2


def test_more_time_shows_after_a_reload(begun: Page, learner: StaffProfile, examiner: StaffProfile) -> None:
    expect(begun.locator(".clock")).to_contain_text("Còn 30 phút")
    facts = {"extra_minutes": 15, "large_type": True}
    set_accommodation(learner, facts, reason="Công văn 12", now=timezone.now(), by=examiner.user)

    begun.reload()

    expect(begun.locator(".clock")).to_contain_text("Còn 45 phút")
    assert begun.locator("html").evaluate("each => getComputedStyle(each).fontSize") == "20.96px"
