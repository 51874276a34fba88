"""A sitting from its preparation to its close: who may start in it, when, and what stands in the way."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache

from assessments.models import (
    Accommodation,
    Attempt,
    Exam,
    IncidentReport,
    Place,
    PlaceState,
    Result,
    Sitting,
    SittingState,
)
from assessments.services import errors
from assessments.services.allowances import set_accommodation
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.attendance import rows_of
from assessments.services.banks import ExamNotPublishable, publish_exam
from assessments.services.candidates import entries_for, entries_in, find_candidates
from assessments.services.eligibility import part_due
from assessments.services.incidents import NotHappenedYet, NotOfThisSitting, write_incident
from assessments.services.places import (
    IdentityNotChecked,
    NotVisible,
    OtherExam,
    PlaceHasMoved,
    admit,
    give_places,
    move_places,
    take_back_admission,
    withdraw_place,
)
from assessments.services.sitting_checks import SittingNotPublishable, refusals_of_exam
from assessments.services.sittings import (
    NotAWatcher,
    SittingHasMoved,
    SittingHasStarted,
    close_finished,
    close_sitting,
    name_invigilators,
    publish_sitting,
    save_sitting,
)
from assessments.tasks import tell_places
from courses.services import assign
from people.models import Agency, Role, StaffProfile
from tests import factories
from tests.conftest import NOON
from tests.sheets import workbook

MINUTE = timedelta(minutes=1)
EVENING_BEFORE = NOON - timedelta(hours=18)
Prepare = Callable[..., Sitting]


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Tries of access codes are counted in the cache."""
    cache.clear()


@pytest.fixture
def invigilator(department: Agency) -> StaffProfile:
    """Who watches."""
    return factories.make_staff("Đỗ Văn Canh", agency=department, roles=[Role.INVIGILATOR])


@pytest.fixture
def prepare(
    exam: Exam,
    learner: StaffProfile,
    colleague: StaffProfile,
    examiner: StaffProfile,
    invigilator: StaffProfile,
) -> Prepare:
    """A draft at noon for half an hour of late starts, with two candidates and an invigilator."""

    def made(**fields: object) -> Sitting:
        sitting = factories.make_sitting(exam, state="draft", **fields)
        give_places(sitting, [learner, colleague], now=EVENING_BEFORE, by=examiner.user)
        name_invigilators(sitting, [invigilator.user], now=EVENING_BEFORE, by=examiner.user)
        return sitting

    return made


@pytest.fixture
def publish(prepare: Prepare, examiner: StaffProfile) -> Prepare:
    """The same, published the evening before."""

    def made(**fields: object) -> Sitting:
        sitting = prepare(**fields)
        publish_sitting(sitting, now=EVENING_BEFORE, by=examiner.user)
        return sitting

    return made


def let_in(sitting: Sitting, staff: StaffProfile, invigilator: StaffProfile) -> Place:
    """Admits at noon."""
    place = sitting.places.get(staff=staff)
    admit(place, identity_checked=True, now=NOON, by=invigilator.user)
    return place


def stay_out(sitting: Sitting, staff: StaffProfile, invigilator: StaffProfile) -> None:
    """Has not come to the door."""


def begin(sitting: Sitting, staff: StaffProfile, *, at: object = NOON, code: str = "") -> Attempt:
    """Starts the exam's only part."""
    return start_attempt(staff, sitting.exam.parts.get(), now=at, by=staff.user, code=code)


def test_admitted_candidate_starts_in_the_sitting(publish, learner, invigilator) -> None:
    sitting = publish()
    let_in(sitting, learner, invigilator)

    attempt = begin(sitting, learner)

    assert attempt.sitting == sitting
    assert attempt.deadline == NOON + 30 * MINUTE
    assert not attempt.trial


@pytest.mark.parametrize(
    ("at_the_door", "at", "refusal"),
    [
        (stay_out, NOON - MINUTE, errors.SittingHasNotBegun),
        (let_in, NOON - MINUTE, errors.SittingHasNotBegun),
        (stay_out, NOON, errors.NotAdmitted),
        (let_in, NOON + 30 * MINUTE, errors.CameTooLate),
    ],
)
def test_start_is_refused(at_the_door, at, refusal, publish, learner, invigilator) -> None:
    sitting = publish()
    at_the_door(sitting, learner, invigilator)

    with pytest.raises(refusal):
        begin(sitting, learner, at=at)


