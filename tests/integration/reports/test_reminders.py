"""XL1: who is reminded, when, and only once a step."""

from datetime import date

import pytest

from people.models import Notice
from reports.services import send_reminders, switch_off
from reports.services.reminders import find_due
from tests import report_factories as make

DUE = date(2026, 11, 5)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 10, 21), 0),
        (date(2026, 10, 22), 4),
        (date(2026, 10, 30), 4),
        (date(2026, 11, 4), 3),
        (date(2026, 11, 5), 0),
    ],
)
def test_reminds_the_unfinished(cohort, rules, day, told):
    assert len(list(find_due(day, [14, 7, 1]))) == told


def test_each_step_is_told_once(cohort, rules, colleague):
    for day in (date(2026, 10, 22), date(2026, 10, 23), date(2026, 10, 29), date(2026, 11, 4)):
        send_reminders(now=make.at(day))

    told = Notice.objects.filter(recipient=colleague.user, kind="reminder").order_by("created_at")
    assert [notice.subject for notice in told] == [
        "Còn 14 ngày để hoàn thành “An toàn thông tin”",
        "Còn 7 ngày để hoàn thành “An toàn thông tin”",
        "Còn 1 ngày để hoàn thành “An toàn thông tin”",
    ]


def test_exempt_person_is_left_alone(cohort, rules, exempted):
    send_reminders(now=make.at(date(2026, 10, 22)))

    assert not Notice.objects.filter(recipient=exempted.user).exists()


def test_switched_off_agency_is_left_alone(cohort, rules, office, manager, now):
    switch_off(rules["XL1"].rule, office, date(2026, 10, 1), now=now, by=manager.user)

    assert send_reminders(now=make.at(date(2026, 10, 22))) == 2


def test_usual_days_without_rules(cohort):
    assert send_reminders(now=make.at(date(2026, 10, 22))) == 4
