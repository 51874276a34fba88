"""Everybody's door."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from people.models import StaffProfile

pytestmark = pytest.mark.django_db(transaction=True)


def test_learner_signs_in_by_staff_code(live_server: Any, page: Page, learner: StaffProfile) -> None:
    learner.user.set_password("mot-mat-khau-dai")
    learner.user.save()
    page.goto(f"{live_server.url}/accounts/login/")

    page.get_by_label("Thư điện tử công vụ hoặc mã cán bộ").fill(learner.staff_code.lower())
    page.get_by_label("Mật khẩu").fill("mot-mat-khau-dai")
    page.get_by_role("button", name="Đăng nhập").click()

    expect(page.get_by_text(learner.full_name).first).to_be_visible()


def test_administration_has_no_second_door(live_server: Any, page: Page, transactional_db: None) -> None:
    page.goto(f"{live_server.url}/admin/")

    expect(page).to_have_url(f"{live_server.url}/accounts/login/?next=/admin/")
