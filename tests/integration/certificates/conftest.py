"""A course with its exam, somebody who passed it, and somebody who signs."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from wagtail.models import Page

from assessments.models import Exam, ExamState, Result
from certificates.models import Certificate, CertificateClaim, Signatory
from certificates.services import award, issue_certificate
from courses.models import CataloguePage, CoursePage, Enrolment, HomePage
from people.models import Agency, StaffProfile


@pytest.fixture
def course(department: Agency) -> CoursePage:
    """An own course of the department, below its own home page."""
    home = HomePage(title="Trang chủ", slug="trang-chu")
    Page.get_first_root_node().add_child(instance=home)
    catalogue = CataloguePage(title="Khóa học", slug="khoa-hoc")
    home.add_child(instance=catalogue)
    page = CoursePage(
        title="An toàn thông tin",
        slug="kns-07",
        code="KNS-07",
        summary="Tóm tắt",
        hours=12,
        agency=department,
    )
    catalogue.add_child(instance=page)
    return page


@pytest.fixture
def exam(department: Agency, course: CoursePage) -> Exam:
    """The published exam of the course: a passed result leads to a certificate at once."""
    return Exam.objects.create(
        code="KNS-07-2026",
        title="Kiểm tra KNS-07",
        agency=department,
        course=course,
        state=ExamState.PUBLISHED,
    )


@pytest.fixture
def batch_exam(exam: Exam) -> Exam:
    """The same exam, whose certificates wait for a batch approval."""
    exam.certificate_approval = "batch"
    exam.save()
    return exam


@pytest.fixture
def signatory(department: Agency) -> Signatory:
    """Who signs for the department."""
    return Signatory.objects.create(
        agency=department,
        authority="TL. Chủ tịch",
        position="Giám đốc",
        full_name="Trần Quang Hậu",
        place="Hà Sơn",
        valid_from=date(2026, 1, 1),
    )


@pytest.fixture
def pass_exam(exam: Exam, now: datetime) -> Callable[..., Result]:
    """Makes the passed result of somebody."""

    def settle(staff: StaffProfile, **fields: Any) -> Result:
        facts = {"score": Decimal("87.50"), "passed": True, "first_score": Decimal("87.50")}
        return Result.objects.create(
            staff=staff,
            exam=exam,
            period="2026",
            cut_score=80,
            rule="partial-credit-1",
            full_name=staff.full_name,
            agency_code="H77.01.2",
            agency_name="Thanh tra (Sở Nội vụ)",
            settled_at=now - timedelta(days=1),
            **(facts | fields),
        )

    return settle


@pytest.fixture
def result(learner: StaffProfile, pass_exam: Callable[..., Result]) -> Result:
    """The learner passed."""
    return pass_exam(learner)


@pytest.fixture
def enrolment(learner: StaffProfile, course: CoursePage, now: datetime) -> Enrolment:
    """The learner completed the course within a month."""
    return Enrolment.objects.create(
        staff=learner,
        course=course,
        enrolled_at=now - timedelta(days=30),
        completed_at=now - timedelta(days=2),
        percent=100,
    )


@pytest.fixture
def certificate(result: Result, signatory: Signatory, now: datetime) -> Certificate:
    """The learner's certificate."""
    return issue_certificate(result, now=now, by=None)


@pytest.fixture
def claim(batch_exam: Exam, result: Result, signatory: Signatory, now: datetime) -> CertificateClaim:
    """The learner's claim, which waits."""
    result.refresh_from_db()
    award(result, now=now)
    return CertificateClaim.objects.get()


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    """What the receivers leave to the worker."""
    calls: list[tuple] = []
    monkeypatch.setattr("certificates.receivers.async_task", lambda *call: calls.append(call))
    return calls
