"""The trainer's and the examiner's day: a file into the bank, a review, a blueprint, an exam that goes out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import Exam, ExamState, ItemBank, ItemState
from people.models import Agency, StaffProfile
from tests import factories

Enter = Callable[[StaffProfile], None]
Accessible = Callable[[Page], None]
ITEM = "// [id:C%s] [tag:NB]\n::C%s::Câu hỏi số %s?{=đúng ~sai ~không rõ}\n\n"
FILE = (
    "$CATEGORY: KNS-07/Mật khẩu\n\n"
    + "".join(ITEM % (n, n, n) for n in range(1, 5))
    + "::Hỏng::Câu hỏng{=một\n"
)


@pytest.fixture
def bank(transactional_db: None, department: Agency) -> ItemBank:
    """An empty exam bank."""
    return factories.make_bank(department, "KNS-07", title="An toàn thông tin")


@pytest.fixture
def address(live_server: Any) -> Callable[..., str]:
    """The full address of a page."""
    return lambda name, *args: f"{live_server.url}{reverse(name, args=args)}"


def test_file_reaches_the_bank_and_its_reviewer(
    page: Page,
    enter: Enter,
    accessible: Accessible,
    address: Callable[..., str],
    bank: ItemBank,
    trainer: StaffProfile,
    examiner: StaffProfile,
) -> None:
    enter(trainer)
    page.goto(address("item_import", bank.uuid))
    page.set_input_files(
        "input[type=file]", {"name": "de.gift", "mimeType": "text/plain", "buffer": FILE.encode()}
    )
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("Ngoặc mở { không có ngoặc đóng }")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Nhập 4 câu hỏi").click()
    page.get_by_role("link", name="Xem các bản nháp").click()
    page.get_by_role("button", name="Gửi duyệt 4 bản nháp").click()

    enter(examiner)
    page.goto(address("item_bank", bank.uuid))
    accessible(page)
    page.get_by_role("button", name="Duyệt 4 câu hỏi").click()
    page.get_by_role("dialog").get_by_role("button", name="Duyệt").click()

    expect(page.get_by_text("Đã duyệt 4 câu hỏi.")).to_be_visible()
    assert set(bank.items.values_list("state", flat=True)) == {ItemState.LIVE}


def test_exam_is_refused_then_published(
    page: Page,
    enter: Enter,
    accessible: Accessible,
    address: Callable[..., str],
    bank: ItemBank,
    examiner: StaffProfile,
) -> None:
    for _ in range(4):
        factories.make_item(bank, topic="Mật khẩu")
    exam = factories.make_exam(bank, {("Mật khẩu", "NB"): 5})
    enter(examiner)

    page.goto(address("exam_manage", exam.uuid))
    expect(page.get_by_role("button", name="Lập đề và công bố")).to_be_hidden()
    row = page.get_by_role("row", name="Mật khẩu NB 5 4 0")
    expect(row).to_be_visible()
    accessible(page)
    page.get_by_role("link", name=exam.parts.get().blueprint.title).click()
    page.get_by_label("Mật khẩu · NB").fill("3")
    page.get_by_role("button", name="Lưu ma trận").click()
    page.goto(address("exam_manage", exam.uuid))
    page.get_by_role("button", name="Lập đề và công bố").click()

    expect(page.get_by_text("Đã lập đề và công bố bài thi.")).to_be_visible()
    assert Exam.objects.get().state == ExamState.PUBLISHED


def test_item_is_written_with_a_preview(
    page: Page,
    enter: Enter,
    accessible: Accessible,
    address: Callable[..., str],
    bank: ItemBank,
    trainer: StaffProfile,
) -> None:
    enter(trainer)
    page.goto(address("item_new", bank.uuid))
    page.get_by_label("Mã", exact=True).fill("N1")
    page.get_by_label("Chủ đề").fill("Mật khẩu")
    page.get_by_label("Câu hỏi và đáp án").fill("Câu nào?{~một}")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("alert")).to_contain_text("ít nhất hai phương án")
    accessible(page)
    page.get_by_label("Câu hỏi và đáp án").fill("Câu nào?{=một#tốt ~hai ~ba}")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Xem trước")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Lưu bản nháp").click()

    expect(page.get_by_role("heading", name="Câu N1")).to_be_visible()
