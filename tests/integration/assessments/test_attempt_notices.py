"""What candidates are told of acts on their attempts: once, with the reason, never with a score."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessments.models import Attempt, LateDecision, ResponseLog, Score
from assessments.services import interventions as acts
from assessments.services.attempt_notices import tell_decided, tell_decided_before
from assessments.services.attempts import submit_attempt
from assessments.services.errors import AttemptIsClosed, AttemptIsOver, DecidedAlready
from assessments.services.late import decide_late
from assessments.services.saving import Answer, save_response
from people.models import Notice, StaffProfile
from tests.conftest import NOON
from tests.queue import run_tasks

HOUR = timedelta(hours=1)
LATER = NOON + 2 * HOUR


@pytest.fixture
def late(attempt: Attempt) -> list[ResponseLog]:
    """Three answers that came after the paper was handed in."""
    submit_attempt(attempt, now=NOON, by=attempt.staff.user)
    for position in (1, 2, 4):
        answer = Answer(attempt.pk, attempt.staff_id, 1, position, position, 0, client_at=NOON)
        with pytest.raises(AttemptIsOver):
            save_response(answer, now=NOON)
    return list(ResponseLog.objects.to_judge().order_by("position"))


@pytest.fixture
def decide(examiner: StaffProfile) -> Callable[..., LateDecision]:
    """The examiner judges an entry."""

    def as_examiner(entry: ResponseLog, *, accepted: bool, reason: str, now: datetime = NOON) -> LateDecision:
        return decide_late(entry, accepted=accepted, reason=reason, now=now, by=examiner.user)

    return as_examiner


def told(attempt: Attempt) -> list[tuple[str, str, str]]:
    """What the candidate was told, all of it leading to the attempt's page."""
    page = reverse("attempt_result", args=[attempt.uuid])
    notices = Notice.objects.filter(recipient=attempt.staff.user, url=page).order_by("pk")
    return list(notices.values_list("kind", "subject", "body"))


def test_ended_attempt_is_told_with_the_reason(attempt: Attempt, examiner: StaffProfile) -> None:
    acts.end_attempt(attempt, reason=" Mất trật tự ", now=NOON, by=examiner.user)

    subject = f"Giám thị đã kết thúc bài thi “{attempt.part.exam.title}” của bạn"
    body = "Các câu đã lưu đến lúc đó được nộp. Lý do: Mất trật tự"
    assert told(attempt) == [("attempt-ended", subject, body)]


def test_voided_attempt_is_told_with_the_reason(attempt: Attempt, examiner: StaffProfile) -> None:
    acts.void_attempt(attempt, reason="Thi hộ", now=NOON, by=examiner.user)

    subject = f"Lượt thi “{attempt.part.exam.title}” của bạn đã bị hủy"
    assert told(attempt) == [("attempt-voided", subject, "Lượt thi này không được tính. Lý do: Thi hộ")]


@pytest.mark.parametrize("act", [acts.end_attempt, acts.void_attempt])
def test_act_that_is_refused_is_not_told(act: Any, attempt: Attempt, examiner: StaffProfile) -> None:
    act(attempt, reason="Lần đầu", now=NOON, by=examiner.user)

    with pytest.raises(AttemptIsClosed):
        act(attempt, reason="Lần sau", now=NOON, by=examiner.user)

    assert [body[-7:] for _kind, _subject, body in told(attempt)] == ["Lần đầu"]


def test_act_that_is_undone_is_not_told(attempt: Attempt, examiner: StaffProfile) -> None:
    with transaction.atomic():
        acts.void_attempt(attempt, reason="Thi hộ", now=NOON, by=examiner.user)
        transaction.set_rollback(True)

    assert (told(attempt), run_tasks(), mail.outbox) == ([], 0, [])


def test_notice_goes_by_mail_too(attempt: Attempt, examiner: StaffProfile) -> None:
    acts.void_attempt(attempt, reason="Thi hộ", now=NOON, by=examiner.user)

    run_tasks()

    (letter,) = mail.outbox
    assert letter.to == [attempt.staff.user.email]
    assert ("Thi hộ" in letter.body, str(attempt.uuid) in letter.body) == (True, True)


def test_notice_speaks_the_language_of_the_person(attempt: Attempt, examiner: StaffProfile) -> None:
    user = attempt.staff.user
    user.language = "en"
    user.save()

    acts.end_attempt(attempt, reason="Noise", now=NOON, by=examiner.user)

    assert told(attempt)[0][2] == "What was saved until then is handed in. Reason: Noise"


def test_round_of_decisions_is_one_notice(attempt: Attempt, late, decide) -> None:
    decide(late[1], accepted=False, reason="Quá muộn")
    decide(late[2], accepted=True, reason="Mất điện")
    assert told(attempt) == []

    decide(late[0], accepted=True, reason="Mất điện")

    (notice,) = told(attempt)
    assert notice[0] == "late-decided"
    assert notice[2].split("\n") == [
        "Được chấp nhận: câu 1, 4. Lý do: Mất điện",
        "Không được chấp nhận: câu 2. Lý do: Quá muộn",
    ]


def test_decision_that_is_refused_is_not_told_again(attempt: Attempt, late, decide) -> None:
    for entry in late:
        decide(entry, accepted=False, reason="Quá muộn")

    with pytest.raises(DecidedAlready):
        decide(late[0], accepted=True, reason="Nhầm")

    assert len(told(attempt)) == 1


def test_later_round_tells_of_itself_alone(attempt: Attempt, late, decide) -> None:
    decide(late[0], accepted=True, reason="Mất điện")
    tell_decided(attempt, now=LATER)
    decide(late[1], accepted=False, reason="Quá muộn", now=LATER)
    decide(late[2], accepted=False, reason="Quá muộn", now=LATER)

    assert [body for _kind, _subject, body in told(attempt)] == [
        "Được chấp nhận: câu 1. Lý do: Mất điện",
        "Không được chấp nhận: câu 2, 4. Lý do: Quá muộn",
    ]


def test_round_left_half_done_is_told_by_the_hourly_round(attempt: Attempt, late, decide) -> None:
    decide(late[0], accepted=True, reason="Mất điện")

    soon = tell_decided_before(now=NOON + HOUR)
    found = [tell_decided_before(now=LATER), tell_decided_before(now=LATER)]

    assert (soon, found, len(told(attempt))) == (0, [1, 0], 1)


def test_no_notice_holds_a_score(attempt: Attempt, late, decide, examiner: StaffProfile) -> None:
    for entry in late:
        decide(entry, accepted=True, reason="Mất điện")
    acts.void_attempt(attempt, reason="Thi hộ", now=NOON, by=examiner.user)

    assert Score.objects.latest("pk").scaled == 75
    assert "75" not in "".join(body for _kind, _subject, body in told(attempt))


def test_voided_page_says_why(
    attempt: Attempt, examiner: StaffProfile, learner: StaffProfile, client: Client
) -> None:
    acts.void_attempt(attempt, reason="Thi hộ", now=NOON, by=examiner.user)
    client.force_login(learner.user)

    html = client.get(reverse("attempt_result", args=[attempt.uuid])).content.decode()

    assert ("Lý do ghi ở phần diễn biến" in html, "Lý do: Thi hộ" in html) == (True, True)