def test_without_a_place_nobody_starts(publish, exam, department) -> None:
    other = factories.make_staff(agency=department)
    sitting = publish()

    with pytest.raises(errors.NoPlace):
        begin(sitting, other)


def test_draft_changes_nothing_for_candidates(prepare, learner) -> None:
    assert begin(prepare(), learner).sitting is None


def test_closed_sitting_keeps_the_way_shut(publish, learner, invigilator) -> None:
    sitting = publish()
    let_in(sitting, learner, invigilator)
    close_sitting(sitting, now=NOON, by=invigilator.user)

    with pytest.raises(errors.SittingIsOver):
        begin(sitting, learner)


def test_paused_room_starts_nobody(publish, learner, invigilator) -> None:
    sitting = publish()
    let_in(sitting, learner, invigilator)
    Sitting.objects.update(paused_at=NOON)

    with pytest.raises(errors.SittingIsPaused):
        begin(sitting, learner)


def test_paper_is_sat_once_in_a_sitting(publish, exam, learner, invigilator) -> None:
    Exam.objects.update(wait_hours=0)
    sitting = publish()
    let_in(sitting, learner, invigilator)
    submit_attempt(begin(sitting, learner), now=NOON + MINUTE, by=learner.user)

    with pytest.raises(errors.SatInThisSitting):
        begin(sitting, learner, at=NOON + 2 * MINUTE)


def test_rehearsal_makes_trial_attempts(publish, learner, invigilator) -> None:
    sitting = publish(trial=True)
    let_in(sitting, learner, invigilator)

    assert begin(sitting, learner).trial


def test_rehearsal_leaves_no_result(publish, learner, invigilator) -> None:
    sitting = publish(trial=True)
    let_in(sitting, learner, invigilator)

    submit_attempt(begin(sitting, learner), now=NOON + MINUTE, by=learner.user)

    assert Attempt.objects.get().scores.exists()
    assert not Result.objects.exists()


def test_rehearsal_leaves_the_exam_open_to_others(publish, department) -> None:
    other = factories.make_staff(agency=department)

    attempt = begin(publish(trial=True), other)

    assert (attempt.sitting, attempt.trial) == (None, False)


def test_fixed_end_is_the_hard_stop(publish, learner, invigilator) -> None:
    sitting = publish(ends_at=NOON + 60 * MINUTE)
    let_in(sitting, learner, invigilator)
    Sitting.objects.update(ends_at=NOON + 35 * MINUTE)

    assert begin(sitting, learner, at=NOON + 10 * MINUTE).deadline == NOON + 35 * MINUTE


def test_common_start_counts_from_the_beginning(publish, learner, invigilator) -> None:
    sitting = publish(start_mode="together", late_until=NOON + 15 * MINUTE)
    let_in(sitting, learner, invigilator)

    assert begin(sitting, learner, at=NOON + 10 * MINUTE).deadline == NOON + 30 * MINUTE


def test_code_opens_in_any_case_and_spacing(publish, learner, invigilator) -> None:
    sitting = publish(access_code="Lam 77")
    let_in(sitting, learner, invigilator)

    assert begin(sitting, learner, code=" lam77 ").sitting == sitting


def test_wrong_codes_are_counted(publish, learner, invigilator) -> None:
    sitting = publish(access_code="LAM77")
    let_in(sitting, learner, invigilator)
    for _ in range(5):
        with pytest.raises(errors.WrongAccessCode):
            begin(sitting, learner, code="sai")

    with pytest.raises(errors.TooManyTries):
        begin(sitting, learner, code="LAM77")


def test_nobody_is_admitted_unseen(publish, learner, invigilator) -> None:
    place = publish().places.get(staff=learner)

    with pytest.raises(IdentityNotChecked):
        admit(place, identity_checked=False, now=NOON, by=invigilator.user)


def test_second_admission_is_told(publish, learner, invigilator) -> None:
    place = let_in(publish(), learner, invigilator)

    with pytest.raises(PlaceHasMoved):
        admit(place, identity_checked=True, now=NOON, by=invigilator.user)


def test_draft_admits_nobody(prepare, learner, invigilator) -> None:
    with pytest.raises(PlaceHasMoved):
        let_in(prepare(), learner, invigilator)


def test_admission_is_taken_back_before_the_start(publish, learner, invigilator) -> None:
    place = let_in(publish(), learner, invigilator)

    take_back_admission(place, now=NOON, by=invigilator.user)

    place.refresh_from_db()
    assert (place.state, place.identity_checked, place.admitted_by) == (PlaceState.EXPECTED, False, None)


