"""What the worker does, also when it does it twice."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django_q.models import Schedule

from assessments.models import Result
from certificates import tasks
from certificates.errors import CertificateWasAltered
from certificates.models import Certificate, CertificateClaim, Signatory
from certificates.receivers import plan_healing
from courses.models import Enrolment
from people.models import Notice, StaffProfile


def test_worker_issues_and_renders(result: Result, signatory: Signatory, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        tasks.award_result(result.pk)
        tasks.render_certificate(Certificate.objects.get().pk)

    certificate = Certificate.objects.get()
    assert certificate.rendered_at == now
    with certificate.pdf.open("rb") as pdf:
        assert pdf.read(5) == b"%PDF-"


def test_rendering_twice_keeps_one_file(certificate: Certificate) -> None:
    tasks.render_certificate(certificate.pk)
    first = Certificate.objects.get().pdf.name
    tasks.render_certificate(certificate.pk)

    assert Certificate.objects.get().pdf.name == first


def test_altered_facts_are_not_printed(certificate: Certificate) -> None:
    certificate.facts["full_name"] = "Kẻ Sửa Dữ Liệu"
    certificate.save()

    with pytest.raises(CertificateWasAltered):
        tasks.render_certificate(certificate.pk)


@pytest.mark.parametrize("task", [tasks.award_result, tasks.award_completion, tasks.render_certificate])
def test_vanished_rows_are_no_error(task: Callable[[int], None], db: None) -> None:
    task(404)

    assert not Certificate.objects.exists()


def test_healing_finds_what_is_missing(
    certificate: Certificate, colleague: StaffProfile, pass_exam: Callable[..., Result], now: datetime
) -> None:
    pass_exam(colleague)

    with time_machine.travel(now + timedelta(hours=1), tick=False):
        healed = tasks.heal_certificates()

    assert healed == {"awards": 1, "pdfs": 1, "told": 0}
    assert Certificate.objects.count() == 2


def test_healing_tells_who_approves(claim: CertificateClaim, manager: StaffProfile, now: datetime) -> None:
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        healed = [tasks.heal_certificates()["told"] for _hour in range(2)]

    assert healed == [1, 0]
    assert Notice.objects.get(kind="certificates-wait").recipient == manager.user


def test_healing_is_planned_each_hour(db: None) -> None:
    plan_healing(using="default")

    plan = Schedule.objects.get(name="certificates.heal")
    assert (plan.func, plan.cron) == ("certificates.tasks.heal_certificates", "37 * * * *")


def test_healing_again_does_nothing(enrolment: Enrolment, signatory: Signatory) -> None:
    assert tasks.heal_certificates() == {"awards": 0, "pdfs": 0, "told": 0}
