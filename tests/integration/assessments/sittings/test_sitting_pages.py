"""The pages of a sitting: works, wrong method, outsider, lower role, other agency."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import Exam, PlaceState, Sitting, SittingState
from assessments.services.places import admit
from people.models import Agency, Role, StaffProfile
from tests import factories
from tests.conftest import NOON
from tests.sheets import workbook

SignIn = Callable[[StaffProfile], Client]


@pytest.fixture
def sitting(exam: Exam, learner: StaffProfile, colleague: StaffProfile, invigilator: StaffProfile) -> Sitting:
    """Published, at noon, with two candidates."""
    sitting = factories.make_sitting(exam, title="Ca sáng", access_code="LAM77")
    sitting.places.create(staff=learner)
    sitting.places.create(staff=colleague)
    sitting.invigilators.add(invigilator.user)
    return sitting


WATCHED = ["sitting", "sitting_admission", "sitting_attendance", "incident_new"]
PREPARED = ["sitting_edit", "sitting_invigilators", "sitting_candidates", "sitting_move", "sitting_results"]
ACTS = ["sitting_publish", "sitting_close"]


def page_of(name: str, sitting: Sitting) -> str:
    """The address of a page of the sitting."""
    return reverse(name, args=[sitting.uuid])


@pytest.mark.parametrize("name", WATCHED + PREPARED)
def test_examiner_opens_each_page(
    name: str, sitting: Sitting, sign_in: SignIn, examiner: StaffProfile
) -> None:
    assert sign_in(examiner).get(page_of(name, sitting)).status_code == 200


@pytest.mark.parametrize(("name", "status"), [(n, 200) for n in WATCHED] + [(n, 403) for n in PREPARED])
def test_invigilator_watches_and_prepares_nothing(
    name: str, status: int, sitting: Sitting, sign_in: SignIn, invigilator: StaffProfile
) -> None:
    assert sign_in(invigilator).get(page_of(name, sitting)).status_code == status


@pytest.mark.parametrize("name", WATCHED)
def test_invigilator_of_another_room_finds_nothing(
    name: str, sitting: Sitting, sign_in: SignIn, department: Agency
) -> None:
    other = factories.make_staff(agency=department, roles=[Role.INVIGILATOR])

    assert sign_in(other).get(page_of(name, sitting)).status_code == 404
    assert "Ca sáng" not in sign_in(other).get(reverse("sittings")).content.decode()


def test_invigilator_without_the_role_any_more_finds_nothing(
    sitting: Sitting, sign_in: SignIn, invigilator: StaffProfile
) -> None:
    invigilator.user.role_grants.update(ended_at=NOON)

    assert sign_in(invigilator).get(page_of("sitting", sitting)).status_code == 403


@pytest.mark.parametrize("name", WATCHED + PREPARED)
def test_learner_is_refused(name: str, sitting: Sitting, sign_in: SignIn, learner: StaffProfile) -> None:
    assert sign_in(learner).get(page_of(name, sitting)).status_code == 403


@pytest.mark.parametrize("name", WATCHED + PREPARED)
def test_other_agency_finds_nothing(
    name: str, sitting: Sitting, sign_in: SignIn, outsider: StaffProfile
) -> None:
    assert sign_in(outsider).get(page_of(name, sitting)).status_code == 404


@pytest.mark.parametrize("name", ACTS)
def test_other_agency_changes_nothing(
    name: str, sitting: Sitting, sign_in: SignIn, outsider: StaffProfile
) -> None:
    assert sign_in(outsider).post(page_of(name, sitting)).status_code == 404


@pytest.mark.parametrize("name", WATCHED + PREPARED)
def test_wrong_method_is_refused(
    name: str, sitting: Sitting, sign_in: SignIn, examiner: StaffProfile
) -> None:
    assert sign_in(examiner).delete(page_of(name, sitting)).status_code == 405


@pytest.mark.parametrize("name", ACTS)
def test_acts_are_posted(name: str, sitting: Sitting, sign_in: SignIn, examiner: StaffProfile) -> None:
    assert sign_in(examiner).get(page_of(name, sitting)).status_code == 405


def test_sitting_is_prepared(exam: Exam, sign_in: SignIn, examiner: StaffProfile, department: Agency) -> None:
    facts = {
        "exam": exam.pk,
        "title": "Ca chiều",
        "agency": department.pk,
        "room": "Phòng 2",
        "begins_at": "2026-12-01T14:00",
        "late_until": "2026-12-01T14:15",
        "ends_at": "",
        "start_mode": "when_ready",
    }

    sign_in(examiner).post(reverse("sitting_new"), facts)

    sitting = Sitting.objects.get()
    assert (sitting.state, sitting.room) == (SittingState.DRAFT, "Phòng 2")
    assert sitting.events.get().kind == "made"


def test_times_out_of_order_are_told(
    exam: Exam, sign_in: SignIn, examiner: StaffProfile, department: Agency
) -> None:
    facts = {"begins_at": "2026-12-01T14:00", "late_until": "2026-12-01T14:00", "ends_at": "2026-12-01T13:00"}

    page = sign_in(examiner).post(reverse("sitting_new"), facts)

    assert {"late_until", "ends_at"} <= set(page.context["form"].errors)


def test_exam_of_others_cannot_be_chosen(
    sign_in: SignIn, examiner: StaffProfile, other_department: Agency
) -> None:
    foreign = factories.make_open_exam(other_department)

    page = sign_in(examiner).get(reverse("sitting_new"), {"exam": foreign.code})

    assert foreign not in page.context["form"].fields["exam"].queryset


def test_list_is_previewed_and_added(
    sitting: Sitting, sign_in: SignIn, examiner: StaffProfile, stranger: StaffProfile, office: Agency
) -> None:
    new = factories.make_staff("Lý Thị Mới", agency=office)
    lines = f"{new.staff_code.lower()}\n{new.user.email}\n\n{stranger.staff_code}\n"
    browser, url = sign_in(examiner), page_of("sitting_candidates", sitting)

    preview = browser.post(url, {"way": "list", "lines": lines})
    added = browser.post(url, {"way": "list", "lines": preview.context["codes"], "add": "1"})

    refused = [(each.entry.line, each.reason) for each in preview.context["found"].refused]
    assert refused == [(2, "twice"), (4, "unknown")]
    assert added.status_code == 302
    assert sitting.places.filter(staff=new).exists()
    assert not sitting.places.filter(staff=stranger).exists()


def test_preview_adds_nobody(
    sitting: Sitting, sign_in: SignIn, examiner: StaffProfile, manager: StaffProfile
) -> None:
    sign_in(examiner).post(
        page_of("sitting_candidates", sitting), {"way": "list", "lines": manager.staff_code}
    )

    assert sitting.places.count() == 2


def test_place_in_another_sitting_is_refused_by_its_title(
    exam: Exam, sitting: Sitting, sign_in: SignIn, examiner: StaffProfile, learner: StaffProfile
) -> None:
    other = factories.make_sitting(exam, begins_at=NOON + timedelta(days=1))

    page = sign_in(examiner).post(
        page_of("sitting_candidates", other), {"way": "list", "lines": learner.staff_code}
    )

    assert "Người này đã có chỗ ở ca thi khác của bài thi: Ca sáng." in page.content.decode()


def test_publication_says_what_is_missing(exam: Exam, sign_in: SignIn, examiner: StaffProfile) -> None:
    draft = factories.make_sitting(exam, state="draft", begins_at=NOON + timedelta(days=9000))

    page = sign_in(examiner).post(page_of("sitting_publish", draft))

    assert page.status_code == 409
    assert "Ca thi chưa có thí sinh." in page.content.decode()


def test_invigilators_are_named(
    sitting: Sitting, sign_in: SignIn, examiner: StaffProfile, invigilator: StaffProfile
) -> None:
    chosen = {"users": [examiner.user.pk, invigilator.user.pk]}

    sign_in(examiner).post(page_of("sitting_invigilators", sitting), chosen)

    assert set(sitting.invigilators.all()) == {examiner.user, invigilator.user}


def test_candidate_is_found_and_admitted(
    sitting: Sitting, sign_in: SignIn, invigilator: StaffProfile, learner: StaffProfile
) -> None:
    browser = sign_in(invigilator)
    page = browser.get(page_of("sitting_admission", sitting), {"q": "duc nguyen"})
    (found,) = page.context["waiting"]

    browser.post(reverse("place_admit", args=[found["place"].uuid]), {"identity": "on"})

    place = sitting.places.get(staff=learner)
    assert (place.state, place.admitted_by) == (PlaceState.ADMITTED, invigilator.user)


def test_admission_without_the_tick_is_told(
    sitting: Sitting, sign_in: SignIn, invigilator: StaffProfile, learner: StaffProfile
) -> None:
    place = sitting.places.get(staff=learner)

    page = sign_in(invigilator).post(reverse("place_admit", args=[place.uuid]), follow=True)

    assert "Hãy kiểm tra giấy tờ và đánh dấu" in page.content.decode()
    assert sitting.places.get(staff=learner).state == PlaceState.EXPECTED


@pytest.mark.parametrize("name", ["place_admit", "place_take_back", "place_withdraw"])
def test_outsider_touches_no_place(
    name: str, sitting: Sitting, sign_in: SignIn, outsider: StaffProfile, learner: StaffProfile
) -> None:
    place = sitting.places.get(staff=learner)

    assert sign_in(outsider).post(reverse(name, args=[place.uuid]), {"identity": "on"}).status_code in {
        403,
        404,
    }
    assert sitting.places.get(staff=learner).state == PlaceState.EXPECTED


def test_start_page_shows_the_sitting(sitting: Sitting, sign_in: SignIn, learner: StaffProfile) -> None:
    page = sign_in(learner).get(reverse("exam_start", args=[sitting.exam.uuid]))

    text = page.content.decode()
    assert "Ca thi của bạn: Ca sáng" in text
    assert "LAM77" not in text


def test_code_is_asked_where_the_start_is_open(
    exam: Exam,
    sign_in: SignIn,
    learner: StaffProfile,
    invigilator: StaffProfile,
    sitting: Sitting,
    time_machine,
) -> None:
    time_machine.move_to(NOON)
    admit(sitting.places.get(staff=learner), identity_checked=True, now=NOON, by=invigilator.user)
    browser, start = sign_in(learner), reverse("part_start", args=[exam.parts.get().uuid])

    wrong = browser.post(start, {"code": "KHAC"}, follow=True)
    right = browser.post(start, {"code": "lam77"})

    assert "Mã vào phòng" in wrong.content.decode()
    assert 'name="code"' in wrong.content.decode()
    assert right.url.startswith("/attempts/")


def test_workbook_is_looked_up(
    sitting: Sitting, sign_in: SignIn, examiner: StaffProfile, manager: StaffProfile
) -> None:
    content = workbook([["Mã CBCCVC"], [manager.staff_code], ["KHONG-CO"]]).getvalue()
    upload = {"way": "file", "file": SimpleUploadedFile("thi_sinh.xlsx", content)}

    page = sign_in(examiner).post(page_of("sitting_candidates", sitting), upload)

    assert page.context["found"].people == [manager]
    assert "Trang 1, 3" in page.content.decode()


def test_unreadable_workbook_says_why(sitting: Sitting, sign_in: SignIn, examiner: StaffProfile) -> None:
    upload = {"way": "file", "file": SimpleUploadedFile("thi_sinh.xlsx", b"khong phai excel")}

    page = sign_in(examiner).post(page_of("sitting_candidates", sitting), upload)

    assert page.context["sent"].errors["file"]


def test_no_show_is_moved(
    exam: Exam, sitting: Sitting, sign_in: SignIn, examiner: StaffProfile, learner: StaffProfile
) -> None:
    make_up = factories.make_sitting(exam, begins_at=NOON + timedelta(days=1))
    chosen = {"places": [sitting.places.get(staff=learner).pk], "target": make_up.pk}

    sign_in(examiner).post(page_of("sitting_move", sitting), chosen)

    assert make_up.places.get().staff == learner


def test_incident_is_written_and_read(
    sitting: Sitting,
    sign_in: SignIn,
    invigilator: StaffProfile,
    outsider: StaffProfile,
    learner: StaffProfile,
) -> None:
    facts = {"kind": "misconduct", "happened_at": "2020-01-01T08:00", "text": "Dùng <b>điện thoại</b>."}
    place = {"places": [sitting.places.get(staff=learner).pk]}

    page = sign_in(invigilator).post(page_of("incident_new", sitting), facts | place, follow=True)

    text = page.content.decode()
    assert "Dùng &lt;b&gt;điện thoại&lt;/b&gt;." in text
    assert learner.full_name in text
    assert sign_in(outsider).get(page.request["PATH_INFO"]).status_code == 404


def test_sheets_are_official(
    sitting: Sitting, sign_in: SignIn, examiner: StaffProfile, learner: StaffProfile
) -> None:
    browser = sign_in(examiner)

    attendance = browser.get(page_of("sitting_attendance", sitting)).content.decode()
    results = browser.get(page_of("sitting_results", sitting)).content.decode()

    assert "DANH SÁCH THÍ SINH DỰ THI" in attendance
    assert "BẢNG KẾT QUẢ THI" in results
    assert all(learner.full_name in sheet for sheet in (attendance, results))


HUGE = "1" + "0" * 26


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("sitting_invigilators", {"users": HUGE}),
        ("sitting_move", {"places": HUGE}),
        ("incident_new", {"places": HUGE}),
        ("sitting_candidates", {"course": HUGE, "way": "course"}),
    ],
)
def test_value_beyond_all_bounds_is_refused(
    name: str, fields: dict[str, str], sitting: Sitting, sign_in: SignIn, examiner: StaffProfile
) -> None:
    """No database holds the number: the form says no, or a page does."""
    answer = sign_in(examiner).post(page_of(name, sitting), fields)

    assert answer.status_code in {200, 400}
    assert sitting.places.count() == 2


def test_exam_of_an_impossible_course_is_refused(sign_in: SignIn, examiner: StaffProfile) -> None:
    answer = sign_in(examiner).post(reverse("exam_new"), {"course": HUGE, "title": "X"})

    assert answer.status_code in {200, 400}
