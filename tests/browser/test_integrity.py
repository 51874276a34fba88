"""What keeps an exam honest without spying: no way back where the policy says so, and the Safe Exam Browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assessments.core.safe_browser import request_hash
from assessments.models import Attempt, Exam, Response
from people.models import Agency, StaffProfile
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "81aad4ab9dfd447cc479e6a4a7c9a544e2cafc7f3adeb68b2a21efad68eca4dc"
# The browser's own interface, as on systems where it sends no headers: the hash is known only after updateKeys.
INTERFACE = """window.SafeExamBrowser = { security: {
    updateKeys(done) { window.hashOf(location.href).then((hash) => { this.configKey = hash; done(); }); } } };"""


@pytest.fixture
def exam(department: Agency) -> Exam:
    """Four items, one a page."""
    return factories.make_open_exam(department, layout="one_item")


@pytest.fixture
def start(live_server: Any, page: Page, exam: Exam, learner: StaffProfile, enter: Any) -> Callable[[], Page]:
    """Opens the start page and presses the button."""

    def pressed() -> Page:
        enter(learner)
        page.goto(f"{live_server.url}/exams/{exam.uuid}/")
        page.get_by_role("button", name="Bắt đầu làm bài").click()
        return page

    return pressed


def test_no_way_back(start: Callable[[], Page], exam: Exam, accessible: Callable[[Page], None]) -> None:
    exam.parts.update(one_way=True)
    page = start()
    accessible(page)

    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Sang câu tiếp theo").click()
    expect(page.get_by_text("Câu 2 trên 4")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Câu 2 trên 4")).to_be_visible()
    page.get_by_role("button", name="Sang câu tiếp theo").click()
    page.get_by_role("button", name="Sang câu tiếp theo").click()
    page.get_by_role("button", name="Xem lại và nộp bài").click()
    expect(page.get_by_text("Bạn còn 3 câu chưa trả lời: 2, 3, 4.")).to_be_visible()
    page.get_by_role("button", name="Nộp bài").click()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert Attempt.objects.get().state == "scored"
    assert Response.objects.get().position == 1


def test_other_browsers_are_told_what_to_open(
    start: Callable[[], Page], exam: Exam, accessible: Callable[[Page], None]
) -> None:
    Exam.objects.update(config_keys=KEY)

    page = start()

    expect(page.get_by_role("heading", name="Bài thi này làm trong Safe Exam Browser")).to_be_visible()
    accessible(page)
    assert not Attempt.objects.exists()


def test_interface_of_the_safe_browser_opens_the_exam(start: Callable[[], Page], page: Page) -> None:
    Exam.objects.update(config_keys=KEY)
    page.expose_function("hashOf", lambda address: request_hash(address, KEY))
    page.add_init_script(INTERFACE)

    start()
    page.get_by_role("button", name="Bắt đầu làm bài").click()

    expect(page.locator("#item-1")).to_be_visible()
