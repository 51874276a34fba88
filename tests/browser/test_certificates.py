"""Certificates as people see them: the keeper's batch, and anybody with a paper and a phone."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Exam, Result
from certificates.models import Certificate, CertificateClaim, Signatory
from certificates.services import award, issue_certificate
from people.models import Agency, StaffProfile
from tests.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)

Enter = Callable[[StaffProfile], None]


@pytest.fixture
def signed(department: Agency) -> None:
    """Somebody signs for the department."""
    Signatory.objects.create(
        agency=department,
        position="Giám đốc",
        full_name="Trần Hậu",
        place="Hà Sơn",
        valid_from=date(2026, 1, 1),
    )


def passed(staff: StaffProfile, agency: Agency, code: str, approval: str) -> Result:
    exam = Exam.objects.create(
        code=code, title=f"Bài thi {code}", agency=agency, state="published", certificate_approval=approval
    )
    facts = {"period": "2026", "score": 90, "passed": True, "cut_score": 80, "rule": "r", "first_score": 90}
    return Result.objects.create(staff=staff, exam=exam, full_name=staff.full_name, settled_at=NOON, **facts)


@pytest.fixture
def certificate(learner: StaffProfile, department: Agency, signed: None) -> Certificate:
    """The learner's certificate."""
    return issue_certificate(passed(learner, department, "KNS-07", "at_once"), now=NOON, by=None)


@pytest.fixture
def claim(learner: StaffProfile, department: Agency, signed: None) -> CertificateClaim:
    """The learner's claim for another exam."""
    award(passed(learner, department, "KNS-01", "batch"), now=NOON)
    return CertificateClaim.objects.get()


def test_paper_is_checked_without_scripts(live_server: Any, browser: Any, certificate: Certificate) -> None:
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{live_server.url}/verify/")

    page.get_by_label("Mã tra cứu").fill(certificate.code.lower().replace("-", " "))
    page.get_by_role("button", name="Tra cứu").click()

    expect(page.get_by_text("Giấy chứng nhận này còn hiệu lực")).to_be_visible()
    expect(page.get_by_text("NGUYỄN VĂN ĐỨC")).to_be_visible()
    context.close()


def test_keeper_approves_the_batch(
    live_server: Any, page: Page, claim: CertificateClaim, manager: StaffProfile, enter: Enter
) -> None:
    enter(manager)
    page.goto(f"{live_server.url}/certificates/waiting/")

    page.get_by_role("button", name="Duyệt và cấp giấy đã chọn").click()

    expect(page.get_by_text("Đã cấp 1 giấy chứng nhận.")).to_be_visible()
    expect(page.get_by_text("Chưa có giấy chứng nhận nào chờ bạn duyệt.")).to_be_visible()


def test_keeper_revokes_with_a_reason(
    live_server: Any, page: Page, certificate: Certificate, manager: StaffProfile, enter: Enter
) -> None:
    enter(manager)
    page.goto(f"{live_server.url}/certificates/{certificate.uuid}/revoke/")

    page.get_by_label("Lý do").fill("Kết quả thi bị hủy.")
    page.get_by_role("button", name="Thu hồi").click()

    expect(page.get_by_text("Lý do: Kết quả thi bị hủy.")).to_be_visible()
    page.goto(f"{live_server.url}/verify/{certificate.code}/")
    expect(page.get_by_text("Giấy chứng nhận này đã bị thu hồi")).to_be_visible()
