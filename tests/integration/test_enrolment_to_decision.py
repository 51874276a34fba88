"""The main flow as one story: from a messy staff list and a question file to a decided proposal.

Played on `../shared/inputs` where that folder is there, else on the samples of this repository.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db.models import Count
from django.test import Client

from assessments.core.items import from_json
from assessments.models import Blueprint, Exam, ItemBank, Result
from assessments.play.knowledge import right_answer
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.banks import ExamNotPublishable, publish_exam, save_blueprint
from assessments.services.saving import Answer, save_response
from certificates.models import Certificate
from certificates.services import appoint_signatory
from courses.models import CoursePage, Enrolment
from courses.services import assign, enrol, record_progress
from people.models import Agency, Role, RoleGrant, StaffProfile
from reports.errors import SubmitterMayNotDecide
from reports.models import Proposal, ProposalState, RollUpRun
from reports.services import decide, evidence_is_intact, give_statement, propose, submit_proposal
from tests import factories
from tests.conftest import NOON
from tests.queue import run_tasks

SHARED = settings.BASE_DIR.parent / "shared" / "inputs"
SAMPLES = settings.BASE_DIR / "samples"
pytestmark = pytest.mark.django_db


class Inputs:
    """Where the files are, and what is known of them."""

    def __init__(self) -> None:
        shared = SHARED.is_dir()
        folder = SHARED if shared else SAMPLES
        self.agencies, self.staff = folder / "co_quan.xlsx", folder / "can_bo.xlsx"
        self.items = folder / ("kns07_an_toan_thong_tin.gift" if shared else "banks/kns07.gift")
        self.bank = "KNS-07" if shared else "LG-KNS07"
        self.expected = json.loads((folder / "expected.json").read_text("utf-8")) if shared else None


@pytest.fixture
def inputs() -> Inputs:
    """The input files of this machine."""
    return Inputs()


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Commands and tasks read the clock; here it stands still until it is moved."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def command(name: str, *args: Any, **options: Any) -> dict[str, Any]:
    """What a command prints as JSON."""
    out = StringIO()
    call_command(name, *map(str, args), stdout=out, **options)
    return json.loads(out.getvalue())


def make_exam(bank: ItemBank, course: CoursePage, cells: dict[tuple[str, str], int], **fields: Any) -> Exam:
    """A draft official exam over a blueprint of these cells."""
    blueprint = save_blueprint(
        Blueprint(bank=bank, title=f"Ma trận {len(cells)} ô"), cells, now=NOON, by=None
    )
    exam = Exam.objects.create(
        agency=bank.agency,
        course=course,
        official=True,
        attempts_allowed=2,
        wait_hours=0,
        **({"title": "Bài thi An toàn thông tin"} | fields),
    )
    exam.parts.create(title="Trắc nghiệm", blueprint=blueprint, minutes=35, cut_score=80, forms_count=3)
    return exam


def test_from_staff_list_to_decision(inputs: Inputs, client: Client, clock: Any, tmp_path: Path) -> None:
    root = read_the_lists(inputs)
    call_command("load_reference", stdout=StringIO())
    unit, people = a_unit_of_five(root)
    diligent, struggling = people[:2]
    manager, decider = two_officers(root, unit)

    course = write_the_course(root)
    assign(course, unit, NOON.date() + timedelta(days=10), now=NOON, by=manager.user)
    exam = open_the_exam(inputs, root, course, manager)

    learn(diligent, course)
    learn(struggling, course)
    sit(diligent, exam, knows=True, now=NOON)
    sit(struggling, exam, knows=False, now=NOON)
    sit(struggling, exam, knows=False, now=NOON + timedelta(hours=2))
    run_tasks()
    the_certificate_can_be_checked(diligent, exam, client)

    clock.move_to(NOON + timedelta(days=11))
    run = the_tree_is_counted(unit, people, tmp_path)
    the_proposal_is_decided(run, struggling, manager, decider, client)


def read_the_lists(inputs: Inputs) -> Agency:
    """Agencies and staff come in; the same files again change nothing."""
    agencies = command("import_agencies", inputs.agencies, json=True)
    staff = command("import_staff", inputs.staff, json=True)
    again = command("import_staff", inputs.staff, json=True)

    assert agencies["accepted"] == Agency.objects.count()
    assert staff["accepted"] + staff["to_review"] == StaffProfile.objects.count() == again["unchanged"]
    assert (again["added"], again["changed"]) == (0, 0)
    if inputs.expected:
        assert {key: staff[key] for key in ("rows", "accepted", "to_review", "refused", "reasons")} == {
            key: inputs.expected[key] for key in ("rows", "accepted", "to_review", "refused", "reasons")
        }
        assert lines_by_reason(staff) == inputs.expected["lines"]
    return Agency.objects.get(depth=1)


def lines_by_reason(report: dict[str, Any]) -> dict[str, list[int]]:
    """The report's problems as the expectation writes them."""
    lines: dict[str, list[int]] = {}
    for problem in report["problems"]:
        lines.setdefault(problem["reason"], []).append(problem["line"])
    return {reason: sorted(found) for reason, found in lines.items()}


