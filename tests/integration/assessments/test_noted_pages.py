"""The pages of what was noted during attempts: whose they are, what they show, and what they cost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Attempt, AttemptEvent, Exam, Sitting
from assessments.services import interventions as acts
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.errors import AttemptIsOver
from assessments.services.late import decide_late
from assessments.services.saving import Answer, save_response
from people.models import StaffProfile
from tests import factories
from tests.conftest import NOON

SignIn = Callable[[StaffProfile], Client]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sitting(exam: Exam, learner: StaffProfile, colleague: StaffProfile, invigilator: StaffProfile) -> Sitting:
    """The colleague stands before the learner on its list."""
    people = [learner, colleague]
    return factories.make_sitting(exam, title="Ca sáng", candidates=people, invigilators=[invigilator])


@pytest.fixture
def seated(sitting: Sitting, learner: StaffProfile) -> Attempt:
    """The learner's attempt, which left the page twice and pasted once."""
    attempt = factories.make_attempt(learner, sitting.exam.parts.get(), now=NOON, sitting=sitting)
    note(attempt, "focus_lost", 2, seconds=12)
    note(attempt, "focus_lost", 5, seconds=40)
    note(attempt, "pasted", 7)
    return attempt


def note(attempt: Attempt, kind: str, minutes: int, **data: Any) -> None:
    at = NOON + minutes * MINUTE
    data |= {"client_at": (at - 3 * MINUTE).isoformat()}
    AttemptEvent.objects.create(attempt=attempt, kind=kind, at=at, data=data)


def listed(exam: Exam, sitting: Sitting | None = None) -> str:
    return reverse("noted_list", args=[exam.uuid]) + (f"?sitting={sitting.uuid}" if sitting else "")


def page_of(attempt: Attempt) -> str:
    return reverse("noted_attempt", args=[attempt.uuid])


def test_list_counts_by_kind_and_names_the_place(sign_in: SignIn, exam, seated, examiner) -> None:
    page = sign_in(examiner).get(listed(exam))

    row = page.context["rows"][0]
    assert (page.context["page"].paginator.count, row["number"]) == (1, 2)
    assert row["noted"] == ["rời trang thi: 2", "dán: 1"]
    html = page.content.decode()
    assert ("12:02–12:07" in html, page_of(seated) in html, "không chứng minh" in html) == (True,) * 3


def test_attempt_without_notes_is_not_listed(sign_in: SignIn, exam, attempt: Attempt, examiner) -> None:
    submit_attempt(attempt, now=NOON, by=None)

    html = sign_in(examiner).get(listed(exam)).content.decode()

    assert ("Nguyễn Văn Đức" in html, "Không có ghi nhận nào" in html) == (False, True)


def test_filter_by_sitting(sign_in: SignIn, exam, seated, colleague, examiner) -> None:
    other = factories.make_sitting(exam, title="Ca chiều")
    elsewhere = factories.make_attempt(colleague, exam.parts.get(), now=NOON, sitting=other)
    note(elsewhere, "copied", 1)

    rows = sign_in(examiner).get(listed(exam, other)).context["rows"]

    assert [row["attempt"] for row in rows] == [elsewhere]


@pytest.mark.parametrize("asked", ["x", "2c6f4c0e-3d1b-4a0e-9f5e-0d8f4f1b2a3c"])
def test_unknown_sitting_is_said_and_hides_nothing(sign_in: SignIn, exam, seated, examiner, asked) -> None:
    page = sign_in(examiner).get(listed(exam), {"sitting": asked})

    assert (len(page.context["rows"]), list(page.context["form"].errors)) == (1, ["sitting"])


def test_list_costs_the_same_for_many(sign_in: SignIn, exam, sitting, seated, office, examiner) -> None:
    client = sign_in(examiner)
    client.get(listed(exam))
    with CaptureQueriesContext(connection) as for_one:
        client.get(listed(exam))
    for number in range(9):
        staff = factories.make_staff(full_name=f"Người {number}", agency=office)
        room = factories.make_sitting(exam, candidates=[staff]) if number % 2 else sitting
        note(factories.make_attempt(staff, exam.parts.get(), now=NOON, sitting=room), "copied", 1)

    with CaptureQueriesContext(connection) as for_ten:
        page = client.get(listed(exam))

    assert (len(page.context["rows"]), len(for_ten)) == (10, len(for_one))


