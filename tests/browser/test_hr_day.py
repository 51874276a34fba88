"""An HR manager's day through the menu: staff list, assignment, exemption, figures, certificates, a proposal."""

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from certificates.models import Certificate, Signatory
from certificates.services import award
from courses.models import CoursePage, Exemption
from people.models import StaffProfile
from reports.models import Proposal, ProposalState
from tests import factories
from tests import report_factories as make
from tests.conftest import NOON
from tests.queue import run_tasks
from tests.sheets import STAFF_HEADER, other_person, person, workbook

pytestmark = pytest.mark.django_db(transaction=True)

Enter = Callable[[StaffProfile], None]


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The server's day is that of the cast; it goes on from noon."""
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def course(manager: StaffProfile, learner: StaffProfile, colleague: StaffProfile) -> CoursePage:
    """KNS-07 was due on 5 November: the manager passed, the learner used up every attempt."""
    made = factories.make_course("KNS-07", title="An toàn thông tin", lessons=1)
    department = manager.current_posting.agency
    exam = make.make_exam_of(made, department, certificate_on="result", certificate_approval="batch")
    make.make_assignment(made, department, manager.user)
    make.make_enrolment(manager, made, date(2026, 11, 3))
    make.make_result(manager, exam, "90", date(2026, 11, 3))
    make.make_enrolment(learner, made)
    make.make_result(learner, exam, "60", date(2026, 11, 4), attempts_used=3)
    return made


@pytest.fixture
def home(live_server: Any, page: Page, enter: Enter) -> Callable[[StaffProfile], Page]:
    """Signs somebody in and opens My learning; from there on only links and buttons."""
    page.set_default_timeout(15_000)

    def of(staff: StaffProfile) -> Page:
        enter(staff)
        page.goto(f"{live_server.url}/my-learning/")
        return page

    return of


def menu(page: Page) -> Locator:
    """The main menu."""
    return page.get_by_role("navigation", name="Chính")


