"""A learner's day: from the sign-in to a certificate that anybody can check, through the pages alone."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from assessments.models import Exam
from certificates.models import Certificate, Signatory
from courses.models import CoursePage, Enrolment
from courses.services import assign
from people.models import Agency, StaffProfile
from tests import factories
from tests.queue import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "mot-mat-khau-dai"
PHONE = {"width": 360, "height": 740}
SELF_CHECK = "::TL::Mật khẩu nào mạnh hơn?{=Bốn từ không liên quan#Dài thì khó đoán. ~Tên và ngày sinh}"


@pytest.fixture
def course(department: Agency, manager: StaffProfile, office: Agency) -> CoursePage:
    """Two lessons, the first with a self-check; due in ten days for the learner's office."""
    made = factories.make_course("KNS-07", title="An toàn thông tin", agency=department)
    item = factories.make_item(factories.make_bank(department, purpose="practice"), SELF_CHECK)
    body = [("rich_text", "<p>Mật khẩu dài khó đoán.</p>"), ("self_check", {"item": str(item.uuid)})]
    factories.make_lesson(made, title="Mật khẩu", body=body)
    factories.make_lesson(made, title="Lừa đảo qua thư")
    now = timezone.now()
    assign(made, office, timezone.localdate(now) + timedelta(days=10), now=now, by=manager.user)
    return made


@pytest.fixture
def exam(course: CoursePage, department: Agency) -> Exam:
    """Its final exam of four items; who passes gets a certificate, signed for the department."""
    Signatory.objects.create(
        agency=department,
        position="Giám đốc",
        full_name="Trần Hậu",
        place="Hà Sơn",
        valid_from=date(2020, 1, 1),
    )
    fields = {"certificate_on": "result", "certificate_approval": "at_once"}
    return factories.make_open_exam(department, course=course, code="KT07", **fields)


def test_learner_earns_a_certificate(live_server: Any, page: Page, learner: StaffProfile, exam: Exam) -> None:
    page.set_default_timeout(15_000)
    sign_in(page, live_server.url, learner)
    begin_the_next_step(page)
    come_back_later(page, live_server.url)
    finish_the_lessons(page)
    page.set_viewport_size(PHONE)
    sit_the_exam(page)
    read_the_result(page)

    run_tasks()

    certificate = Certificate.objects.get(staff=learner)
    get_the_paper(page, certificate)
    anybody_checks_it(page, live_server.url, certificate)
    assert Enrolment.objects.get(staff=learner).completed_at is not None


def sign_in(page: Page, url: str, learner: StaffProfile) -> None:
    """By staff code; the way leads to My learning."""
    learner.user.set_password(PASSWORD)
    learner.user.save()
    page.goto(url)
    page.get_by_role("link", name="Đăng nhập để học").click()
    page.get_by_label("Thư điện tử công vụ hoặc mã cán bộ").fill(learner.staff_code)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name=f"Xin chào, {learner.full_name}")).to_be_visible()


def begin_the_next_step(page: Page) -> None:
    """One card with the due date leads to the first lesson; its self-check explains the answer."""
    card = page.locator(".card-next")
    due = timezone.localdate() + timedelta(days=10)
    expect(card).to_contain_text("Mật khẩu")
    expect(card).to_contain_text("còn 10 ngày")
    expect(card).to_contain_text(f"{due:%d/%m/%Y}")
    card.get_by_role("link", name="Bắt đầu học").click()
    page.get_by_text("Bốn từ không liên quan").click()
    page.get_by_role("button", name="Xem đúng chưa").click()
    expect(page.get_by_text("Dài thì khó đoán.")).to_be_visible()
    page.get_by_role("button", name="Hoàn thành và sang bài sau").click()
    expect(page.get_by_role("heading", name="Lừa đảo qua thư")).to_be_visible()


def come_back_later(page: Page, url: str) -> None:
    """Leaves in the second lesson; My learning leads there again."""
    page.goto(f"{url}/my-learning/")
    expect(page.locator(".card-next")).to_contain_text("Lừa đảo qua thư")
    page.get_by_role("link", name="Học tiếp").click()
    expect(page.get_by_role("heading", name="Lừa đảo qua thư", level=1)).to_be_visible()


