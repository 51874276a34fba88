"""Late answers: kept, judged once by an examiner with a reason, scored anew where accepted, told to the candidate."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from assessments.models import Attempt, AttemptEvent, LateDecision, Response, ResponseLog, Result, Score
from assessments.services.attempts import close_overdue
from assessments.services.errors import (
    AttemptIsOver,
    AttemptIsPaused,
    DecidedAlready,
    NotYetClosed,
    OwnLateAnswer,
)
from assessments.services.late import decide_late
from assessments.services.saving import LATE_AT_MOST, Answer, save_response
from people.models import StaffProfile
from tests.conftest import NOON

END = NOON + timedelta(minutes=31)
SignIn = Callable[[StaffProfile], Client]


def save(attempt: Attempt, value: Any, sequence: int = 1, at: Any = NOON) -> None:
    save_response(Answer(attempt.pk, attempt.staff_id, 1, sequence, 1, value, client_at=NOON), now=at)


@pytest.fixture
def late(attempt: Attempt) -> ResponseLog:
    """A wrong answer counts; the right one came a second after the end, and the paper is closed and scored."""
    save(attempt, 3)
    with pytest.raises(AttemptIsOver):
        save(attempt, 0, sequence=2, at=END + timedelta(seconds=1))
    close_overdue(now=END + timedelta(minutes=1))
    attempt.refresh_from_db()
    return ResponseLog.objects.get(late=True)


def decide(entry: ResponseLog, by: StaffProfile, *, accepted: bool = True) -> LateDecision:
    return decide_late(entry, accepted=accepted, reason="Mất điện", now=END, by=by.user)


def test_accepted_answer_counts_and_is_scored(late: ResponseLog, examiner: StaffProfile) -> None:
    decide(late, examiner)

    assert Response.objects.get().value == 0
    assert [score.raw for score in Score.objects.all()] == [0, 1]
    assert Result.objects.get().score == 25
    assert list(AttemptEvent.objects.values_list("kind", "by")) == [
        ("submitted", None),
        ("scored", None),
        ("late_accepted", examiner.user_id),
        ("scored", examiner.user_id),
    ]


def test_refused_answer_changes_nothing_else(late: ResponseLog, examiner: StaffProfile) -> None:
    decision = decide(late, examiner, accepted=False)

    assert (decision.value, decision.reason) == (0, "Mất điện")
    assert (Response.objects.get().value, Score.objects.count()) == (3, 1)
    assert AttemptEvent.objects.last().kind == "late_refused"


def test_decided_once(late: ResponseLog, examiner: StaffProfile) -> None:
    decide(late, examiner, accepted=False)

    with pytest.raises(DecidedAlready):
        decide(late, examiner)

    assert (LateDecision.objects.get().accepted, Score.objects.count()) == (False, 1)


def test_nobody_judges_the_own_paper(late: ResponseLog, learner: StaffProfile) -> None:
    with pytest.raises(OwnLateAnswer):
        decide(late, learner)


def test_open_or_void_paper_is_not_judged(late: ResponseLog, examiner: StaffProfile) -> None:
    Attempt.objects.update(state="voided")

    with pytest.raises(NotYetClosed):
        decide(late, examiner)


def test_answer_sent_again_after_a_pause_is_not_late(attempt: Attempt) -> None:
    Attempt.objects.update(paused_at=NOON)
    with pytest.raises(AttemptIsPaused):
        save(attempt, 0)
    assert ResponseLog.objects.to_judge().count() == 1

    Attempt.objects.update(paused_at=None)
    save(attempt, 0)

    assert ResponseLog.objects.to_judge().count() == 0


def test_what_was_judged_is_not_written_over(
    late: ResponseLog, attempt: Attempt, examiner: StaffProfile
) -> None:
    for sequence in range(3, LATE_AT_MOST + 2):
        with pytest.raises(AttemptIsOver):
            save(attempt, 1, sequence=sequence, at=END)
    last = ResponseLog.objects.filter(late=True).latest("pk")
    decide(last, examiner, accepted=False)

    with pytest.raises(AttemptIsOver):
        save(attempt, 2, sequence=99, at=END)

    last.refresh_from_db()
    assert (last.value, last.sequence) == (1, LATE_AT_MOST + 1)


def test_examiner_sees_and_accepts(late: ResponseLog, sign_in: SignIn, examiner: StaffProfile) -> None:
    browser = sign_in(examiner)
    attempt = late.attempt
    listed = browser.get(f"/exams/manage/{attempt.part.exam.uuid}/late/").content.decode()
    address = f"/exams/manage/attempts/{attempt.uuid}/late/"
    page = browser.get(address).content.decode()
    assert "Nguyễn Văn Đức" in listed
    assert "Đến sau giờ kết thúc." in page
    assert "<dt>Câu trả lời muộn</dt><dd>A</dd>" in page
    assert "<dt>Đang được tính</dt><dd>D</dd>" in page

    answer = browser.post(address, {"entry": late.pk, "act": "accept", "reason": "Mất điện"}, follow=True)

    assert "Đã chấp nhận câu trả lời và chấm lại bài." in answer.content.decode()
    assert LateDecision.objects.get().decided_by == examiner.user


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "accept"},
        {"act": "accept", "reason": " "},
        {"act": "accept", "reason": "x" * 501},
        {"act": "accept", "reason": "a\0b"},
        {"act": "perhaps", "reason": "x"},
        {"act": "accept", "reason": "x", "entry": "x"},
        {"act": "accept", "reason": "x", "entry": "9" * 30},
    ],
)
def test_strange_decision_is_refused(
    late: ResponseLog, sign_in: SignIn, examiner: StaffProfile, sent: dict[str, Any]
) -> None:
    address = f"/exams/manage/attempts/{late.attempt.uuid}/late/"

    answer = sign_in(examiner).post(address, {"entry": late.pk} | sent, follow=True)

    assert "Chưa quyết định gì" in answer.content.decode()
    assert not LateDecision.objects.exists()


def test_entry_of_another_attempt_does_not_exist(
    late: ResponseLog, sign_in: SignIn, examiner: StaffProfile
) -> None:
    timely = ResponseLog.objects.filter(late=False).first()
    address = f"/exams/manage/attempts/{late.attempt.uuid}/late/"

    answer = sign_in(examiner).post(address, {"entry": timely.pk, "act": "accept", "reason": "x"})

    assert answer.status_code == 404


@pytest.mark.parametrize(("who", "status"), [("trainer", 403), ("learner", 403), ("outsider", 404)])
def test_only_examiners_of_the_agency_look(
    late: ResponseLog, sign_in: SignIn, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    paths = [
        f"/exams/manage/{late.attempt.part.exam.uuid}/late/",
        f"/exams/manage/attempts/{late.attempt.uuid}/late/",
    ]

    assert [browser.get(path).status_code for path in paths] == [status, status]


def test_candidate_sees_the_decision(
    late: ResponseLog, sign_in: SignIn, examiner: StaffProfile, learner: StaffProfile
) -> None:
    browser = sign_in(learner)
    address = f"/attempts/{late.attempt.uuid}/result/"
    assert "giám khảo sẽ quyết định" in browser.get(address).content.decode()

    decide(late, examiner, accepted=False)

    page = browser.get(address).content.decode()
    assert "không được chấp nhận, không tính điểm." in page
    assert "Lý do: Mất điện" in page
