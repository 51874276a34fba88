"""An HR manager's day with people: a list comes in, a person is put right, a role and an invitation go out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from people.models import Agency, ImportRun, RoleGrant, StaffProfile
from people.tasks import read_import_file, store_import_rows
from tests.sheets import STAFF_HEADER, other_person, person, workbook

pytestmark = pytest.mark.django_db(transaction=True)

Enter = Callable[[StaffProfile], None]
Accessible = Callable[[Page], None]


@pytest.fixture
def staff_file(tmp_path: Path) -> Path:
    """A list with a good, a flagged and a refused row."""
    rows = [person(born=1985), other_person(), other_person(ordinal=3, code="CB-0003", kind="XYZ")]
    path = tmp_path / "Danh sách.xlsx"
    path.write_bytes(workbook([STAFF_HEADER, *rows]).getvalue())
    return path


def test_list_comes_in(
    live_server: Any, page: Page, enter: Enter, manager: StaffProfile, office: Agency, staff_file: Path
) -> None:
    enter(manager)
    page.goto(f"{live_server.url}/people/imports/")
    page.get_by_label("Tệp Excel (.xlsx)").set_input_files(staff_file)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_text("Tệp đang chờ đọc")).to_be_visible()

    read_import_file(ImportRun.objects.get().pk)
    expect(page.get_by_role("heading", name="1 dòng bị từ chối")).to_be_visible(timeout=15_000)
    page.get_by_role("button", name="Nhập các dòng này").click()
    expect(page.get_by_text("Đang lưu các dòng")).to_be_visible()
    store_import_rows(ImportRun.objects.get().pk)

    expect(page.get_by_text("Đã nhập danh sách")).to_be_visible(timeout=15_000)
    assert StaffProfile.objects.filter(staff_code__startswith="CB-").count() == 2


def test_import_works_without_scripts(
    live_server: Any, device_of: Callable[..., Page], manager: StaffProfile, staff_file: Path
) -> None:
    page = device_of(manager, java_script_enabled=False)
    page.goto(f"{live_server.url}/people/imports/")
    page.get_by_label("Tệp Excel (.xlsx)").set_input_files(staff_file)
    page.get_by_role("button", name="Đọc tệp").click()
    read_import_file(ImportRun.objects.get().pk)

    page.locator("main noscript a, main p a").first.click()

    expect(page.get_by_text("bị từ chối").first).to_be_visible()


def test_person_is_put_right(
    live_server: Any,
    page: Page,
    enter: Enter,
    accessible: Accessible,
    manager: StaffProfile,
    learner: StaffProfile,
) -> None:
    StaffProfile.objects.filter(pk=learner.pk).update(needs_review=["year_only_birth"])
    enter(manager)
    page.goto(f"{live_server.url}/people/staff/?q=nguyen+van+duc")
    page.get_by_role("link", name="Nguyễn Văn Đức").click()
    page.get_by_role("link", name="Sửa hoặc xác nhận").click()
    page.get_by_label("Ngày sinh").fill("31/02/1985")
    page.get_by_role("button", name="Lưu thông tin").click()
    expect(page.locator("#error-summary")).to_be_focused()
    accessible(page)

    page.get_by_label("Ngày sinh").fill("05/11/1985")
    page.get_by_label("Tôi đã kiểm tra những điểm cần xem lại").check()
    page.get_by_role("button", name="Lưu thông tin").click()

    expect(page.get_by_text("Đã lưu thông tin.")).to_be_visible()
    learner.refresh_from_db()
    assert learner.needs_review == []


def test_role_is_granted_and_ended(
    live_server: Any, page: Page, enter: Enter, manager: StaffProfile, learner: StaffProfile
) -> None:
    enter(manager)
    page.goto(f"{live_server.url}/people/roles/?person={learner.staff_code}")
    page.get_by_label("Vai trò").select_option("trainer")
    page.locator("#id_agency").select_option("H77.01.2")
    page.get_by_role("button", name="Giao vai trò này").click()
    expect(page.get_by_text("Đã giao vai trò.")).to_be_visible()
    page.get_by_role("button", name="Kết thúc giảng viên, Nguyễn Văn Đức").click()
    page.get_by_role("button", name="Kết thúc vai trò").click()

    expect(page.get_by_text("Đã kết thúc vai trò.")).to_be_visible()
    assert RoleGrant.objects.get(user=learner.user).ended_at is not None