def test_admission_stays_after_the_start(publish, learner, invigilator) -> None:
    sitting = publish()
    place = let_in(sitting, learner, invigilator)
    begin(sitting, learner)

    with pytest.raises(PlaceHasMoved):
        take_back_admission(place, now=NOON, by=invigilator.user)


def test_close_records_who_was_absent(publish, learner, colleague, invigilator) -> None:
    sitting = publish()
    let_in(sitting, learner, invigilator)

    assert close_sitting(sitting, now=NOON + 30 * MINUTE, by=invigilator.user) == 1
    assert sitting.places.get(staff=colleague).state == PlaceState.ABSENT
    assert sitting.events.get(kind="closed").data == {"absent": 1}


def test_second_close_is_refused(publish, invigilator) -> None:
    sitting = publish()
    close_sitting(sitting, now=NOON, by=invigilator.user)

    with pytest.raises(SittingHasMoved):
        close_sitting(sitting, now=NOON, by=invigilator.user)


def test_forgotten_sitting_is_closed(publish) -> None:
    sitting = publish(ends_at=NOON + 60 * MINUTE)

    assert close_finished(now=NOON + 59 * MINUTE) == 0
    assert close_finished(now=NOON + 60 * MINUTE) == 1
    assert Sitting.objects.get(pk=sitting.pk).state == SittingState.CLOSED


def test_no_show_moves_to_a_make_up_sitting(publish, exam, colleague, examiner, invigilator) -> None:
    sitting = publish()
    close_sitting(sitting, now=NOON, by=invigilator.user)
    make_up = factories.make_sitting(exam, begins_at=NOON + timedelta(days=1))
    absent = sitting.places.get(staff=colleague)

    assert move_places([absent], make_up, now=NOON, by=examiner.user) == 1

    absent.refresh_from_db()
    assert (absent.state, absent.moved_to) == (PlaceState.MOVED, make_up)
    assert make_up.places.get().staff == colleague


def test_who_came_is_not_moved(publish, exam, learner, examiner, invigilator) -> None:
    sitting = publish()
    place = let_in(sitting, learner, invigilator)
    make_up = factories.make_sitting(exam)

    with pytest.raises(PlaceHasMoved):
        move_places([place], make_up, now=NOON, by=examiner.user)
    assert not make_up.places.exists()


def test_place_moves_only_within_the_exam(publish, learner, examiner, department) -> None:
    other = factories.make_sitting(factories.make_open_exam(department))

    with pytest.raises(OtherExam):
        move_places(publish().places.all(), other, now=NOON, by=examiner.user)


def test_fixed_end_that_cuts_short_is_refused_by_name(prepare, learner, examiner) -> None:
    Accommodation.objects.create(
        staff=learner, factor=Decimal("1.5"), reason="Khiếm thị", granted_at=NOON, granted_by=examiner.user
    )
    sitting = prepare(ends_at=NOON + 60 * MINUTE)

    with pytest.raises(SittingNotPublishable) as refused:
        publish_sitting(sitting, now=EVENING_BEFORE, by=examiner.user)

    (refusal,) = refused.value.refusals
    assert (refusal.reason, refusal.people) == ("cuts_short", (learner.full_name,))


def test_window_of_the_exam_is_kept(prepare, exam, examiner) -> None:
    exam.closes_at = NOON + 29 * MINUTE
    exam.save()

    with pytest.raises(SittingNotPublishable) as refused:
        publish_sitting(prepare(), now=EVENING_BEFORE, by=examiner.user)

    assert [refusal.reason for refusal in refused.value.refusals] == ["outside_window"]


def test_empty_sitting_is_refused_with_all_reasons(exam, examiner) -> None:
    Exam.objects.update(state="draft")
    exam.refresh_from_db()
    sitting = factories.make_sitting(exam, state="draft")

    with pytest.raises(SittingNotPublishable) as refused:
        publish_sitting(sitting, now=NOON + timedelta(days=1), by=examiner.user)

    reasons = [refusal.reason for refusal in refused.value.refusals]
    assert reasons == ["exam_not_published", "no_candidates", "no_invigilators", "already_past"]


def test_exam_names_whom_its_sittings_cut_short(prepare, exam, learner, colleague) -> None:
    prepare(ends_at=NOON + 59 * MINUTE)

    (refusal,) = refusals_of_exam(exam)

    assert set(refusal.people) == {learner.full_name, colleague.full_name}