def a_unit_of_five(root: Agency) -> tuple[Agency, list[StaffProfile]]:
    """A unit without units below it where at least five people serve."""
    units = Agency.objects.under(root).filter(numchild=0).annotate(people=Count("postings"))
    unit = units.filter(people__gte=5).first()
    assert unit is not None
    return unit, list(StaffProfile.objects.within(Agency.objects.filter(pk=unit.pk)))


def two_officers(root: Agency, unit: Agency) -> tuple[StaffProfile, StaffProfile]:
    """An HR manager and a decider of the province, from outside the unit."""
    manager, decider = StaffProfile.objects.exclude(postings__agency=unit)[:2]
    for staff, role in ((manager, Role.HR_MANAGER), (decider, Role.DECIDER)):
        RoleGrant.objects.create(user=staff.user, role=role, agency=root, granted_at=NOON)
    return manager, decider


def write_the_course(root: Agency) -> CoursePage:
    """A course of two lessons that also wants its exam, and somebody who signs for the province."""
    course = factories.make_course("KNS-07", lessons=2, agency=root)
    signs = {"authority": "TM. ỦY BAN NHÂN DÂN", "position": "CHỦ TỊCH", "full_name": "Lò Văn Sơn"}
    by = factories.make_user(is_superuser=True)
    appoint_signatory(root, **signs, place="Hà Sơn", valid_from=date(2026, 1, 1), now=NOON, by=by)
    return course


def open_the_exam(inputs: Inputs, root: Agency, course: CoursePage, manager: StaffProfile) -> Exam:
    """The question file becomes a bank; a blueprint beyond it is refused by row, a smaller one opens."""
    bank = factories.make_bank(root, inputs.bank)
    report = command("import_items", inputs.items, bank=bank.code, json=True, publish=True)
    topic, level = "Mật khẩu và thiết bị", "NB"
    greedy = make_exam(bank, course, {(topic, level): 40}, code="KNS-07-QUA-LON")
    fitting = make_exam(bank, course, {(topic, level): 1, ("Lừa đảo và mã độc", "VD"): 1}, code="KNS-07-2026")

    with pytest.raises(ExamNotPublishable) as refused:
        publish_exam(greedy, seed="hat-giong", now=NOON, by=manager.user)

    (shortage,) = refused.value.refusals[0].shortages
    assert (shortage.topic, shortage.level, shortage.wanted) == (topic, level, 120)
    assert report["refused"] == 0
    assert bank.items.filter(state="live").count() == report["accepted"]
    return publish_exam(fitting, seed="hat-giong", now=NOON, by=manager.user)


