"""From figures to a decided proposal: an HR manager counts, a person speaks, a decider decides."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from people.models import Agency, StaffProfile
from reports.models import Proposal
from tests import factories
from tests import report_factories as make

pytestmark = pytest.mark.django_db(transaction=True)

Enter = Callable[[StaffProfile], None]
Accessible = Callable[[Page], None]


@pytest.fixture
def failed(department: Agency, office: Agency, manager: StaffProfile) -> StaffProfile:
    """Who has used up every attempt, in an office where a colleague shines."""
    today = timezone.localdate()
    person = factories.make_staff(full_name="Đỗ Văn Bình", agency=office)
    best = factories.make_staff(full_name="Trần Thị Ánh", agency=office)
    course = factories.make_course("KNS-07")
    exam = make.make_exam_of(course, department)
    days = {"starts_on": today - timedelta(days=30), "due_on": today + timedelta(days=5)}
    make.make_assignment(course, department, manager.user, **days)
    make.make_enrolment(best, course, today - timedelta(days=2), enrolled_at=make.at(days["starts_on"]))
    make.make_result(best, exam, "95", today - timedelta(days=2))
    make.make_result(person, exam, "62", today - timedelta(days=3), attempts_used=3)
    for rule in ("KT2", "KT6", "XL3", "XL7"):
        make.make_rule(rule)
    return person


@pytest.fixture
def open_page(live_server: Any, page: Page, enter: Enter) -> Callable[[StaffProfile, str], Page]:
    """The page of an address as a person sees it."""

    def as_person(staff: StaffProfile, path: str) -> Page:
        enter(staff)
        page.goto(f"{live_server.url}{path}")
        return page

    return as_person


def test_manager_counts_and_drills(open_page, failed, manager) -> None:
    page = open_page(manager, "/reports/")
    expect(page.get_by_text("Chưa có lần tổng hợp nào")).to_be_visible()
    page.get_by_role("link", name="Tổng hợp ngay").click()
    page.get_by_role("button", name="Tổng hợp ngay").click()

    expect(page.get_by_text("3 người thuộc diện; 2 người đã thi, 50 % trong số đó đạt")).to_be_visible()
    page.get_by_role("link", name="Thanh tra (Sở Nội vụ)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thanh tra (Sở Nội vụ)")
    page.locator(".stats").get_by_role("link").nth(2).click()

    expect(page.get_by_role("rowheader", name="Trần Thị Ánh")).to_be_visible()


def test_figures_sort_by_their_heads(open_page, failed, manager) -> None:
    page = open_page(manager, "/reports/runs/")
    page.get_by_role("button", name="Tổng hợp ngay").click()

    page.get_by_role("button", name="Thuộc diện").click()

    first = page.locator("table tbody tr").first
    expect(first.get_by_role("rowheader")).to_have_text("Riêng Sở Nội vụ")
    expect(page.get_by_role("columnheader", name="Thuộc diện")).to_have_attribute("aria-sort", "ascending")


def test_proposal_goes_its_whole_way(open_page, accessible: Accessible, failed, manager, decider) -> None:
    page = open_page(manager, "/reports/runs/")
    page.get_by_role("button", name="Tổng hợp ngay").click()
    page = open_page(manager, "/reports/runs/")
    page.get_by_role("button", name="Lập đề xuất").click()
    expect(page.get_by_text("Có 2 đề xuất mới.")).to_be_visible()
    proposal = Proposal.objects.get(rule_code="XL3")
    own, staff_page = f"/reports/my-proposals/{proposal.uuid}/", f"/reports/proposals/{proposal.uuid}/"

    page = open_page(failed, own)
    page.get_by_label("Ý kiến của bạn").fill("Tôi nghỉ ốm, có giấy của bệnh viện.")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_text("Ý kiến của bạn đã được lưu nguyên văn")).to_be_visible()

    page = open_page(manager, staff_page)
    expect(page.get_by_text("Tôi nghỉ ốm, có giấy của bệnh viện.")).to_be_visible()
    page.get_by_role("button", name="Trình", exact=True).click()
    expect(page.get_by_text("Đã trình để quyết định.")).to_be_visible()

    page = open_page(decider, staff_page)
    page.get_by_role("button", name="Lưu quyết định").click()
    expect(page.get_by_role("alert")).to_be_visible()
    accessible(page)
    page.get_by_label("Không chấp thuận").check()
    page.get_by_label("Lý do").fill("Có lý do chính đáng.")
    page.get_by_role("button", name="Lưu quyết định").click()
    expect(page.get_by_text("Quyết định của bạn đã được lưu.")).to_be_visible()
    page.get_by_role("button", name="Gửi thông báo").click()

    page = open_page(failed, own)
    expect(page.get_by_text("không được chấp thuận. Lý do: Có lý do chính đáng.")).to_be_visible()
    accessible(page)