def finish_the_lessons(page: Page) -> None:
    """The last lesson leads to the course, whose next step is the exam."""
    page.get_by_role("button", name="Hoàn thành bài cuối").click()
    expect(page.get_by_role("heading", name="Tiếp theo là bài kiểm tra cuối khóa")).to_be_visible()
    page.get_by_role("link", name="Đến bài thi").click()
    expect(page.get_by_text("30 phút, tính từ lúc bạn bắt đầu")).to_be_visible()


def sit_the_exam(page: Page) -> None:
    """Three answers of four on a phone; the review names the blank one."""
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    for item in (1, 2, 3):
        page.locator(f"#item-{item} label", has=page.locator("input[value='0']")).click()
        expect(page.locator("#save-state")).to_contain_text("Đã lưu lúc")
    page.get_by_role("button", name="Xem lại và nộp bài").click()
    expect(page.get_by_text("Bạn còn 1 câu chưa trả lời: 4.")).to_be_visible()
    page.get_by_role("button", name="Nộp bài").click()


def read_the_result(page: Page) -> None:
    """Passed, by topic, and what comes next."""
    expect(page.get_by_text("Bạn đã đạt: 75/100, cần 50.")).to_be_visible()
    expect(page.get_by_role("heading", name="Theo chủ đề")).to_be_visible()
    expect(page.get_by_text("Giấy chứng nhận của bạn đang được lập.")).to_be_visible()


def get_the_paper(page: Page, certificate: Certificate) -> None:
    """The result page leads to the certificate, and that to its PDF."""
    page.reload()
    page.get_by_role("link", name="Xem giấy chứng nhận của tôi").click()
    expect(page.get_by_text(certificate.serial).first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bản PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def anybody_checks_it(page: Page, url: str, certificate: Certificate) -> None:
    """Signed out, with the code on the paper."""
    page.context.clear_cookies()
    page.goto(f"{url}/verify/")
    page.get_by_label("Mã tra cứu").fill(certificate.code)
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.get_by_text("Giấy chứng nhận này còn hiệu lực")).to_be_visible()
    expect(page.get_by_text(certificate.staff.full_name.upper())).to_be_visible()


def tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until the target has the focus; fails after a page full of stops."""
    for _stop in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"Tab never reaches {target}")


def test_exam_needs_no_mouse(
    live_server: Any, page: Page, learner: StaffProfile, exam: Exam, enter: Any
) -> None:
    enter(learner)
    page.goto(f"{live_server.url}/exams/{exam.uuid}/")
    tab_to(page, page.get_by_role("button", name="Bắt đầu làm bài"))
    page.keyboard.press("Enter")
    expect(page.locator("#item-1")).to_be_visible()
    for item in (1, 2, 3, 4):
        tab_to(page, page.locator(f"#item-{item} input[type=radio]").first)
        page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#item-4 input[type=radio]").nth(1)).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Xem lại và nộp bài"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bạn đã trả lời mọi câu.")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Nộp bài"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Việc tiếp theo")).to_be_visible()


def test_lessons_need_no_scripts(
    live_server: Any, device_of: Callable[..., Page], learner: StaffProfile, course: CoursePage
) -> None:
    page = device_of(learner, java_script_enabled=False, viewport=PHONE)
    page.goto(f"{live_server.url}/my-learning/")
    page.get_by_role("link", name="Bắt đầu học").click()
    page.get_by_text("Bốn từ không liên quan").click()
    page.get_by_role("button", name="Xem đúng chưa").click()
    expect(page.get_by_text("Dài thì khó đoán.")).to_be_visible()
    page.get_by_role("link", name="Quay lại bài học").click()
    page.get_by_role("button", name="Hoàn thành và sang bài sau").click()

    expect(page.get_by_role("heading", name="Lừa đảo qua thư", level=1)).to_be_visible()
    assert Enrolment.objects.get(staff=learner).percent == 50