def learn(staff: StaffProfile, course: CoursePage) -> Enrolment:
    """Takes the course and does its lessons."""
    enrolment = enrol(staff, course, now=NOON)
    for lesson in course.lessons():
        record_progress(enrolment, lesson, now=NOON)
    return enrolment


def sit(staff: StaffProfile, exam: Exam, *, knows: bool, now: datetime) -> None:
    """Starts, answers every item rightly or none at all, and submits."""
    attempt = start_attempt(staff, exam.parts.get(), now=now, by=staff.user)
    for entry in attempt.form.items.select_related("version") if knows else ():
        right = right_answer(from_json(entry.version.content))
        answer = Answer(attempt.pk, staff.pk, attempt.seat, entry.position, entry.position, right)
        save_response(answer, now=now + timedelta(minutes=1))
    submit_attempt(attempt, now=now + timedelta(minutes=20), by=staff.user)


def the_certificate_can_be_checked(staff: StaffProfile, exam: Exam, client: Client) -> None:
    """Passed: one certificate in the register, its PDF made by the worker, its facts public, the course completed."""
    result = Result.objects.get(staff=staff, exam=exam)
    certificate = Certificate.objects.get(staff=staff)
    page = client.get(f"/verify/{certificate.code}/").content.decode()
    with certificate.pdf.open() as file:
        pdf = file.read()

    assert (result.score, result.passed) == (Decimal(100), True)
    assert certificate.serial.endswith("/2026/GCN-000001")
    assert pdf.startswith(b"%PDF-")
    assert staff.full_name.upper() in page
    assert not staff.identity_number or staff.identity_number not in page
    assert Enrolment.objects.get(staff=staff).completed_at is not None


def the_tree_is_counted(unit: Agency, people: list[StaffProfile], folder: Path) -> RollUpRun:
    """Two took part, one passed, everybody else is overdue; the workbook holds no formula."""
    told = command("roll_up", period="2026", json=True)
    call_command("roll_up", period="2026", xlsx=folder / "tong-hop.xlsx", stdout=StringIO())
    nodes = {node["code"]: node for node in told["nodes"]}
    expected = {"in_scope": len(people), "enrolled": 2, "completed": 1, "sat": 2, "passed": 1}
    sheets = openpyxl.load_workbook(folder / "tong-hop.xlsx")

    assert {key: nodes[unit.code]["own"][key] for key in expected} == expected
    assert {key: told["nodes"][0]["subtree"][key] for key in expected} == expected
    assert (nodes[unit.code]["own"]["pass_rate"], nodes[unit.code]["own"]["mean_score"]) == (0.5, 50.0)
    assert nodes[unit.code]["own"]["overdue"] == len(people) - 1
    assert all(cell.data_type != "f" for sheet in sheets for row in sheet for cell in row)
    return RollUpRun.objects.get(uuid=told["run"])


def the_proposal_is_decided(
    run: RollUpRun, staff: StaffProfile, manager: StaffProfile, decider: StaffProfile, client: Client
) -> None:
    """Attempts used up: extra training is proposed, the person speaks, one submits, another decides."""
    now = NOON + timedelta(days=11)
    proposals = propose(run, now=now, by=manager.user)
    proposal = next(each for each in proposals if each.subject_staff == staff)
    assert (proposal.rule_code, proposal.state) == ("XL3", ProposalState.AWAITING_STATEMENT)

    give_statement(proposal, "Tôi bị ốm hôm thi.", now=now, by=staff.user)
    submit_proposal(proposal, now=now, by=manager.user)
    with pytest.raises(SubmitterMayNotDecide):
        decide(proposal, True, "Tự duyệt.", now=now, by=manager.user)
    decide(proposal, True, "Đồng ý cho bồi dưỡng thêm.", now=now, by=decider.user)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == (ProposalState.APPROVED, decider.user)
    assert evidence_is_intact(proposal)
    assert not Proposal.objects.filter(subject_staff=staff, state=ProposalState.SUBMITTED).exists()
