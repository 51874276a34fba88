"""An examiner prepares a sitting, an invigilator admits on a phone, a candidate starts with the code of the room."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import Attempt, Exam, Sitting
from people.models import Agency, StaffProfile
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

Enter = Callable[[StaffProfile], None]
Accessible = Callable[[Page], None]
Address = Callable[..., str]


@pytest.fixture
def exam(department: Agency) -> Exam:
    """Four items, thirty minutes."""
    return factories.make_open_exam(department)


@pytest.fixture
def address(live_server: Any) -> Address:
    """The full address of a page."""
    return lambda name, *args: f"{live_server.url}{reverse(name, args=args)}"


@pytest.fixture
def sitting(exam: Exam, learner: StaffProfile, colleague: StaffProfile, invigilator: StaffProfile) -> Sitting:
    """A published room that begins now."""
    return factories.make_sitting(
        exam,
        title="Ca sáng",
        begins_at=timezone.now(),
        candidates=[learner, colleague],
        invigilators=[invigilator],
        access_code="SEN26",
    )


def fill_times(page: Page) -> None:
    """From a minute ago, for half an hour."""
    now = timezone.localtime()
    page.get_by_label("bắt đầu lúc").fill(f"{now - timedelta(minutes=1):%Y-%m-%dT%H:%M}")
    page.get_by_label("hạn cuối để vào thi").fill(f"{now + timedelta(minutes=30):%Y-%m-%dT%H:%M}")


def test_examiner_prepares_a_sitting(
    page: Page,
    enter: Enter,
    accessible: Accessible,
    address: Address,
    exam: Exam,
    examiner: StaffProfile,
    invigilator: StaffProfile,
    learner: StaffProfile,
) -> None:
    enter(examiner)
    page.goto(address("exam_manage", exam.uuid))
    page.get_by_role("link", name="Ca thi mới").click()
    page.locator("#id_title").fill("Ca sáng")
    fill_times(page)
    page.get_by_role("button", name="Lưu").click()

    page.get_by_role("button", name="Công bố ca thi").click()
    expect(page.get_by_text("Ca thi chưa có thí sinh.").first).to_be_visible()
    accessible(page)

    page.get_by_role("link", name="Thêm thí sinh").click()
    page.get_by_label("Mã cán bộ hoặc thư điện tử").fill(f"{learner.staff_code}\nKHONG-CO")
    page.get_by_role("button", name="Từ danh sách").click()
    expect(page.get_by_role("row", name="2 KHONG-CO")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Thêm 1 thí sinh").click()

    page.get_by_role("link", name="Phân công giám thị").click()
    page.get_by_label(invigilator.full_name).check()
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("button", name="Công bố ca thi").click()

    expect(page.get_by_text("Đã công bố ca thi. Thí sinh sẽ nhận được thông báo.")).to_be_visible()
    assert Sitting.objects.get().places.get().staff == learner


def test_invigilator_admits_and_the_candidate_starts(
    page: Page,
    enter: Enter,
    accessible: Accessible,
    address: Address,
    sitting: Sitting,
    invigilator: StaffProfile,
    learner: StaffProfile,
) -> None:
    enter(learner)
    page.goto(address("exam_start", sitting.exam.uuid))
    expect(page.get_by_text("Giám thị chưa cho bạn vào phòng.")).to_be_visible()
    accessible(page)

    enter(invigilator)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address("sitting_admission", sitting.uuid))
    page.get_by_label("Họ tên hoặc mã cán bộ").fill("duc nguyen")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_label("Đã kiểm tra giấy tờ").check()
    page.get_by_role("button", name="Cho vào phòng").click()
    expect(page.get_by_text(f"{learner.full_name} đã được vào phòng thi.")).to_be_visible()
    accessible(page)

    enter(learner)
    page.goto(address("exam_start", sitting.exam.uuid))
    page.get_by_label("Mã vào phòng thi").fill("sai")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.get_by_text("Mã vào phòng thi không đúng.")).to_be_visible()
    page.get_by_label("Mã vào phòng thi").fill("sen26")
    page.get_by_role("button", name="Bắt đầu làm bài").click()

    expect(page.locator("#paper")).to_be_visible()
    assert Attempt.objects.get().sitting == sitting


def test_sheet_prints_without_the_site_around_it(
    page: Page, enter: Enter, address: Address, sitting: Sitting, examiner: StaffProfile
) -> None:
    enter(examiner)
    page.goto(address("sitting_attendance", sitting.uuid))

    page.emulate_media(media="print")

    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.get_by_text("Về trang ca thi")).to_be_hidden()
    expect(page.get_by_role("heading", name="DANH SÁCH THÍ SINH DỰ THI")).to_be_visible()
    expect(page.get_by_text("Giám thị 1")).to_be_visible()


def test_report_is_written_at_the_desk(
    page: Page,
    enter: Enter,
    address: Address,
    sitting: Sitting,
    invigilator: StaffProfile,
    learner: StaffProfile,
) -> None:
    enter(invigilator)
    page.goto(address("sitting", sitting.uuid))
    page.get_by_role("link", name="Lập biên bản").click()
    page.get_by_label("kỹ thuật").check()
    page.get_by_label("diễn biến").fill("Mất điện ba phút.")
    page.get_by_label(learner.full_name).check()
    page.get_by_role("button", name="Lưu biên bản").click()

    expect(page.get_by_role("heading", name="BIÊN BẢN")).to_be_visible()
    expect(page.get_by_text(f"{learner.full_name} ({learner.staff_code})")).to_be_visible()
