"""Heavy work waits for what must not be disturbed, tells who asked, and never waits for ever."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django_q.models import Schedule

from people import yielding
from people.models import ImportRun, Notice, StaffProfile
from people.tasks import read_import_file, store_import_rows
from people.yielding import wait_until
from tests.conftest import NOON
from tests.integration.people.test_import_pages import staff_file, upload
from tests.queue import run_tasks
from tests.sheets import person

SignIn = Callable[[StaffProfile], Client]
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The worker's clock stands at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Until when it is busy; empty: it is not."""
    until = [NOON + HOUR]
    monkeypatch.setattr(yielding, "_watches", [lambda now: max(until, default=None)])
    return until


@pytest.fixture
def waiting(busy: list[datetime], manager: StaffProfile, office: object, sign_in: SignIn) -> ImportRun:
    """The manager's list, uploaded at noon while it is busy for an hour."""
    run = upload(sign_in(manager), staff_file(person()))
    run_tasks()
    run.refresh_from_db()
    return run


def due_tasks() -> list[tuple[Any, ...]]:
    """What is planned of imports: function, arguments and when."""
    planned = Schedule.objects.filter(func__startswith="people.tasks.", schedule_type=Schedule.ONCE)
    return list(planned.values_list("func", "args", "next_run"))


@pytest.mark.parametrize(
    ("busy_for", "asked_ago", "waits_for"),
    [
        (timedelta(hours=2), timedelta(0), timedelta(hours=2)),
        (timedelta(minutes=1), timedelta(0), timedelta(minutes=10)),
        (timedelta(hours=20), timedelta(0), timedelta(hours=6)),
        (timedelta(hours=20), timedelta(hours=5), timedelta(hours=1)),
    ],
)
def test_wait_has_its_bounds(
    busy: list[datetime], busy_for: timedelta, asked_ago: timedelta, waits_for: timedelta
) -> None:
    busy[:] = [NOON + busy_for]

    assert wait_until(NOON, NOON - asked_ago) == NOON + waits_for


def test_nothing_waits_longer_than_is_set(busy: list[datetime]) -> None:
    assert wait_until(NOON, NOON - 6 * HOUR) is None


def test_nothing_waits_where_that_is_switched_off(busy: list[datetime], settings: Any) -> None:
    settings.YIELD_HOURS = 0

    assert wait_until(NOON, NOON) is None


def test_quiet_hours_let_everything_run(busy: list[datetime]) -> None:
    busy.clear()

    assert wait_until(NOON, NOON) is None


def test_import_is_put_off(waiting: ImportRun) -> None:
    assert (waiting.state, waiting.put_off_until) == ("uploaded", NOON + HOUR)
    assert due_tasks() == [("people.tasks.read_import_file", f"({waiting.pk},)", NOON + HOUR)]


def test_uploader_is_told(waiting: ImportRun, manager: StaffProfile) -> None:
    notice = Notice.objects.get(recipient=manager.user)

    assert notice.subject == "Danh sách của bạn tạm chờ ca thi kết thúc"
    assert "13:00 20/11/2026" in notice.body


def test_page_says_when_and_asks_seldom(waiting: ImportRun, client: Client) -> None:
    page = client.get(reverse("people:import_run", args=[waiting.uuid])).content.decode()

    assert "vào khoảng 13:00 20/11/2026" in page
    assert 'data-every="30"' in page


def test_later_it_is_read_and_told(
    waiting: ImportRun, busy: list[datetime], clock: time_machine.Traveller, manager: StaffProfile
) -> None:
    clock.shift(HOUR)
    busy.clear()
    read_import_file(waiting.pk, since=NOON.isoformat())

    waiting.refresh_from_db()
    assert (waiting.state, waiting.put_off_until) == ("previewed", None)
    assert Notice.objects.filter(subject="Đã đọc xong danh sách của bạn").exists()


def test_still_busy_puts_off_again_and_tells_once(
    waiting: ImportRun, busy: list[datetime], clock: time_machine.Traveller
) -> None:
    clock.shift(HOUR)
    busy[:] = [NOON + 20 * HOUR]
    read_import_file(waiting.pk, since=NOON.isoformat())

    waiting.refresh_from_db()
    assert waiting.put_off_until == NOON + 6 * HOUR
    assert Notice.objects.count() == 1


def test_at_the_last_moment_it_is_done(
    waiting: ImportRun, busy: list[datetime], clock: time_machine.Traveller
) -> None:
    clock.shift(6 * HOUR)
    busy[:] = [NOON + 20 * HOUR]
    read_import_file(waiting.pk, since=NOON.isoformat())

    waiting.refresh_from_db()
    assert waiting.state == "previewed"


def test_confirmed_rows_wait_too(
    waiting: ImportRun, busy: list[datetime], client: Client, clock: time_machine.Traveller
) -> None:
    clock.shift(6 * HOUR)
    read_import_file(waiting.pk, since=NOON.isoformat())
    busy[:] = [NOON + 8 * HOUR]
    client.post(reverse("people:import_confirm", args=[waiting.uuid]))
    run_tasks()

    waiting.refresh_from_db()
    assert (waiting.state, waiting.put_off_until) == ("applying", NOON + 8 * HOUR)
    store_import_rows(waiting.pk, since=NOON.isoformat())
    assert StaffProfile.objects.filter(staff_code="CB-0001").exists()


def test_failure_is_told_as_well(
    busy: list[datetime], manager: StaffProfile, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    from io import BytesIO

    run = upload(sign_in(manager), BytesIO(b"PK\x03\x04 no workbook"))
    run_tasks()
    clock.shift(6 * HOUR)
    read_import_file(run.pk, since=NOON.isoformat())

    assert Notice.objects.filter(subject="Chưa nhập được danh sách của bạn").exists()
