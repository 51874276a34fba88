"""The line stays dead: the candidate saves the answers as a file, the invigilator hands it in, the examiner decides."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.forms.answer_files import read_answer_file
from assessments.models import Attempt, Response
from assessments.services.attempts import close_overdue
from people.models import Agency, StaffProfile
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Page]
KEEPS_NOTHING = "Object.defineProperty(window, 'indexedDB', { value: undefined })"


@pytest.fixture
def open_as(live_server: Any, device_of: Callable[..., Page]) -> Open:
    """A person's own device at an address, its time ours to move."""

    def of(staff: StaffProfile, path: str, script: str = "") -> Page:
        page = device_of(staff)
        page.clock.install()
        page.add_init_script(script)
        page.goto(f"{live_server.url}{path}")
        return page

    return of


@pytest.fixture
def attempt(department: Agency, learner: StaffProfile, invigilator: StaffProfile) -> Attempt:
    """Half an hour's paper, begun a minute ago in a sitting."""
    exam = factories.make_open_exam(department)
    begun = timezone.now() - timedelta(minutes=1)
    room = factories.make_sitting(exam, begins_at=begun, candidates=[learner], invigilators=[invigilator])
    return factories.make_attempt(learner, exam.parts.get(), now=begun, sitting=room)


def tick(page: Page, item: int, option: int) -> None:
    page.locator(f"#item-{item} input[value='{option}']").check()


def lose_the_line(page: Page) -> None:
    """The first answer arrives, two more do not."""
    tick(page, 1, 0)
    expect(page.locator("#save-state")).to_contain_text("Đã lưu lúc")
    page.context.set_offline(True)
    tick(page, 2, 0)
    tick(page, 3, 2)


def save_file(page: Page, to: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Lưu tệp bài làm").click()
    expect(page.locator("#exam-file [role=status]")).to_contain_text("có 2 câu trả lời")
    assert download.value.suggested_filename.endswith(".bailam")
    download.value.save_as(to)
    return to


def the_time_runs_out(attempt: Attempt) -> None:
    hour = timedelta(hours=1)
    times = ("started_at", "deadline", "closes_at")
    Attempt.objects.update(**{name: getattr(attempt, name) - hour for name in times})


def hand_in(page: Page, file: Path) -> None:
    page.get_by_label("Tệp bài làm").set_input_files(file)
    page.get_by_role("button", name="Nộp tệp").click()


def test_dead_line_answers_reach_the_examiner(
    open_as: Open,
    attempt: Attempt,
    learner: StaffProfile,
    invigilator: StaffProfile,
    examiner: StaffProfile,
    tmp_path: Path,
    accessible: Callable[[Page], None],
) -> None:
    page = open_as(learner, reverse("paper", args=[attempt.uuid]))
    lose_the_line(page)
    page.clock.run_for(60_000)
    expect(page.locator("#exam-file")).to_be_hidden()
    page.clock.run_for(75_000)
    expect(page.locator("#exam-file")).to_be_visible()
    accessible(page)
    file = save_file(page, tmp_path / "bai-lam.bailam")
    the_time_runs_out(attempt)

    room = open_as(invigilator, reverse("sitting_board", args=[attempt.sitting.uuid]))
    room.get_by_role("link", name="Nhận tệp bài làm").click()
    accessible(room)
    hand_in(room, file)
    expect(room.locator(".messages")).to_contain_text(
        "Đã nhận tệp bài làm của Nguyễn Văn Đức. 2 câu trả lời chờ giám khảo"
    )
    room.get_by_role("link", name="Nhận tệp bài làm").click()
    hand_in(room, file)
    expect(room.locator("#error-summary")).to_contain_text("Chính tệp này đã được nhận")

    close_overdue(now=timezone.now())
    desk = open_as(examiner, reverse("late_answers", args=[attempt.uuid]))
    expect(desk.get_by_text("Giám thị đã nộp câu này trong tệp bài làm")).to_have_count(2)
    desk.get_by_label("Lý do").first.fill("Mất mạng cả phòng")
    desk.get_by_role("button", name="Chấp nhận và chấm lại").first.click()
    expect(desk.locator(".messages")).to_contain_text("Đã chấp nhận câu trả lời")

    assert dict(Response.objects.values_list("position", "value")) == {1: 0, 2: 0}
    page.context.set_offline(False)
    page.wait_for_url("**/result/")
    expect(page.get_by_text("Đã nhận tệp bài làm · Cao Thị Mai")).to_be_visible()


def test_answers_only_in_memory_go_into_the_file_after_the_end(
    open_as: Open, attempt: Attempt, learner: StaffProfile, tmp_path: Path
) -> None:
    now = timezone.now()
    Attempt.objects.update(deadline=now + timedelta(seconds=90), closes_at=now + timedelta(seconds=150))
    page = open_as(learner, reverse("paper", args=[attempt.uuid]), script=KEEPS_NOTHING)
    lose_the_line(page)
    page.clock.run_for(95_000)
    expect(page.locator("#exam-alert")).to_contain_text("Hết giờ")
    expect(page.locator("#exam-file")).to_be_visible()

    file = read_answer_file(save_file(page, tmp_path / "bai-lam.bailam").read_bytes())
    assert sorted((each.position, each.value) for each in file.answers) == [(2, 0), (3, 2)]
    Attempt.objects.update(deadline=timezone.now())  # for the server, too
    page.context.set_offline(False)
    page.wait_for_url("**/result/")
    assert dict(Response.objects.values_list("position", "value")) == {1: 0, 2: 0, 3: 2}
