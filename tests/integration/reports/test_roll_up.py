"""Roll-up runs over the worked example, with figures counted by hand."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import openpyxl
import pytest
import time_machine
from django.core.management import CommandError, call_command

from assessments.models import Attempt, Blueprint, ExamPart, Form, ItemBank
from people.models import AgencyPeriod, Posting
from reports.errors import RollUpRefused
from reports.models import RollUpNode, RollUpPerson, RollUpRun
from reports.periods import parse_period
from reports.services import describe_run, is_intact, roll_up
from reports.tasks import roll_up_on_schedule
from tests import factories
from tests import report_factories as make

AS_OF = date(2026, 11, 20)
YEAR = parse_period("2026")


def figures(run, code, part="subtree"):
    (node,) = (node for node in describe_run(run)["nodes"] if node["code"] == code)
    return node[part]


def in_scope(run, code):
    return figures(run, code)["in_scope"]


def test_office_counts_its_own(run):
    assert figures(run, "H77.01.2", "own") == {
        "in_scope": 2,
        "enrolled": 1,
        "completed": 1,
        "sat": 1,
        "passed": 1,
        "pass_rate": 1.0,
        "mean_score": 80.0,
        "overdue": 1,
    }


def test_department_counts_everybody_below(run):
    assert figures(run, "H77.01") == {
        "in_scope": 4,
        "enrolled": 3,
        "completed": 2,
        "sat": 3,
        "passed": 2,
        "pass_rate": pytest.approx(2 / 3),
        "mean_score": pytest.approx(230 / 3),
        "overdue": 2,
    }


def test_empty_agency_has_null_rates(run):
    empty = figures(run, "H77.04")

    assert (empty["in_scope"], empty["pass_rate"], empty["mean_score"]) == (0, None, None)


def test_province_holds_the_department(run):
    assert figures(run, "H77") == figures(run, "H77.01")
    assert figures(run, "H77", "own")["in_scope"] == 0


def test_nodes_name_their_parents(run):
    parents = {node["code"]: node["parent"] for node in describe_run(run)["nodes"]}

    assert parents == {"H77": None, "H77.01": "H77", "H77.01.2": "H77.01", "H77.04": "H77"}


def test_person_rows_are_frozen(run, cohort, learner):
    row = RollUpPerson.objects.get(run=run, staff=learner)

    assert (row.full_name, row.course.code, row.due_on, str(row.score)) == (
        "Nguyễn Văn Đức",
        "KNS-07",
        date(2026, 11, 5),
        "80.00",
    )
    assert row.facts == {
        "completed_on": "2026-11-19",
        "passed_on": "2026-11-19",
        "first_score": "40.00",
        "attempts_used": 2,
        "attempts_allowed": 3,
        "violations": 0,
    }
    assert run.persons.count() == 4


def test_later_changes_leave_run_alone(run, cohort, colleague, exam):
    before = describe_run(run)

    make.make_result(colleague, exam, "100", AS_OF)
    colleague.full_name = "Tên Khác"
    colleague.save()

    assert describe_run(RollUpRun.objects.get()) == before
    assert is_intact(RollUpRun.objects.get())


def test_earlier_day_knows_the_result_of_that_day(run, cohort, colleague, exam, now):
    result = make.make_result(colleague, exam, "40", date(2026, 11, 2))
    result.settlements.create(
        at=make.at(date(2026, 11, 10)),
        score=90,
        passed=True,
        first_score=40,
        attempts_used=2,
        settled_at=make.at(date(2026, 11, 10)),
    )

    days = [date(2026, 11, day) for day in (1, 9, 10)]
    rows = [
        roll_up(YEAR, day, now=now, by=None).persons.filter(staff=colleague).values_list("sat", "passed")
        for day in days
    ]

    assert [list(each) for each in rows] == [[(False, False)], [(True, False)], [(True, True)]]


@pytest.mark.parametrize("model", [RollUpNode, RollUpPerson])
def test_hash_shows_a_changed_row(run, model):
    column = "name" if model is RollUpNode else "full_name"

    model.objects.filter(pk=model.objects.first().pk).update(**{column: "Sửa"})

    assert not is_intact(RollUpRun.objects.get())


def test_person_who_left_is_nobody(cohort, learner, now):
    Posting.objects.filter(staff=learner).update(ended_on=AS_OF)

    assert in_scope(roll_up(YEAR, AS_OF, now=now, by=None), "H77.01.2") == 1
    assert in_scope(roll_up(YEAR, AS_OF - timedelta(1), now=now, by=None), "H77.01.2") == 2


def test_person_who_moved_counts_where_they_were(cohort, learner, department, now):
    Posting.objects.filter(staff=learner).update(ended_on=date(2026, 11, 10))
    Posting.objects.create(staff=learner, agency=department, started_on=date(2026, 11, 10))

    before = roll_up(YEAR, date(2026, 11, 9), now=now, by=None)
    after = roll_up(YEAR, AS_OF, now=now, by=None)

    assert [figures(run, "H77.01.2", "own")["in_scope"] for run in (before, after)] == [2, 1]
    assert [figures(run, "H77.01", "own")["in_scope"] for run in (before, after)] == [2, 3]


def test_tree_is_that_of_the_day(cohort, office, other_department, now):
    AgencyPeriod.objects.filter(agency=office).update(valid_to=date(2026, 11, 10))
    AgencyPeriod.objects.create(
        agency=office,
        parent=other_department,
        code="H77.04.9",
        name="Thanh tra mới",
        valid_from=date(2026, 11, 10),
    )

    before = roll_up(YEAR, date(2026, 11, 9), now=now, by=None)
    after = roll_up(YEAR, AS_OF, now=now, by=None)

    assert [in_scope(run, "H77.01") for run in (before, after)] == [4, 2]
    assert RollUpNode.objects.get(run=after, agency=office).path == "H77/H77.04/H77.04.9/"


def test_person_outside_the_tree_is_told(cohort, office, now):
    AgencyPeriod.objects.filter(agency=office).update(valid_to=date(2026, 11, 10))

    run = roll_up(YEAR, AS_OF, now=now, by=None)

    assert run.unplaced == 3
    assert in_scope(run, "H77") == 2


def test_facts_after_the_day_do_not_count(cohort, now):
    run = roll_up(YEAR, date(2026, 11, 3), now=now, by=None)

    found = figures(run, "H77.01")

    assert (found["completed"], found["sat"], found["overdue"], found["mean_score"]) == (1, 1, 0, 90.0)


def test_whole_day_counts(cohort, course, colleague, exam, now):
    make.make_enrolment(colleague, course, enrolled_at=make.at(AS_OF, 23), completed_at=make.at(AS_OF, 23))

    assert figures(roll_up(YEAR, AS_OF, now=now, by=None), "H77.01")["completed"] == 3


def test_withdrawn_enrolment_does_not_count(cohort, manager, now):
    manager.enrolments.update(withdrawn_at=make.at(date(2026, 11, 10)))

    found = figures(roll_up(YEAR, AS_OF, now=now, by=None), "H77.01")

    assert (found["enrolled"], found["completed"], found["overdue"], found["sat"]) == (2, 1, 3, 3)


def test_withdrawn_assignment_obliges_nobody(cohort, now):
    cohort.assignments.update(withdrawn_at=make.at(date(2026, 11, 10)))

    assert in_scope(roll_up(YEAR, AS_OF, now=now, by=None), "H77.01") == 0
    assert in_scope(roll_up(YEAR, date(2026, 11, 9), now=now, by=None), "H77.01") == 4


@pytest.mark.parametrize(
    ("fields", "people"),
    [
        ({"valid_to": date(2026, 11, 19)}, 3),
        ({"valid_to": AS_OF}, 2),
        ({"valid_from": date(2026, 11, 21)}, 3),
        ({"withdrawn_at": make.at(date(2026, 11, 1))}, 3),
    ],
)
def test_exemption_holds_on_its_days(cohort, exempted, fields, people, now):
    exempted.exemptions.update(**fields)

    assert in_scope(roll_up(YEAR, AS_OF, now=now, by=None), "H77.01.2") == people


def test_simulated_people_are_nobody(cohort, office, now):
    factories.make_staff(full_name="Thí sinh giả", agency=office, simulated=True)

    assert in_scope(roll_up(YEAR, AS_OF, now=now, by=None), "H77.01.2") == 2


@pytest.mark.parametrize(
    ("period", "people"), [("2026", 4), ("2026-Q4", 4), ("2026-11", 4), ("2026-12", 0), ("2027", 0)]
)
def test_period_picks_the_assignments(cohort, period, people, now):
    assert in_scope(roll_up(parse_period(period), AS_OF, now=now, by=None), "H77.01") == people


def test_trial_exam_is_owed_by_nobody(cohort, department, now):
    make.make_exam_of(cohort, department, official=False)

    run = roll_up(YEAR, AS_OF, now=now, by=None)

    assert RollUpPerson.objects.filter(run=run).first().facts["attempts_allowed"] == 3


def test_void_attempt_is_a_violation(cohort, manager, exam, now):
    bank = ItemBank.objects.create(code="NH", title="Ngân hàng", purpose="exam", agency=exam.agency)
    part = ExamPart.objects.create(
        exam=exam, title="Phần 1", blueprint=Blueprint.objects.create(bank=bank, title="Ma trận")
    )
    form = Form.objects.create(part=part, number=1, seed="1", sha256="", assembled_at=now)
    moment = make.at(date(2026, 11, 2))
    common = {"part": part, "form": form, "started_at": moment, "deadline": moment, "closes_at": moment}
    Attempt.objects.create(staff=manager, number=1, period="2026", state="voided", **common)
    Attempt.objects.create(staff=manager, number=1, period="2026", state="voided", trial=True, **common)

    run = roll_up(YEAR, AS_OF, now=now, by=None)

    assert RollUpPerson.objects.get(run=run, staff=manager).facts["violations"] == 1


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (AS_OF + timedelta(1), "Ngày 21/11/2026 chưa đến"),
        (factories.LONG_AGO - timedelta(1), "đầu tiên có từ ngày"),
    ],
)
def test_day_without_facts_is_refused(cohort, day, sentence, now):
    with pytest.raises(RollUpRefused, match=sentence):
        roll_up(YEAR, day, now=now, by=None)

    assert not RollUpRun.objects.exists()


@pytest.mark.parametrize("day", [AS_OF, factories.LONG_AGO])
def test_first_day_and_today_are_counted(cohort, day, now):
    assert roll_up(YEAR, day, now=now, by=None).as_of == day


def test_today_is_that_of_vietnam(cohort):
    before_utc_midnight = datetime(2026, 11, 20, 18, tzinfo=UTC)

    assert roll_up(YEAR, AS_OF + timedelta(1), now=before_utc_midnight, by=None).pk


def test_schedule_waits_for_agencies(db):
    with time_machine.travel(make.at(date(2027, 1, 1))):
        roll_up_on_schedule()

    assert not RollUpRun.objects.exists()


@pytest.mark.parametrize("measure", ["in_scope", "enrolled", "completed", "sat", "passed", "overdue"])
@pytest.mark.parametrize("code", ["H77", "H77.01", "H77.01.2", "H77.04"])
def test_list_is_as_long_as_figure(run, code, measure):
    node = run.nodes.get(code=code)

    people = RollUpPerson.objects.below(node).per_person().measured(measure)

    assert len(people) == node.subtree[measure]


def test_command_prints_the_agreed_json(at_noon, cohort):
    out = StringIO()

    call_command("roll_up", period="2026-Q4", as_of=AS_OF, json=True, stdout=out)

    answer = json.loads(out.getvalue())
    assert list(answer) == ["period", "as_of", "run", "nodes"]
    assert (answer["period"], answer["as_of"]) == ("2026-Q4", "2026-11-20")
    assert answer["run"] == str(RollUpRun.objects.get().uuid)
    assert list(answer["nodes"][0]) == ["code", "name", "parent", "own", "subtree"]


def test_command_reads_a_vietnamese_date(at_noon, cohort):
    call_command("roll_up", "--period", "2026", "--as-of", "03/11/2026", stdout=StringIO())

    assert RollUpRun.objects.get().as_of == date(2026, 11, 3)


@pytest.mark.parametrize("arguments", [["--period", "26"], ["--period", "2026", "--as-of", "31/02/2026"], []])
def test_command_refuses_bad_words(db, arguments):
    with pytest.raises(CommandError):
        call_command("roll_up", *arguments)


def test_command_refuses_a_day_without_agencies(at_noon, cohort):
    out = StringIO()

    with pytest.raises(CommandError, match="chưa có cơ quan nào"):
        call_command("roll_up", "--period", "2026", "--as-of", "1999-01-01", stdout=out)

    assert out.getvalue() == ""


def test_command_without_agencies_names_the_list(db):
    with pytest.raises(CommandError, match="nhập danh sách cơ quan"):
        call_command("roll_up", "--period", "2026")


def test_command_says_how_to_write_a_day(db):
    with pytest.raises(CommandError, match="Viết theo dạng 31/12/2026"):
        call_command("roll_up", "--period", "2026", "--as-of", "31/02/2026")


def test_command_writes_a_clean_workbook(at_noon, cohort, office, tmp_path):
    AgencyPeriod.objects.filter(agency=office).update(name="=HYPERLINK(1)")
    target = tmp_path / "tong-hop.xlsx"

    call_command(
        "roll_up", "--period", "2026", "--as-of", "2026-11-20", "--xlsx", str(target), stdout=StringIO()
    )

    page = openpyxl.load_workbook(target).worksheets[0]
    rows = {row[0].value: row for row in page.iter_rows(min_row=6)}
    assert [cell.value for cell in rows["H77.01"]][3:] == [
        4,
        3,
        2,
        3,
        2,
        pytest.approx(2 / 3),
        pytest.approx(230 / 3),
        2,
    ]
    assert (rows["H77.01.2"][1].value, rows["H77.01.2"][1].data_type) == ("=HYPERLINK(1)", "s")
