"""The tour, by keyboard and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from people.models import StaffProfile

pytestmark = pytest.mark.django_db(transaction=True)


def test_tour_can_be_done_by_keyboard(
    live_server: Any, page: Page, learner: StaffProfile, enter: Callable[[StaffProfile], None]
) -> None:
    enter(learner)
    page.goto(f"{live_server.url}/exams/practice/")

    page.locator("#item-1 input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")

    expect(page.locator("#item-1 input").nth(1)).to_be_checked()
    expect(page.locator("#save-state")).to_contain_text("Đã lưu lúc")


def test_tour_works_without_scripts(
    live_server: Any, device_of: Callable[..., Page], learner: StaffProfile
) -> None:
    page = device_of(learner, java_script_enabled=False)
    page.goto(f"{live_server.url}/exams/practice/")

    page.get_by_text("Ngày 2 tháng 9").click()
    page.get_by_role("button", name="Câu sau").click()
    page.get_by_role("button", name="Xem lại và nộp bài").first.click()

    expect(page.get_by_text("Bạn còn 2 câu chưa trả lời: 2, 3.")).to_be_visible()