def test_late_joiner_is_not_cut_short_either(publish, stranger, administrator, province) -> None:
    Accommodation.objects.create(
        staff=stranger, extra_minutes=10, reason="Khuyết tật", granted_at=NOON, granted_by=administrator.user
    )
    chief = factories.make_staff(agency=province, roles=[Role.EXAMINER])
    sitting = publish(ends_at=NOON + 60 * MINUTE)

    with pytest.raises(SittingNotPublishable):
        give_places(sitting, [stranger], now=EVENING_BEFORE, by=chief.user)
    assert not sitting.places.filter(staff=stranger).exists()


def test_examiner_adds_only_own_people(prepare, stranger, examiner) -> None:
    with pytest.raises(NotVisible):
        give_places(prepare(), [stranger], now=NOON, by=examiner.user)


def test_only_holders_of_the_role_watch(prepare, learner, examiner) -> None:
    with pytest.raises(NotAWatcher):
        name_invigilators(prepare(), [learner.user], now=NOON, by=examiner.user)


def test_begun_sitting_is_fixed(publish, learner, invigilator, examiner) -> None:
    sitting = publish()
    let_in(sitting, learner, invigilator)
    begin(sitting, learner)
    sitting.room = "Phòng khác"

    with pytest.raises(SittingHasStarted):
        save_sitting(sitting, now=NOON, by=examiner.user)


def test_place_is_withdrawn_before_arrival_only(publish, learner, colleague, invigilator, examiner) -> None:
    sitting = publish()
    place = let_in(sitting, learner, invigilator)

    withdraw_place(sitting.places.get(staff=colleague), now=NOON, by=examiner.user)

    with pytest.raises(PlaceHasMoved):
        withdraw_place(place, now=NOON, by=examiner.user)
    assert sitting.places.get() == place


def test_exam_is_not_published_over_a_tight_sitting(examiner, learner, department, now) -> None:
    bank = factories.make_bank(department)
    factories.make_item(bank)
    factories.make_item(bank)
    exam = factories.make_exam(bank, attempts_allowed=1)
    sitting = factories.make_sitting(exam, state="draft", ends_at=NOON + 64 * MINUTE)
    give_places(sitting, [learner], now=now, by=examiner.user)

    with pytest.raises(ExamNotPublishable) as refused:
        publish_exam(exam, seed="1", now=now, by=examiner.user)

    (refusal,) = refused.value.refusals
    assert (refusal.reason, refusal.people) == ("cuts_short", (learner.full_name,))


def test_candidates_are_told_once(publish, learner) -> None:
    sitting = publish(room="Hội trường A")

    tell_places(sitting.pk)
    tell_places(sitting.pk)

    notice = learner.user.notices.get()
    assert notice.url == f"/exams/{sitting.exam.uuid}/"
    assert "12:00 20/11/2026" in notice.body
    assert "Hội trường A" in notice.body


def test_draft_tells_nobody(prepare, learner) -> None:
    tell_places(prepare().pk)

    assert not learner.user.notices.exists()


@pytest.fixture
def report(publish, learner, invigilator) -> IncidentReport:
    """Written by the invigilator about the learner."""
    sitting = publish()
    place = sitting.places.get(staff=learner)
    return write_incident(
        sitting, "technical", "Mất điện.", [place], happened_at=NOON, now=NOON + MINUTE, by=invigilator.user
    )


def test_incident_is_kept_with_its_candidates(report, learner, invigilator) -> None:
    assert [place.staff for place in report.places.all()] == [learner]
    assert (report.written_by, report.sitting.events.last().kind) == (invigilator.user, "incident_written")


def test_candidate_of_a_report_stays_on_the_list(report, learner, examiner) -> None:
    with pytest.raises(PlaceHasMoved):
        withdraw_place(report.places.get(), now=NOON, by=examiner.user)


@pytest.mark.parametrize(
    ("state", "happened_at", "error"),
    [("draft", NOON, SittingHasMoved), ("published", NOON + MINUTE, NotHappenedYet)],
)
def test_incident_is_refused(state, happened_at, error, exam, invigilator) -> None:
    sitting = factories.make_sitting(exam, state=state)

    with pytest.raises(error):
        write_incident(sitting, "identity", "x", [], happened_at=happened_at, now=NOON, by=invigilator.user)


