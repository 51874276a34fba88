"""An invigilator's morning with a power cut: a room of two, in real browsers at the same time."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import Attempt, AttemptEvent, Response, Sitting
from people.models import Agency, StaffProfile
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Page]


@pytest.fixture
def open_as(live_server: Any, device_of: Callable[..., Page]) -> Open:
    """A device of its own for a person, signed in, at an address."""

    def of(staff: StaffProfile, path: str, **options: Any) -> Page:
        page = device_of(staff, **options)
        page.goto(f"{live_server.url}{path}")
        return page

    return of


@pytest.fixture
def room(
    department: Agency, learner: StaffProfile, colleague: StaffProfile, invigilator: StaffProfile
) -> Sitting:
    """Both have begun half an hour's paper ten minutes ago."""
    exam = factories.make_open_exam(department)
    begun = timezone.now() - timedelta(minutes=10)
    room = factories.make_sitting(
        exam, begins_at=begun, candidates=[learner, colleague], invigilators=[invigilator], title="Phòng 1"
    )
    for staff in (learner, colleague):
        factories.make_attempt(staff, exam.parts.get(), now=begun, sitting=room)
    return room


def attempt_of(staff: StaffProfile) -> Attempt:
    return Attempt.objects.get(staff=staff)


def paper_of(staff: StaffProfile) -> str:
    return reverse("paper", args=[attempt_of(staff).uuid])


def is_at_work(page: Page) -> None:
    """The paper is open on this device."""
    expect(page.locator("#clock-left")).to_be_visible()


def answer(page: Page, item: int) -> None:
    page.locator(f"#item-{item} input[value='0']").check()
    expect(page.locator("#save-state")).to_contain_text("Đã lưu lúc")


def row(board: Page, staff: StaffProfile) -> Any:
    return board.get_by_role("row", name=re.compile(staff.full_name))


def do(board: Page, staff: StaffProfile, link: str, **facts: str) -> None:
    """One act on a candidate: from the board or their page, asked once more."""
    row(board, staff).get_by_role("link", name="Khác").click()
    board.get_by_role("link", name=link).click()
    for label, value in facts.items():
        board.get_by_label({"minutes": "Số phút thêm", "reason": "Lý do"}[label]).fill(value)
    board.locator("main form button[type=submit]").click()
    expect(board.locator("#board")).to_be_visible()


def test_power_cut_costs_nobody_time(
    room: Sitting, open_as: Open, learner: StaffProfile, colleague: StaffProfile, invigilator: StaffProfile
) -> None:
    first, second = open_as(learner, paper_of(learner)), open_as(colleague, paper_of(colleague))
    is_at_work(first)
    is_at_work(second)
    answer(first, 1)
    board = open_as(invigilator, reverse("sitting_board", args=[room.uuid]))
    expect(row(board, learner)).to_contain_text("1/4")

    board.get_by_role("link", name="Tạm dừng cả phòng").click()
    board.get_by_label("Lý do").fill("Mất điện")
    board.get_by_role("button", name="Tạm dừng cả phòng").click()
    expect(board.get_by_text("Cả phòng tạm dừng từ").first).to_be_visible()
    first.reload()
    expect(first.get_by_role("heading", name="Bài thi đang tạm dừng")).to_be_visible()
    # The power is off for a quarter of an hour.
    quarter = timedelta(minutes=15)
    for paused in (Attempt.objects, Sitting.objects.filter(pk=room.pk)):
        paused.update(paused_at=Sitting.objects.get(pk=room.pk).paused_at - quarter)
    before = attempt_of(learner).deadline
    board.get_by_role("link", name="Cho cả phòng làm tiếp").click()
    board.get_by_role("button", name="Cho cả phòng làm tiếp").click()

    expect(first.locator("#clock-left")).to_be_visible()  # by itself
    given = [attempt_of(each).deadline - before for each in (learner, colleague)]
    assert [quarter <= each < quarter + timedelta(minutes=2) for each in given] == [True, True]
    answer(first, 2)
    assert Response.objects.filter(attempt__staff=learner).count() == 2


def test_extension_move_end_and_void(
    room: Sitting, open_as: Open, learner: StaffProfile, colleague: StaffProfile, invigilator: StaffProfile
) -> None:
    first = open_as(learner, paper_of(learner))
    is_at_work(first)
    answer(first, 1)
    board = open_as(invigilator, reverse("sitting_board", args=[room.uuid]))

    do(board, learner, "Thêm giờ cho thí sinh", minutes="25", reason="Máy hỏng")
    first.reload()
    expect(first.locator("#clock-left")).to_contain_text("45 phút")

    do(board, learner, "Chuyển sang máy khác")
    new = open_as(learner, reverse("go_on"))
    expect(new.locator("#item-1 input[value='0']")).to_be_checked()
    first.locator("#item-3 input[value='0']").click()
    expect(first.locator("#exam-alert")).to_contain_text("nên thiết bị này đã dừng")
    answer(new, 2)

    do(board, learner, "Kết thúc bài thi này", reason="Xin về sớm")
    do(board, colleague, "Hủy bài thi này", reason="Thi hộ")
    expect(row(board, learner)).to_contain_text("Đã xong")
    expect(row(board, colleague)).to_contain_text("Bị hủy")
    new.reload()
    expect(new.get_by_text("Bạn đã đạt: 50/100, cần 50.")).to_be_visible()
    expect(new.get_by_text("Lý do: Máy hỏng")).to_be_visible()
    kinds = AttemptEvent.objects.filter(by=invigilator.user).values_list("kind", flat=True)
    assert list(kinds) == ["extended", "moved", "ended", "voided"]


def test_board_lives_and_says_when_the_line_is_lost(
    room: Sitting, open_as: Open, learner: StaffProfile, invigilator: StaffProfile
) -> None:
    board = open_as(invigilator, reverse("sitting_board", args=[room.uuid]))
    expect(row(board, learner)).to_contain_text("0/4")
    more = row(board, learner).get_by_role("link", name="Khác")
    more.focus()
    attempt = attempt_of(learner)
    Response.objects.create(attempt=attempt, position=1, value=0, seat=1, sequence=1, saved_at=timezone.now())

    expect(row(board, learner)).to_contain_text("1/4")
    expect(row(board, learner).get_by_role("link", name="Khác")).to_be_focused()
    board.context.set_offline(True)
    expect(board.locator("#board-line")).to_contain_text("Mất kết nối từ")
    board.context.set_offline(False)
    expect(board.locator("#board-line")).to_be_hidden()


def test_room_without_scripts(
    open_as: Open, room: Sitting, learner: StaffProfile, invigilator: StaffProfile
) -> None:
    address = reverse("sitting_board", args=[room.uuid])
    board = open_as(invigilator, address, java_script_enabled=False)

    row(board, learner).get_by_role("link", name="Tạm dừng").click()
    board.get_by_role("button", name="Tạm dừng").click()

    expect(row(board, learner)).to_contain_text("Tạm dừng")
    assert attempt_of(learner).paused_at
