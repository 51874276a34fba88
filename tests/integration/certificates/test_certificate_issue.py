"""From a passed result or a completed course to one certificate in the register."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from assessments.models import Exam, Result
from assessments.signals import result_settled
from certificates import errors
from certificates.codes import normalise_code
from certificates.models import Certificate, CertificateClaim, Register, Signatory
from certificates.services import award, issue_certificate, missing_awards
from courses.models import Enrolment
from courses.signals import course_completed
from people import ledger
from people.models import Agency, LedgerEntry, Notice, StaffProfile


def test_passed_result_gets_next_number(certificate: Certificate, department: Agency) -> None:
    assert certificate.serial == "H77.01/2026/GCN-000001"
    assert Register.objects.get(agency=department, year=2026).last_number == 1
    assert normalise_code(certificate.code) == certificate.code


def test_facts_are_copied_at_issue(certificate: Certificate, learner: StaffProfile) -> None:
    learner.full_name = "Tên Khác"
    learner.save()

    facts = Certificate.objects.get().printed

    assert facts.full_name == "Nguyễn Văn Đức"
    assert (facts.agency_name, facts.position) == ("Thanh tra (Sở Nội vụ)", "Chuyên viên")
    assert (facts.issuer_name, facts.issuer_parent_name) == ("Sở Nội vụ", "Ủy ban nhân dân tỉnh Hà Sơn")
    assert (facts.rating, facts.signer_name) == ("Giỏi", "Trần Quang Hậu")
    assert facts.verify_url == f"http://testserver/verify/{facts.code}/"


def test_issue_twice_gives_same(certificate: Certificate, result: Result, now: datetime) -> None:
    again = issue_certificate(result, now=now + timedelta(days=1), by=None)

    assert again == certificate
    assert Register.objects.get().last_number == 1


def test_issue_is_written_in_ledger(certificate: Certificate) -> None:
    entry = LedgerEntry.objects.get(kind="certificate-issued")

    assert entry.subject == certificate.serial
    assert entry.payload["facts_hash"] == certificate.facts_hash
    assert ledger.first_broken() is None


def test_person_is_told(certificate: Certificate, learner: StaffProfile) -> None:
    notice = Notice.objects.get(recipient=learner.user)

    assert "An toàn thông tin" in notice.subject
    assert notice.url == f"/certificates/{certificate.uuid}/"


def test_numbers_start_anew_each_year(
    certificate: Certificate, colleague: StaffProfile, pass_exam: Callable[..., Result], now: datetime
) -> None:
    next_year = issue_certificate(pass_exam(colleague), now=now + timedelta(days=60), by=None)

    assert next_year.serial == "H77.01/2027/GCN-000001"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"passed": False}, errors.NotEarned),
        ({"staff__simulated": True}, errors.NotEarned),
        ({"exam__certificate_on": "none"}, errors.NotEarned),
        ({"exam__certificate_on": "completion"}, errors.NotEarned),
        ({"exam__certificate_approval": "batch"}, errors.ApprovalIsMissing),
    ],
)
def test_issue_is_refused(
    fields: dict[str, object], refusal: type[Exception], result: Result, signatory: Signatory, now: datetime
) -> None:
    ((path, value),) = fields.items()
    owner, _, name = path.rpartition("__")
    setattr(getattr(result, owner) if owner else result, name, value)

    with pytest.raises(refusal):
        issue_certificate(result, now=now, by=None)

    assert not Register.objects.exists()


def test_agency_above_signs_and_issues(
    result: Result, exam: Exam, office: Agency, signatory: Signatory, now: datetime
) -> None:
    exam.agency = office
    exam.save()

    certificate = issue_certificate(Result.objects.get(), now=now, by=None)

    assert certificate.serial == "H77.01/2026/GCN-000001"


def test_without_signatory_it_waits(result: Result, now: datetime) -> None:
    waiting = award(result, now=now)

    assert isinstance(waiting, CertificateClaim)
    assert not Certificate.objects.exists()


def test_completion_counts_when_exam_says(
    enrolment: Enrolment, exam: Exam, signatory: Signatory, now: datetime
) -> None:
    exam.certificate_on = "completion"
    exam.save()

    facts = issue_certificate(enrolment, now=now, by=None).printed

    assert (facts.score, facts.rating) == (None, "")
    assert f"{facts.started_on:%d/%m} {facts.ended_on:%d/%m}" == "21/10 18/11"


def test_settled_result_is_left_to_worker(result: Result, queued: list[tuple], now: datetime) -> None:
    result_settled.send(Result, result=result, now=now)

    assert queued == [("certificates.tasks.award_result", result.pk)]


def test_completion_without_exam_leads_nowhere(
    enrolment: Enrolment, queued: list[tuple], now: datetime
) -> None:
    course_completed.send(Enrolment, enrolment=enrolment, now=now)

    assert queued == []


def test_missing_awards_are_found(
    result: Result,
    colleague: StaffProfile,
    pass_exam: Callable[..., Result],
    signatory: Signatory,
    now: datetime,
) -> None:
    other = pass_exam(colleague)
    award(result, now=now)

    assert list(missing_awards()) == [other]


def test_lost_pass_takes_claim_away(claim: CertificateClaim, now: datetime) -> None:
    Result.objects.update(passed=False)

    award(Result.objects.get(), now=now)

    assert not CertificateClaim.objects.exists()


def test_lost_pass_never_revokes(certificate: Certificate, now: datetime) -> None:
    Result.objects.update(passed=False)

    award(Result.objects.get(), now=now)

    assert Certificate.objects.valid().contradicted().get() == certificate
