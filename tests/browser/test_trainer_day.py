"""The trainer's day in the administration: a lesson is written, previewed, published and read."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.models import CoursePage, LessonPage
from people.models import Agency, StaffProfile
from tests import factories

Enter = Callable[[StaffProfile], None]


@pytest.fixture
def course(transactional_db: None, department: Agency, trainer: StaffProfile) -> CoursePage:
    """An empty course in the trainer's catalogue."""
    return factories.make_course(code="KNS-07", under=department.catalogue)


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console complains of: refused scripts, broken forms, calls to the outside."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def test_lesson_is_written_and_published(
    live_server: Any,
    page: Page,
    enter: Enter,
    course: CoursePage,
    trainer: StaffProfile,
    complaints: list[str],
) -> None:
    enter(trainer)
    page.goto(f"{live_server.url}/admin/pages/add/courses/lessonpage/{course.pk}/")
    page.locator("[name=title]").fill("Đặt mật khẩu mạnh")
    page.locator("[name=title]").press("Tab")
    page.get_by_title("Chèn khối").first.click()
    page.get_by_role("option", name="đoạn văn").click()
    page.locator("[contenteditable=true]").last.click()
    page.keyboard.type("Mật khẩu dài từ 12 ký tự.")
    # The editor hands its text to the form a moment later.
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile("12 ký tự"))

    page.get_by_role("button", name="Thao tác khác").last.click()
    page.get_by_role("button", name="Công bố", exact=True).click()

    expect(page.get_by_text("Đã tạo và công bố trang “Đặt mật khẩu mạnh”.")).to_be_visible()
    lesson = LessonPage.objects.get()
    assert (lesson.slug, lesson.live) == ("dat-mat-khau-manh", True)
    page.goto(live_server.url + lesson.url)
    expect(page.get_by_text("Mật khẩu dài từ 12 ký tự.")).to_be_visible()
    assert complaints == []


def test_preview_shows_the_draft(
    live_server: Any,
    page: Page,
    enter: Enter,
    course: CoursePage,
    trainer: StaffProfile,
    complaints: list[str],
) -> None:
    lesson = factories.make_lesson(course, body=[("rich_text", "<p>Bản nháp đang viết</p>")])
    enter(trainer)
    page.goto(f"{live_server.url}/admin/pages/{lesson.pk}/edit/")

    page.get_by_role("button", name="Hiện hoặc ẩn bản xem trước").click()

    shown = page.frame_locator("iframe").first
    expect(shown.get_by_text("Bản nháp đang viết")).to_be_visible(timeout=15_000)
    assert complaints == []
