"""The dashboard, the lists behind its figures, the runs: who sees which, and what they say."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from django_q.models import OrmQ

from people.models import Posting, Role, RoleGrant
from reports.models import Proposal, RollUpRun
from reports.periods import parse_period
from reports.services import roll_up
from tests import factories

LISTS = ["reports_dashboard", "reports_export", "reports_people", "reports_people_export"]
PAGES = [*LISTS, "reports_runs"]
LATER = date(2026, 11, 20)


def address(name, agency=None, **more):
    asked = more | ({"agency": str(agency.uuid)} if agency else {})
    return f"{reverse(name)}?{'&'.join(f'{k}={v}' for k, v in asked.items())}"


def sheet_of(response):
    return openpyxl.load_workbook(BytesIO(b"".join(response) if response.streaming else response.content))


@pytest.mark.parametrize("name", PAGES)
def test_page_works_for_manager(run, manager, sign_in, name):
    assert sign_in(manager).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_page_only_shows(run, manager, sign_in, name):
    assert sign_in(manager).post(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", PAGES)
def test_learner_is_refused(run, learner, sign_in, name):
    assert sign_in(learner).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_visitor_signs_in_first(run, client, name):
    assert client.get(reverse(name)).url.startswith("/accounts/login/")


@pytest.mark.parametrize("name", LISTS)
def test_other_agency_does_not_exist(run, outsider, department, sign_in, name):
    assert sign_in(outsider).get(address(name, department)).status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_agency_above_does_not_exist(run, manager, province, sign_in, name):
    assert sign_in(manager).get(address(name, province)).status_code == 404


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "wrong", [{"run": "x"}, {"run": "6a0b6c0e-0000-4000-8000-000000000000"}, {"agency": "1"}]
)
def test_wrong_addresses_do_not_exist(run, manager, sign_in, name, wrong):
    assert sign_in(manager).get(reverse(name), wrong).status_code == 404


def test_dashboard_says_the_state(run, manager, sign_in):
    page = sign_in(manager).get(reverse("reports_dashboard"))

    assert (
        page.context["sentence"]
        == "4 người thuộc diện; 3 người đã thi, 67 % trong số đó đạt; 2 người quá hạn."
    )
    assert [stat["number"] for stat in page.context["stats"]] == [4, 2, 2, 2]
    assert [row["name"] for row in page.context["rows"]] == ["Riêng Sở Nội vụ", "Thanh tra (Sở Nội vụ)"]


def test_dashboard_of_other_agency_is_empty(run, outsider, sign_in):
    page = sign_in(outsider).get(reverse("reports_dashboard"))

    assert page.context["sentence"] == "Trong kỳ này, đơn vị không có ai thuộc diện."
    assert b"Thanh tra" not in page.content


def test_drill_down_keeps_the_way_back(run, manager, office, sign_in):
    page = sign_in(manager).get(address("reports_dashboard", office))

    assert [crumb["label"] for crumb in page.context["crumbs"]] == ["Sở Nội vụ"]
    assert [row["name"] for row in page.context["rows"]] == ["Riêng Thanh tra (Sở Nội vụ)"]


def test_two_agencies_are_added_up(run, manager, other_department, sign_in, now):
    RoleGrant.objects.create(user=manager.user, role=Role.HR_MANAGER, agency=other_department, granted_at=now)

    page = sign_in(manager).get(reverse("reports_dashboard"))

    assert [row["name"] for row in page.context["rows"]] == ["Sở Nội vụ", "Sở Y tế"]
    assert page.context["stats"][0]["number"] == 4


def test_numbers_of_two_agencies_open_their_lists(run, manager, other_department, sign_in, now):
    RoleGrant.objects.create(user=manager.user, role=Role.HR_MANAGER, agency=other_department, granted_at=now)
    client = sign_in(manager)
    stats = client.get(reverse("reports_dashboard")).context["stats"]

    lists = [client.get(stat["url"]).context["page"] for stat in stats]

    assert [page.paginator.count for page in lists] == [stat["number"] for stat in stats]


def test_list_of_two_agencies_holds_no_third(run, learner, office, other_department, sign_in, now):
    for agency in (office, other_department):
        RoleGrant.objects.create(user=learner.user, role=Role.HR_MANAGER, agency=agency, granted_at=now)

    page = sign_in(learner).get(address("reports_people", measure="in_scope")).context["page"]

    assert [person["full_name"] for person in page] == ["Trần Thị Ánh", "Nguyễn Văn Đức"]


def test_latest_run_of_period_is_shown(run, cohort, manager, sign_in, now):
    quarter = roll_up(parse_period("2026-Q4"), LATER, now=now, by=None)

    client = sign_in(manager)

    assert client.get(address("reports_dashboard", period="2026-Q4")).context["run"] == quarter
    assert client.get(address("reports_dashboard", period="2026")).context["run"] == run
    assert client.get(address("reports_dashboard", run=run.uuid)).context["run"] == run
    assert client.get(address("reports_dashboard", period="2019")).status_code == 404


@pytest.mark.parametrize(("today", "period"), [("2026-11-20", "2026"), ("2027-01-04", "2026-10")])
def test_dashboard_opens_on_the_year(run, cohort, manager, sign_in, now, today, period):
    roll_up(parse_period("2026-10"), LATER, now=now, by=None)

    with time_machine.travel(f"{today}T12:00:00+07:00", tick=False):
        opened = sign_in(manager).get(reverse("reports_dashboard"))

    assert opened.context["run"].period == period


def test_no_run_yet_offers_one(manager, sign_in):
    assert reverse("reports_runs").encode() in sign_in(manager).get(reverse("reports_dashboard")).content


@pytest.mark.parametrize("measure", ["in_scope", "enrolled", "completed", "sat", "passed", "overdue"])
def test_list_has_as_many_as_figure(run, manager, sign_in, measure):
    page = sign_in(manager).get(address("reports_people", measure=measure))

    figure = run.nodes.get(code="H77.01").subtree[measure]
    assert page.context["page"].paginator.count == figure
    assert page.context["hidden"] == 0


def test_list_is_in_vietnamese_order(run, manager, sign_in):
    page = sign_in(manager).get(address("reports_people", measure="in_scope"))

    names = [person["full_name"] for person in page.context["page"]]
    assert names == ["Trần Thị Ánh", "Đỗ Văn Bình", "Nguyễn Văn Đức", "Phạm Thu Hà"]


def test_own_list_leaves_out_below(run, manager, sign_in):
    page = sign_in(manager).get(address("reports_people", measure="in_scope", own=1))

    assert [person["full_name"] for person in page.context["page"]] == ["Đỗ Văn Bình", "Phạm Thu Hà"]


def test_unknown_measure_does_not_exist(run, manager, sign_in):
    assert sign_in(manager).get(address("reports_people", measure="password")).status_code == 404


def test_moved_unit_is_counted_but_unnamed(run, manager, office, other_department, sign_in):
    office.move(other_department, "sorted-child")

    page = sign_in(manager).get(address("reports_people", measure="in_scope"))

    assert [person["full_name"] for person in page.context["page"]] == ["Đỗ Văn Bình", "Phạm Thu Hà"]
    assert page.context["hidden"] == 2


def test_tree_workbook_stops_at_reach(run, manager, sign_in):
    book = sheet_of(sign_in(manager).get(reverse("reports_export")))

    codes = [row[0].value for row in book.worksheets[0].iter_rows(min_row=6)]
    assert codes == ["H77.01", "H77.01.2"]


def test_people_workbook_names_the_counted(run, manager, learner, sign_in):
    book = sheet_of(sign_in(manager).get(address("reports_people_export", measure="overdue")))

    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=6)]
    assert [row[1] for row in rows] == ["Trần Thị Ánh", "Đỗ Văn Bình"]
    assert rows[1][4:] == [rows[1][4], "Có", None, "Có", None, 60, "Có"]


def test_nasty_names_stay_text(cohort, learner, manager, sign_in, now):
    learner.full_name, learner.staff_code = "=cmd|' /C calc'!A0", "+84-1"
    learner.save()
    roll_up(parse_period("2026"), LATER, now=now, by=None)

    book = sheet_of(sign_in(manager).get(address("reports_people_export", measure="in_scope")))

    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert {"=cmd|' /C calc'!A0", "+84-1"} <= {cell.value for cell in cells}


def test_manager_counts_now(at_noon, cohort, manager, sign_in):
    answer = sign_in(manager).post(reverse("reports_start_run"), {"period": "2026-q4", "as_of": "20/11/2026"})

    made = RollUpRun.objects.get()
    assert str(made.uuid) in answer.url
    assert (made.period, made.as_of, made.created_by) == ("2026-Q4", LATER, manager.user)


@pytest.mark.parametrize("data", [{"period": "26"}, {}, {"period": "2026", "as_of": "20/13/2026"}])
def test_wrong_period_is_explained(db, manager, sign_in, data):
    answer = sign_in(manager).post(reverse("reports_start_run"), data)

    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not RollUpRun.objects.exists()


@pytest.mark.parametrize("day", ["21/11/2026", "01/01/1999"])
@pytest.mark.parametrize("at_once", [0, 10_000])
def test_day_without_facts_is_explained(at_noon, cohort, manager, sign_in, monkeypatch, day, at_once):
    monkeypatch.setattr("reports.views.runs.AT_ONCE", at_once)

    answer = sign_in(manager).post(reverse("reports_start_run"), {"period": "2026", "as_of": day})

    assert answer.status_code == 422
    assert day in str(answer.context["form"].errors["as_of"])
    assert not RollUpRun.objects.exists()
    assert not OrmQ.objects.exists()


@pytest.mark.parametrize("who", ["learner", "decider", "trainer"])
def test_others_do_not_count(cohort, request, sign_in, who):
    client = sign_in(request.getfixturevalue(who))

    assert client.post(reverse("reports_start_run"), {"period": "2026"}).status_code == 403


def test_large_count_goes_to_worker(cohort, manager, sign_in, monkeypatch):
    monkeypatch.setattr("reports.views.runs.AT_ONCE", 0)

    sign_in(manager).post(reverse("reports_start_run"), {"period": "2026"})

    assert OrmQ.objects.filter(key="lms").count() == 1
    assert not RollUpRun.objects.exists()


def test_worker_counts_for_the_asker(at_noon, cohort, manager):
    from reports.tasks import roll_up_now

    roll_up_now("2026", "2026-11-20", manager.user.pk)

    assert RollUpRun.objects.get().created_by == manager.user


def test_manager_makes_own_proposals(run, rules, manager, sign_in):
    sign_in(manager).post(reverse("reports_propose", args=[run.uuid]))

    assert Proposal.objects.count() == 2


def test_other_manager_makes_none(run, rules, outsider, sign_in):
    sign_in(outsider).post(reverse("reports_propose", args=[run.uuid]))

    assert not Proposal.objects.exists()


def test_decider_makes_no_proposals(run, rules, decider, sign_in):
    assert sign_in(decider).post(reverse("reports_propose", args=[run.uuid])).status_code == 403


@pytest.mark.parametrize(("who", "buttons"), [("manager", 2), ("administrator", 1), ("decider", 0)])
def test_runs_offer_what_one_may(run, request, sign_in, who, buttons):
    page = sign_in(request.getfixturevalue(who)).get(reverse("reports_runs")).content.decode()

    assert page.count("Tổng hợp ngay</button>") + page.count("Lập đề xuất</button>") == buttons


@pytest.mark.parametrize(
    ("who", "named"), [("manager", True), ("administrator", True), ("decider", True), ("outsider", False)]
)
def test_maker_of_a_run_is_named_within_reach(cohort, manager, request, sign_in, now, who, named):
    roll_up(parse_period("2026"), LATER, now=now, by=manager.user)

    page = sign_in(request.getfixturevalue(who)).get(reverse("reports_runs")).content.decode()

    table = page[page.index("<tbody>") :]
    assert ("Phạm Thu Hà" in table, "cơ quan khác" in table) == (named, not named)


def test_run_of_nobody_is_the_systems(run, outsider, sign_in):
    page = sign_in(outsider).get(reverse("reports_runs")).content.decode()

    assert ">hệ thống</td>" in page


def test_leaver_stays_in_old_run(run, manager, learner, sign_in):
    Posting.objects.filter(staff=learner).update(ended_on=LATER)

    page = sign_in(manager).get(address("reports_people", run=run.uuid, measure="in_scope"))

    assert "Nguyễn Văn Đức" in [person["full_name"] for person in page.context["page"]]


def test_english_reader_reads_english(run, manager, sign_in):
    client = sign_in(manager)
    client.post(reverse("set_language"), {"language": "en"})

    assert "people in scope" in client.get(reverse("reports_dashboard")).context["sentence"]


def test_simulated_candidate_sees_nothing(run, sign_in):
    nobody = factories.make_staff(full_name="Thí sinh giả", simulated=True)

    assert sign_in(nobody).get(reverse("reports_dashboard")).status_code == 403
