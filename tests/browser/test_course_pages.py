"""The pages of courses in a browser: a course is assigned, found, read, checked and finished."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import Item, Purpose
from courses.models import Assignment, CoursePage, Enrolment
from courses.services import assign
from people.models import Agency, StaffProfile
from tests import factories

Enter = Callable[[StaffProfile], None]
Accessible = Callable[[Page], None]
GIFT = "::LT1::Mật khẩu nào mạnh?{=Dài và riêng#Đúng vì dài. ~123456#Ai cũng đoán ra.}"
TABLE = {
    "columns": [{"type": "text", "heading": "Dấu hiệu"}, {"type": "text", "heading": "Thư lừa đảo"}],
    "rows": [{"values": ["Người gửi", "Tên miền lạ"]}],
    "caption": "Thư thật và thư giả",
}


@pytest.fixture
def item(transactional_db: None, department: Agency) -> Item:
    """A live practice item."""
    return factories.make_item(factories.make_bank(department, purpose=Purpose.PRACTICE), GIFT)


@pytest.fixture
def course(item: Item) -> CoursePage:
    """Two lessons, the first with blocks of several kinds."""
    course = factories.make_course(code="KNS-07", completion_rule="lessons")
    body = [
        ("rich_text", "<h2>Vì sao</h2><p>Mật khẩu là chìa khóa.</p>"),
        ("callout", {"kind": "warning", "title": "Không cho mượn", "text": "<p>Kể cả lãnh đạo.</p>"}),
        ("self_check", {"item": str(item.uuid)}),
    ]
    factories.make_lesson(course, title="Mật khẩu", body=body)
    factories.make_lesson(course, title="Thư lừa đảo")
    return course


@pytest.fixture
def assignment(course: CoursePage, department: Agency, manager: StaffProfile) -> Assignment:
    """The learner's department must take it within three days."""
    now = timezone.now()
    return assign(course, department, timezone.localdate(now) + timedelta(days=3), now=now, by=manager.user)


def test_learner_reads_and_finishes(
    live_server: Any,
    page: Page,
    enter: Enter,
    accessible: Accessible,
    assignment: Assignment,
    learner: StaffProfile,
) -> None:
    enter(learner)
    page.goto(live_server.url + reverse("my_learning"))
    expect(page.get_by_text("còn 3 ngày").first).to_be_visible()
    page.get_by_role("link", name="Bắt đầu học").click()
    page.get_by_text("123456").click()
    page.get_by_role("button", name="Xem đúng chưa").click()
    expect(page.get_by_text("Ai cũng đoán ra.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Hoàn thành và sang bài sau").click()
    page.get_by_role("button", name="Hoàn thành bài cuối").click()

    expect(page.get_by_text("Bạn đã hoàn thành khóa học này.")).to_be_visible()
    assert Enrolment.objects.get(staff=learner).percent == 100


def test_lesson_works_without_scripts(
    live_server: Any, device_of: Callable[..., Page], learner: StaffProfile, assignment: Assignment
) -> None:
    page = device_of(learner, java_script_enabled=False)
    page.goto(live_server.url + assignment.course.lessons()[0].url)
    page.get_by_label("Dài và riêng").check()
    page.get_by_role("button", name="Xem đúng chưa").click()
    expect(page.get_by_text("Đúng vì dài.")).to_be_visible()

    page.get_by_role("link", name="Quay lại bài học").click()

    expect(page.get_by_role("heading", name="Mật khẩu", exact=True)).to_be_visible()


def test_manager_assigns_and_looks(
    live_server: Any,
    page: Page,
    enter: Enter,
    course: CoursePage,
    learner: StaffProfile,
    manager: StaffProfile,
) -> None:
    due_on = timezone.localdate() + timedelta(days=20)
    enter(manager)
    page.goto(live_server.url + reverse("courses:new_assignment"))
    page.get_by_label("Khóa học", exact=True).select_option(label="KNS-07 An toàn thông tin")
    page.get_by_label("Cơ quan", exact=True).select_option(index=1)
    page.get_by_label("Hạn hoàn thành").fill(f"{due_on:%d/%m/%Y}")
    page.get_by_role("button", name="Giao khóa học này").click()

    expect(page.get_by_role("rowheader", name=learner.full_name)).to_be_visible()


def test_manager_exempts_a_person(
    live_server: Any,
    page: Page,
    enter: Enter,
    assignment: Assignment,
    learner: StaffProfile,
    manager: StaffProfile,
) -> None:
    enter(manager)
    page.goto(live_server.url + reverse("courses:assignment", args=[assignment.uuid]))
    page.get_by_role("link", name=f"Cấp miễn học {learner.full_name}").click()
    page.get_by_role("button", name="Cấp miễn học này").click()

    expect(page.get_by_role("rowheader", name=learner.full_name)).to_be_visible()