def downloaded(page: Page, link: str) -> list[list[Any]]:
    """The rows of the workbook behind a link."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    book = load_workbook(BytesIO(download.value.path().read_bytes()))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def test_staff_list_comes_in_and_is_found(
    home: Callable[..., Page], manager: StaffProfile, learner: StaffProfile
) -> None:
    rows = [STAFF_HEADER, person(), other_person(kind="XYZ")]
    file = {"name": "can_bo.xlsx", "mimeType": "application/zip", "buffer": workbook(rows).getvalue()}
    page = home(manager)
    menu(page).get_by_role("link", name="Nhân sự").click()
    page.get_by_role("link", name="Nhập danh sách").click()
    page.get_by_label("Tệp Excel (.xlsx)").set_input_files(file)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_text("Tệp đang chờ đọc")).to_be_visible()
    run_tasks()
    expect(page.get_by_role("heading", level=2).first).to_have_text("1 dòng bị từ chối")
    page.get_by_role("button", name="Nhập các dòng này").click()
    expect(page.get_by_text("Đang lưu các dòng")).to_be_visible()
    run_tasks()
    expect(page.get_by_text("Đã thêm 1, thay đổi 0")).to_be_visible()
    assert any("XYZ" in row for row in downloaded(page, "Tải các dòng cần sửa"))

    page.get_by_role("link", name="Nhân sự").first.click()
    page.get_by_label("Họ tên, mã hoặc thư điện tử").fill("nguyen van duc")
    page.get_by_role("button", name="Lọc").click()

    expect(page.get_by_role("row", name="Nguyễn Văn Đức")).to_have_count(2)


def test_course_is_assigned_and_somebody_freed(
    home: Callable[..., Page], manager: StaffProfile, colleague: StaffProfile, course: CoursePage
) -> None:
    page = home(manager)
    menu(page).get_by_role("link", name="Khóa học được giao").click()
    page.get_by_role("link", name="Giao khóa học").click()
    page.get_by_label("Khóa học").select_option(label="KNS-07 An toàn thông tin")
    page.get_by_label("Cơ quan").select_option(label="— — Thanh tra (Sở Nội vụ) (H77.01.2)")
    page.get_by_label("Hạn hoàn thành").fill("31/12/2026")
    page.get_by_role("button", name="Giao khóa học này").click()
    expect(page.get_by_text("2 người phải hoàn thành trước hết ngày 31/12/2026")).to_be_visible()
    page.get_by_role("link", name="Cấp miễn học Trần Thị Ánh").click()
    page.get_by_label("Lý do").select_option("parental")
    page.get_by_role("button", name="Cấp miễn học này").click()

    expect(page.get_by_text("Trần Thị Ánh đã được miễn.")).to_be_visible()
    assert Exemption.objects.get().staff == colleague


def test_figures_lead_to_people_and_excel(
    home: Callable[..., Page], manager: StaffProfile, course: CoursePage
) -> None:
    page = home(manager)
    menu(page).get_by_role("link", name="Tổng hợp").click()
    page.get_by_role("link", name="Tổng hợp ngay").click()
    page.get_by_role("button", name="Tổng hợp ngay").click()
    expect(page.get_by_text("3 người thuộc diện; 2 người đã thi")).to_be_visible()
    page.get_by_role("row", name="Thanh tra (Sở Nội vụ)").get_by_role("link", name="Thanh tra").click()
    page.locator(".stats").get_by_role("link", name="Quá hạn").click()
    expect(page.get_by_role("heading", name="Quá hạn: 2 người")).to_be_visible()

    rows = downloaded(page, "Tải tệp Excel")

    names = {cell for row in rows for cell in row}
    assert {"Nguyễn Văn Đức", "Trần Thị Ánh"} <= names
    assert "Phạm Thu Hà" not in names


def test_batch_of_certificates_is_approved(
    home: Callable[..., Page], manager: StaffProfile, learner: StaffProfile, course: CoursePage
) -> None:
    exam = course.exams.get()
    agency = exam.agency
    Signatory.objects.create(agency=agency, position="Giám đốc", full_name="Trần Hậu", valid_from=NOON.date())
    award(make.make_result(factories.make_staff(agency=agency), exam, "95", NOON.date()), now=NOON)
    page = home(manager)
    menu(page).get_by_role("link", name="Sổ giấy chứng nhận").click()
    page.get_by_role("link", name="Chờ duyệt (1)").click()
    page.get_by_role("button", name="Duyệt và cấp giấy đã chọn").click()
    expect(page.get_by_text("Đã cấp 1 giấy chứng nhận.")).to_be_visible()
    page.get_by_role("link", name="Sổ cấp").click()

    expect(page.get_by_role("row", name=Certificate.objects.get().serial)).to_be_visible()


def test_proposal_is_heard_submitted_and_decided(
    live_server: Any,
    home: Callable[..., Page],
    manager: StaffProfile,
    learner: StaffProfile,
    decider: StaffProfile,
    outsider: StaffProfile,
    course: CoursePage,
) -> None:
    make.make_rule("XL3")
    page = home(manager)
    propose(page)
    page = home(learner)
    have_a_say(page)
    page = home(manager)
    submit(page)
    address = page.url
    page = home(outsider)
    response = page.goto(address)
    assert response is not None
    assert response.status == 404
    decide(home(decider))
    tell(home(manager))
    page = home(learner)
    page.get_by_role("link", name="Thông báo").first.click()
    page.get_by_role("button", name="Kết quả đề xuất").click()

    expect(page.get_by_text("Tạo điều kiện học lại.").first).to_be_visible()
    assert Proposal.objects.get().state == ProposalState.APPROVED


def propose(page: Page) -> None:
    """Counts, and asks the rules."""
    menu(page).get_by_role("link", name="Tổng hợp").click()
    page.get_by_role("link", name="Tổng hợp ngay").click()
    page.get_by_role("button", name="Tổng hợp ngay").click()
    page.get_by_role("link", name="Lần tổng hợp khác").click()
    page.get_by_role("button", name="Lập đề xuất").click()
    expect(page.get_by_role("row", name="Nguyễn Văn Đức")).to_contain_text("Chờ giải trình")


def have_a_say(page: Page) -> None:
    """The person concerned reads the facts and answers."""
    menu(page).get_by_role("link", name="Đề xuất về tôi").click()
    page.get_by_role("link", name="Nguyễn Văn Đức").click()
    page.get_by_label("Ý kiến của bạn").fill("Tôi bị ốm hôm thi.")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_text("Tôi bị ốm hôm thi.")).to_be_visible()


def submit(page: Page) -> None:
    """The manager reads the say and submits."""
    menu(page).get_by_role("link", name="Đề xuất").click()
    page.get_by_role("link", name="Nguyễn Văn Đức").click()
    expect(page.get_by_text("Tôi bị ốm hôm thi.")).to_be_visible()
    page.get_by_role("button", name="Trình").click()
    expect(page.get_by_text("Chờ quyết định").first).to_be_visible()


def decide(page: Page) -> None:
    """Another person decides, with a reason."""
    menu(page).get_by_role("link", name="Đề xuất").click()
    page.get_by_role("link", name="Nguyễn Văn Đức").click()
    page.get_by_label("Chấp thuận đề xuất").check()
    page.get_by_label("Lý do").fill("Tạo điều kiện học lại.")
    page.get_by_role("button", name="Lưu quyết định").click()
    expect(page.get_by_text("Được chấp thuận").first).to_be_visible()


def tell(page: Page) -> None:
    """The manager tells the person concerned."""
    menu(page).get_by_role("link", name="Đề xuất").click()
    page.get_by_role("link", name="Nguyễn Văn Đức").click()
    page.get_by_role("button", name="Gửi thông báo").click()
    expect(page.get_by_text("Đã thông báo cho người liên quan")).to_be_visible()
