"""The printed results of a sitting while the exam council has not published them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Exam, Response, Sitting
from assessments.services.attempts import submit_attempt
from assessments.services.publication import publish_results
from people.models import Agency, Role, StaffProfile
from tests import factories
from tests.conftest import NOON

SignIn = Callable[[StaffProfile], Client]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def exam(department: Agency) -> Exam:
    """Its results wait for the council."""
    return factories.make_open_exam(department, withhold_results=True)


@pytest.fixture
def sitting(exam: Exam, office: Agency) -> Sitting:
    """In a room of an agency below that of the exam."""
    return factories.make_sitting(exam, agency=office)


@pytest.fixture
def passed(sitting: Sitting, learner: StaffProfile) -> StaffProfile:
    """The learner, with all right."""
    attempt = factories.make_attempt(learner, sitting.exam.parts.get(), now=NOON, sitting=sitting)
    for position in range(1, 5):
        Response.objects.create(
            attempt=attempt, position=position, value=0, seat=1, sequence=1, saved_at=NOON
        )
    submit_attempt(attempt, now=NOON + MINUTE, by=learner.user)
    return learner


@pytest.fixture
def local_examiner(office: Agency) -> StaffProfile:
    """Examiner where the sitting is, not where the exam is."""
    return factories.make_staff("Lò Văn Phòng", agency=office, roles=[Role.EXAMINER])


def sheet(browser: Client, sitting: Sitting) -> str:
    return str(browser.get(reverse("sitting_results", args=[sitting.uuid])).content.decode())


def test_withheld_score_is_not_printed(
    sitting: Sitting, passed: StaffProfile, sign_in: SignIn, local_examiner: StaffProfile
) -> None:
    text = sheet(sign_in(local_examiner), sitting)

    assert passed.full_name in text
    assert "chờ công bố" in text
    assert "Kết quả của 1 thí sinh đang chờ hội đồng thi công bố" in text
    assert ">100<" not in text
    assert "Đạt:" not in text


def test_who_publishes_reads_it_marked(
    sitting: Sitting, passed: StaffProfile, sign_in: SignIn, examiner: StaffProfile
) -> None:
    text = sheet(sign_in(examiner), sitting)

    assert ">100<" in text
    assert "Đạt: 1." in text
    assert "chưa công bố: bảng này chỉ dùng trong hội đồng thi" in text


def test_published_score_is_printed_for_both(
    sitting: Sitting,
    exam: Exam,
    passed: StaffProfile,
    sign_in: SignIn,
    local_examiner: StaffProfile,
    examiner: StaffProfile,
) -> None:
    publish_results(exam, reason="Họp ngày 21/11", now=NOON + 2 * MINUTE, by=examiner.user)

    text = sheet(sign_in(local_examiner), sitting)

    assert ">100<" in text
    assert "công bố" not in text.split("<article")[1]


def test_later_attempt_waits_for_the_next_publication(
    sitting: Sitting,
    exam: Exam,
    passed: StaffProfile,
    colleague: StaffProfile,
    sign_in: SignIn,
    local_examiner: StaffProfile,
    examiner: StaffProfile,
) -> None:
    publish_results(exam, reason="Đợt 1", now=NOON + 2 * MINUTE, by=examiner.user)
    attempt = factories.make_attempt(colleague, exam.parts.get(), now=NOON + 3 * MINUTE, sitting=sitting)
    submit_attempt(attempt, now=NOON + 4 * MINUTE, by=colleague.user)

    text = sheet(sign_in(local_examiner), sitting)

    assert ">100<" in text
    assert text.count("chờ công bố") == 1


def test_trial_sitting_waits_for_nobody(
    sitting: Sitting, learner: StaffProfile, sign_in: SignIn, local_examiner: StaffProfile
) -> None:
    Sitting.objects.update(trial=True)
    sitting.refresh_from_db()
    attempt = factories.make_attempt(learner, sitting.exam.parts.get(), now=NOON, sitting=sitting)
    submit_attempt(attempt, now=NOON + MINUTE, by=learner.user)

    assert ">0<" in sheet(sign_in(local_examiner), sitting)


def test_sheet_asks_as_often_for_many_as_for_one(
    sitting: Sitting,
    passed: StaffProfile,
    colleague: StaffProfile,
    sign_in: SignIn,
    examiner: StaffProfile,
    django_assert_num_queries: Any,
) -> None:
    browser = sign_in(examiner)
    sheet(browser, sitting)
    with CaptureQueriesContext(connection) as one:
        sheet(browser, sitting)
    attempt = factories.make_attempt(colleague, sitting.exam.parts.get(), now=NOON, sitting=sitting)
    submit_attempt(attempt, now=NOON + MINUTE, by=colleague.user)

    with django_assert_num_queries(len(one)):
        sheet(browser, sitting)
