"""The invigilator's acts on an attempt and on the room: who may, what is asked, what is told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.models import Attempt, AttemptEvent, Sitting, SittingEvent
from assessments.services import interventions as acts
from assessments.services.attempts import submit_attempt
from people.models import Role
from tests import factories
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)


def act(attempt: Attempt, name: str) -> str:
    return reverse("attempt_act", args=[attempt.uuid, name])


def room(sitting: Sitting, name: str) -> str:
    return reverse("sitting_act", args=[sitting.uuid, name])


def test_invigilator_of_another_room_sees_nothing(client, sign_in, sitting, seated, department) -> None:
    other = factories.make_staff(agency=department, roles=[Role.INVIGILATOR])
    browser = sign_in(other)

    addresses = [
        reverse("sitting_board", args=[sitting.uuid]),
        room(sitting, "pause"),
        act(seated, "end"),
        reverse("watched_attempt", args=[seated.uuid]),
    ]
    assert [browser.get(each).status_code for each in addresses] == [404] * 4
    assert browser.post(act(seated, "end"), {"reason": "x"}).status_code == 404
    assert browser.post(room(sitting, "pause")).status_code == 404
    assert not AttemptEvent.objects.exists()


def test_attempt_outside_sittings_is_nobodys(client, sign_in, exam, attempt, examiner) -> None:
    assert sign_in(examiner).get(act(attempt, "void")).status_code == 404


def test_unknown_act_is_not_found(client, sign_in, sitting, seated, invigilator) -> None:
    browser = sign_in(invigilator)

    assert browser.get(act(seated, "forgive")).status_code == 404
    assert browser.get(room(sitting, "void")).status_code == 404


def test_invigilator_who_sits_acts_on_others_only(client, sign_in, sitting, seated, learner, office) -> None:
    sitting.invigilators.add(learner.user)
    learner.user.role_grants.create(role=Role.INVIGILATOR, agency=office, granted_at=NOON)
    Sitting.objects.update(agency=office)
    browser = sign_in(learner)

    page = browser.get(reverse("watched_attempt", args=[seated.uuid]))
    assert (page.status_code, page.context["acts"]) == (200, [])
    assert browser.post(act(seated, "extend"), {"minutes": 9, "reason": "x"}).status_code == 403
    assert not AttemptEvent.objects.exists()


def test_act_is_asked_first(client, sign_in, sitting, seated, invigilator) -> None:
    page = sign_in(invigilator).get(act(seated, "end"))

    assert "Nguyễn Văn Đức" in page.content.decode()
    assert not AttemptEvent.objects.exists()


@pytest.mark.parametrize(
    ("name", "facts", "kind"),
    [
        ("pause", {}, "paused"),
        ("extend", {"minutes": "5", "reason": "Máy hỏng"}, "extended"),
        ("move", {"reason": ""}, "moved"),
        ("look", {}, "looked_at"),
        ("end", {"reason": "Xin về"}, "ended"),
        ("void", {"reason": "Thi hộ"}, "voided"),
    ],
)
def test_act_is_done_and_told(
    client, sign_in, sitting, seated, invigilator, name: str, facts: dict[str, str], kind: str
) -> None:
    page = sign_in(invigilator).post(act(seated, name), facts, follow=True)

    assert page.redirect_chain == [(reverse("sitting_board", args=[sitting.uuid]), 302)]
    assert "Nguyễn Văn Đức" in str(next(iter(page.context["messages"])))
    event = AttemptEvent.objects.filter(kind=kind).get()
    assert (event.by, event.at) == (invigilator.user, NOON)


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("extend", {"minutes": "5", "reason": " "}),
        ("extend", {"minutes": "0", "reason": "x"}),
        ("extend", {"minutes": "241", "reason": "x"}),
        ("extend", {"minutes": "năm", "reason": "x"}),
        ("end", {}),
        ("void", {"reason": ""}),
        ("void", {"reason": "x" * 301}),
    ],
)
def test_bad_input_is_shown_again(
    client, sign_in, sitting, seated, invigilator, name: str, facts: dict[str, str]
) -> None:
    page = sign_in(invigilator).post(act(seated, name), facts)

    assert (page.status_code, bool(page.context["form"].errors)) == (200, True)
    assert not AttemptEvent.objects.exists()


def test_act_that_comes_too_late_says_so(client, sign_in, sitting, seated, invigilator) -> None:
    submit_attempt(seated, now=NOON, by=None)

    page = sign_in(invigilator).post(act(seated, "extend"), {"minutes": 5, "reason": "x"}, follow=True)

    assert "Bài thi này đã kết thúc" in page.content.decode()


def test_room_is_paused_and_resumed(client, sign_in, sitting, seated, invigilator, clock) -> None:
    browser = sign_in(invigilator)
    page = browser.post(room(sitting, "pause"), {"reason": "Mất điện"}, follow=True)
    assert "Cả phòng tạm dừng từ 12:00:00" in page.content.decode()

    clock.shift(12 * MINUTE)
    browser.post(room(sitting, "resume"))

    seated.refresh_from_db()
    assert (seated.paused_at, seated.deadline) == (None, NOON + 42 * MINUTE)
    assert list(SittingEvent.objects.values_list("kind", "by")) == [
        ("paused", invigilator.user.pk),
        ("resumed", invigilator.user.pk),
    ]


def test_candidates_page_tells_what_happened(client, sign_in, sitting, seated, invigilator) -> None:
    acts.pause_sitting(sitting, now=NOON, by=invigilator.user, reason="Mất điện")
    acts.resume_sitting(sitting, now=NOON + 12 * MINUTE, by=invigilator.user)
    acts.extend_attempt(seated, 5, reason="Máy hỏng", now=NOON + 12 * MINUTE, by=invigilator.user)

    html = sign_in(invigilator).get(reverse("watched_attempt", args=[seated.uuid])).content.decode()

    for words in ("Cả phòng tạm dừng", "0:12:00", "Số phút: 5.", "Lý do: Máy hỏng", "Cao Thị Mai"):
        assert words in html