def test_candidate_of_another_room_is_no_part_of_a_report(report, exam, invigilator) -> None:
    other = factories.make_sitting(exam)

    with pytest.raises(NotOfThisSitting):
        write_incident(
            other, "identity", "x", report.places.all(), happened_at=NOON, now=NOON, by=invigilator.user
        )


def test_rows_tell_how_far_each_one_is(
    publish, exam, learner, colleague, office, examiner, invigilator
) -> None:
    sitting = publish()
    third = factories.make_staff("Ấu Văn Sớm", agency=office)
    give_places(sitting, [third], now=EVENING_BEFORE, by=examiner.user)
    let_in(sitting, learner, invigilator)
    let_in(sitting, third, invigilator)
    submit_attempt(begin(sitting, learner), now=NOON + MINUTE, by=learner.user)
    close_sitting(sitting, now=NOON + MINUTE, by=invigilator.user)
    sitting.refresh_from_db()
    parts = list(exam.parts.all())

    rows = [(row.place.staff, row.state, row.agency, row.passed(parts)) for row in rows_of(sitting)]

    assert rows == [
        (colleague, "absent", office.name, None),
        (learner, "finished", office.name, False),
        (third, "never_began", office.name, None),
    ]


def test_everybody_assigned_is_found(prepare, department, colleague, stranger, examiner, manager) -> None:
    course = factories.make_course()
    assign(course, department, NOON.date() + timedelta(days=30), now=NOON, by=manager.user)
    sitting = prepare()

    entries = entries_for(course, department, on=NOON.date())
    found = find_candidates(sitting, entries, by=examiner.user)

    assert colleague.staff_code in [entry.text for entry in entries]
    assert stranger.staff_code not in [entry.text for entry in entries]
    assert {each.reason for each in found.refused} == {"there_already"}
    assert manager in found.people


@pytest.mark.parametrize(
    "rows",
    [
        [["STT", "Họ và tên", "Mã CBCCVC"], [1, "Ai đó", "CB-1"], [2, "Người khác", "CB-2"]],
        [["Mã CBCCVC"], ["CB-1"], ["CB-2"]],
        [["CB-1"], ["CB-2"]],
    ],
)
def test_codes_are_read_from_a_workbook(rows) -> None:
    assert [entry.text for entry in entries_in(workbook(rows))] == ["CB-1", "CB-2"]


def test_workbook_line_without_a_code_says_whose(prepare, examiner) -> None:
    rows = [["STT", "Họ và tên", "Mã CBCCVC", "Email"], [1, "Ai Đó", None, None], [2, "Kẻ Gian", "=A1", None]]

    found = find_candidates(prepare(), entries_in(workbook(rows)), by=examiner.user)

    assert [(each.entry.line, each.entry.text, each.reason) for each in found.refused] == [
        (2, "Ai Đó", "unknown"),
        (3, "=A1", "formula"),
    ]


def test_next_part_is_due_in_the_sitting(department, learner, invigilator) -> None:
    exam = factories.make_open_exam(department, parts=2)
    sitting = factories.make_sitting(exam, start_mode="together", ends_at=NOON + 90 * MINUTE)
    factories.let_in(sitting, learner)
    first, second = exam.parts.order_by("position")
    submit_attempt(start_attempt(learner, first, now=NOON, by=None), now=NOON + 40 * MINUTE, by=None)

    due = part_due(learner, exam, asked="", now=NOON + 41 * MINUTE)
    attempt = start_attempt(learner, due, now=NOON + 41 * MINUTE, by=None)

    assert due == second
    assert attempt.deadline == NOON + 71 * MINUTE


def test_more_time_gives_a_late_arrival_nothing_back(publish, learner, invigilator, examiner) -> None:
    sitting = publish(start_mode="together", late_until=NOON + 15 * MINUTE)
    let_in(sitting, learner, invigilator)
    attempt = begin(sitting, learner, at=NOON + 10 * MINUTE)

    set_accommodation(learner, {"extra_minutes": 10}, reason="Cũ", now=NOON + 12 * MINUTE, by=examiner.user)

    attempt.refresh_from_db()
    assert attempt.deadline == NOON + 40 * MINUTE


def test_nobody_starts_after_the_common_time_is_over(publish, learner, invigilator) -> None:
    sitting = publish(start_mode="together", late_until=NOON + 15 * MINUTE)
    let_in(sitting, learner, invigilator)
    Sitting.objects.update(late_until=NOON + 90 * MINUTE)

    with pytest.raises(errors.CameTooLate):
        begin(sitting, learner, at=NOON + 30 * MINUTE)