def test_attempt_tells_notes_among_acts_and_late_answers(
    sign_in: SignIn, seated, examiner, invigilator
) -> None:
    acts.pause_attempt(seated, now=NOON + 3 * MINUTE, by=invigilator.user)
    acts.resume_attempt(seated, now=NOON + 4 * MINUTE, by=invigilator.user)
    acts.end_attempt(seated, reason="Hết ca", now=NOON + 8 * MINUTE, by=invigilator.user)
    seated.refresh_from_db()
    answer = Answer(seated.pk, seated.staff_id, 1, 1, 3, 0, client_at=NOON)
    with pytest.raises(AttemptIsOver):
        save_response(answer, now=NOON + 9 * MINUTE)
    entry = seated.response_log.get()
    decide_late(entry, accepted=False, reason="Quá muộn", now=NOON + 20 * MINUTE, by=examiner.user)

    page = sign_in(examiner).get(page_of(seated))

    assert [entry["title"] for entry in page.context["entries"]] == [
        "Bắt đầu làm bài",
        "Rời trang 12 giây",
        "Tạm dừng",
        "Làm tiếp",
        "Rời trang 40 giây",
        "Dán nội dung",
        "Giám thị kết thúc bài thi",
        "Nhận được câu trả lời muộn cho câu 3",
        "Câu trả lời muộn cho câu 3 không được chấp nhận",
    ]
    html = page.content.decode()
    assert ("Quá muộn" in html, "11:59:00" in html, "Cao Thị Mai" in html) == (True, True, True)


def test_candidate_reads_the_same_notes(sign_in: SignIn, seated, learner) -> None:
    submit_attempt(seated, now=NOON + 8 * MINUTE, by=None)

    html = sign_in(learner).get(reverse("attempt_result", args=[seated.uuid])).content.decode()

    assert ("Rời trang 12 giây" in html, "11:59:00" in html, "Dán nội dung" in html) == (True, True, True)


@pytest.mark.parametrize(
    ("who", "status"),
    [("examiner", 200), ("trainer", 403), ("invigilator", 403), ("learner", 403), ("outsider", 404)],
)
def test_only_its_examiners_look(
    request: Any, sign_in: SignIn, exam, sitting, seated, who: str, status: int
) -> None:
    client = sign_in(request.getfixturevalue(who))

    addresses = [listed(exam), listed(exam, sitting), page_of(seated)]

    assert [client.get(each).status_code for each in addresses] == [status] * 3


def test_examiner_of_a_sitting_sees_that_sitting_alone(
    sign_in: SignIn, exam, seated, colleague, other_department, outsider
) -> None:
    room = factories.make_sitting(exam, title="Ca ở Sở Y tế", agency=other_department)
    theirs = factories.make_attempt(colleague, exam.parts.get(), now=NOON, sitting=room)
    note(theirs, "copied", 1)
    client = sign_in(outsider)

    page = client.get(listed(exam))

    assert [row["attempt"] for row in page.context["rows"]] == [theirs]
    assert list(page.context["form"].fields["sitting"].queryset) == [room]
    assert [client.get(page_of(each)).status_code for each in (theirs, seated)] == [200, 404]


@pytest.mark.parametrize("name", ["noted_list", "noted_attempt"])
def test_pages_only_show(sign_in: SignIn, exam, seated, examiner, name: str) -> None:
    of = exam if name == "noted_list" else seated

    assert sign_in(examiner).post(reverse(name, args=[of.uuid])).status_code == 405


def test_pages_of_exam_and_sitting_lead_there(sign_in: SignIn, exam, sitting, examiner) -> None:
    client = sign_in(examiner)

    from_exam = client.get(reverse("exam_manage", args=[exam.uuid])).content.decode()
    from_sitting = client.get(reverse("sitting", args=[sitting.uuid])).content.decode()

    assert (listed(exam) in from_exam, listed(exam, sitting) in from_sitting) == (True, True)


def test_invigilator_finds_no_way_there(sign_in: SignIn, exam, sitting, invigilator) -> None:
    html = sign_in(invigilator).get(reverse("sitting", args=[sitting.uuid])).content.decode()

    assert listed(exam) not in html


def test_trial_attempt_says_so(sign_in: SignIn, department, learner, examiner) -> None:
    exam = factories.make_open_exam(department, official=False)
    note(start_attempt(learner, exam.parts.get(), now=NOON, by=learner.user), "copied", 1)

    html = sign_in(examiner).get(listed(exam)).content.decode()

    assert '<span class="soft small">thi thử</span>' in html
