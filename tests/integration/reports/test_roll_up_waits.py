"""A roll-up that is asked for while people sit a test is made afterwards, and who asked is told twice."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django_q.models import Schedule

from people.models import Notice
from reports.models import RollUpRun
from reports.tasks import roll_up_now, roll_up_on_schedule
from tests import factories
from tests.conftest import NOON
from tests.queue import run_tasks


@pytest.fixture
def sitting(at_noon, cohort, exam):
    """Open since noon, until one o'clock."""
    return factories.make_sitting(exam, ends_at=NOON + timedelta(hours=1))


@pytest.fixture
def asked(sitting, manager, sign_in):
    """What the manager sees after asking; the worker has seen the task."""
    answer = sign_in(manager).post(reverse("reports_start_run"), {"period": "2026"}, follow=True)
    run_tasks()
    return answer.content.decode()


def planned():
    return Schedule.objects.filter(schedule_type=Schedule.ONCE, next_run=NOON + timedelta(hours=1))


def test_page_says_when(asked):
    assert "Số liệu sẽ được tổng hợp vào khoảng 13:00 20/11/2026" in asked
    assert not RollUpRun.objects.exists()


def test_worker_puts_it_off_and_tells(asked, manager):
    assert planned().get().func == "reports.tasks.roll_up_now"
    assert "13:00 20/11/2026" in Notice.objects.get(recipient=manager.user).body


def test_afterwards_it_is_made_and_told(asked, sitting, manager):
    sitting.delete()
    roll_up_now("2026", "2026-11-20", manager.user.pk, since=NOON.isoformat())

    run = RollUpRun.objects.get()
    ready = Notice.objects.get(recipient=manager.user, subject="Đã tổng hợp xong số liệu kỳ 2026")
    assert str(run.uuid) in ready.url


def test_nightly_count_waits_and_tells_nobody(sitting):
    roll_up_on_schedule()

    assert planned().get().func == "reports.tasks.roll_up_on_schedule"
    assert not RollUpRun.objects.exists()
    assert not Notice.objects.exists()


def test_after_the_longest_wait_it_is_made(sitting, manager):
    long_ago = (NOON - timedelta(hours=6)).isoformat()

    roll_up_now("2026", "2026-11-20", manager.user.pk, since=long_ago)

    assert RollUpRun.objects.exists()
