"""In a rush: the page that keeps the place, also over a dead line, and leads on by itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from assessments.services.gate import take_turn
from people.models import Agency, StaffProfile
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def take_turns(how_many: int) -> None:
    """Others were quicker."""
    for who in range(how_many):
        take_turn(10_000_000 + who, timezone.now())


def test_page_waits_and_leads_on(
    live_server: Any,
    page: Page,
    context: BrowserContext,
    enter: Callable[[StaffProfile], None],
    department: Agency,
    learner: StaffProfile,
    accessible: Callable[[Page], None],
    settings: Any,
) -> None:
    exam = factories.make_open_exam(department)
    cache.clear()
    settings.START_RATE = 1
    enter(learner)
    page.clock.install()
    page.goto(f"{live_server.url}/exams/{exam.uuid}/")
    take_turns(600)
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.get_by_text("Số người trước bạn")).to_be_visible()
    accessible(page)

    context.set_offline(True)
    page.clock.fast_forward("00:31")
    expect(page.get_by_text("Hiện đang mất kết nối")).to_be_visible()
    context.set_offline(False)
    context.clear_cookies(
        name="turn"
    )  # who has none before them is let through, as after their turn has come
    page.clock.fast_forward("00:31")

    expect(page).to_have_url(f"{live_server.url}/exams/{exam.uuid}/")
    expect(page.get_by_role("button", name="Bắt đầu làm bài")).to_be_visible()
