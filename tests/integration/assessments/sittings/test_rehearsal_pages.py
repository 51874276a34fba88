"""A rehearsal asked for on a sitting's page: when it may be, who plays it, and what is said of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from assessments.models import Attempt, Exam, PlaceState, RehearsalRun, Sitting
from assessments.play.crowd import Pace
from assessments.play.rehearsal import plan_for
from assessments.services.rehearsals import (
    PICKED_UP_WITHIN,
    SLACK,
    RehearsalRefused,
    ask_rehearsal,
    begin_rehearsal,
    break_off,
    finish_rehearsal,
    give_up_stuck,
    open_rehearsal,
)
from assessments.tasks import rehearse, sweep
from people.models import Agency, Role, StaffProfile
from tests import factories
from tests.conftest import NOON
from tests.loops import run_apart
from tests.queue import run_tasks

SignIn = Callable[[StaffProfile], Client]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FACTS = {
    "candidates": 2,
    "started": 2,
    "starts_per_second": 1.0,
    "waiting_pages": 0,
    "saves": 8,
    "saves_per_second": 1.0,
    "p50_ms": 5.0,
    "p95_ms": 9.4,
    "p99_ms": 9.9,
    "submitted": 2,
    "errors": 0,
    "lost": 0,
    "cpu_ms_per_save": 1.5,
    "carries": 42000,
    "good": True,
    "faults": [],
}


@pytest.fixture(autouse=True)
def at_noon(time_machine: Any) -> None:
    """The day before the sitting."""
    time_machine.move_to(NOON)


@pytest.fixture
def sitting(exam: Exam, learner: StaffProfile, colleague: StaffProfile) -> Sitting:
    """Tomorrow, with two candidates."""
    return factories.make_sitting(exam, begins_at=NOON + DAY, candidates=[learner, colleague])


@pytest.fixture
def run(sitting: Sitting, examiner: StaffProfile) -> RehearsalRun:
    """Asked for at noon."""
    return ask(sitting, examiner)


def ask(sitting: Sitting, examiner: StaffProfile) -> RehearsalRun:
    return ask_rehearsal(sitting, candidates=2, seconds=180, now=NOON, by=examiner.user)


def test_asked_rehearsal_is_left_to_the_worker_by_its_id(run: RehearsalRun) -> None:
    task = OrmQ.objects.get().task

    assert (task["func"], task["args"]) == ("assessments.tasks.rehearse", (run.pk,))
    assert (run.state, run.begun_at) == ("running", None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"exam__state": "draft"}, "not_published"),
        ({"exam__config_keys": "a" * 64}, "safe_browser"),
        ({"state": "closed"}, "over"),
        ({"state": "cancelled"}, "over"),
    ],
)
def test_what_cannot_be_rehearsed_is_refused(
    change: dict[str, str], reason: str, sitting: Sitting, examiner: StaffProfile
) -> None:
    for name, value in change.items():
        changed = sitting.exam if name.startswith("exam__") else sitting
        setattr(changed, name.removeprefix("exam__"), value)

    with pytest.raises(RehearsalRefused) as refused:
        ask(sitting, examiner)

    assert refused.value.reason == reason
    assert not RehearsalRun.objects.exists()


def other_sitting(agency: Agency, begins_in: timedelta, times: dict[str, Any]) -> None:
    factories.make_sitting(factories.make_open_exam(agency), begins_at=NOON + begins_in, **times)


@pytest.mark.parametrize(
    ("begins_in", "times"),
    [(59 * MINUTE, {}), (-20 * MINUTE, {}), (-40 * MINUTE, {"ends_at": NOON + MINUTE})],
    ids=["soon", "taking in", "under way"],
)
def test_other_sitting_has_the_machine(
    begins_in: timedelta,
    times: dict[str, Any],
    sitting: Sitting,
    examiner: StaffProfile,
    other_department: Agency,
) -> None:
    other_sitting(other_department, begins_in, times)

    with pytest.raises(RehearsalRefused) as refused:
        ask(sitting, examiner)

    assert refused.value.reason == "sitting_near"


@pytest.mark.parametrize(
    ("begins_in", "times"),
    [
        (61 * MINUTE, {}),
        (-40 * MINUTE, {}),
        (59 * MINUTE, {"state": "cancelled"}),
        (59 * MINUTE, {"state": "draft"}),
    ],
    ids=["later", "nobody starts or works any more", "cancelled", "draft"],
)
def test_other_sitting_does_not_need_the_machine(
    begins_in: timedelta,
    times: dict[str, Any],
    sitting: Sitting,
    examiner: StaffProfile,
    other_department: Agency,
) -> None:
    other_sitting(other_department, begins_in, times)

    assert ask(sitting, examiner).state == "running"


def test_nobody_at_work_is_disturbed(attempt: Attempt, sitting: Sitting, examiner: StaffProfile) -> None:
    with pytest.raises(RehearsalRefused, match="làm bài"):
        ask(sitting, examiner)


def test_only_one_at_a_time(run: RehearsalRun, sitting: Sitting, examiner: StaffProfile) -> None:
    with pytest.raises(RehearsalRefused) as refused:
        ask(sitting, examiner)

    assert refused.value.reason == "another"


def test_next_one_may_follow(run: RehearsalRun, sitting: Sitting, examiner: StaffProfile) -> None:
    finish_rehearsal(run, FACTS, {}, now=NOON)

    assert ask(sitting, examiner).state == "running"


def test_twice_delivered_task_plays_once(run: RehearsalRun) -> None:
    begun = [begin_rehearsal(run, lasts=4 * MINUTE, now=NOON) for _ in range(2)]

    assert begun == [True, False]


def test_worker_that_never_came_is_not_waited_for(run: RehearsalRun) -> None:
    assert give_up_stuck(now=NOON + PICKED_UP_WITHIN - MINUTE) == 0
    assert give_up_stuck(now=NOON + PICKED_UP_WITHIN) == 1

    run.refresh_from_db()
    assert (run.state, run.fault) == ("failed", "no_worker")


def test_killed_worker_leaves_nothing_under_way(
    run: RehearsalRun, sitting: Sitting, examiner: StaffProfile, time_machine: Any
) -> None:
    begin_rehearsal(run, lasts=4 * MINUTE, now=NOON)
    time_machine.move_to(NOON + 4 * MINUTE + SLACK)

    sweep()

    run.refresh_from_db()
    assert (run.state, run.fault) == ("failed", "stopped")


def test_verdict_of_one_that_was_given_up_comes_too_late(run: RehearsalRun) -> None:
    give_up_stuck(now=NOON + PICKED_UP_WITHIN)

    finish_rehearsal(run, FACTS, {}, now=NOON)

    run.refresh_from_db()
    assert (run.state, run.facts) == ("failed", {})


def test_stuck_one_does_not_block_the_next(
    run: RehearsalRun, sitting: Sitting, examiner: StaffProfile
) -> None:
    later = NOON + PICKED_UP_WITHIN

    assert open_rehearsal(sitting, candidates=1, seconds=60, now=later, by=None).state == "running"


def test_task_looks_once_more_whether_it_is_quiet(run: RehearsalRun, exam: Exam) -> None:
    factories.make_sitting(exam, begins_at=NOON + 30 * MINUTE)

    run_tasks()

    run.refresh_from_db()
    assert (run.state, run.fault) == ("failed", "not_quiet")


def test_fault_on_the_way_is_kept(run: RehearsalRun, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("assessments.play.rehearsal.prepare_cohort", broken)

    with pytest.raises(OSError, match="disk"):
        rehearse(run.pk)

    run.refresh_from_db()
    assert (run.state, run.fault) == ("failed", "stopped")


@pytest.mark.django_db(transaction=True)
def test_worker_plays_with_trial_rows_only(
    live_server: Any, sitting: Sitting, examiner: StaffProfile, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PUBLIC_URL = live_server.url
    monkeypatch.setattr("assessments.play.rehearsal.asyncio.run", run_apart)
    quick = {"arrive_within": 1, "pace": Pace(0.3)}
    monkeypatch.setattr("assessments.tasks.plan_for", lambda run: replace(plan_for(run), **quick))
    run = ask_rehearsal(sitting, candidates=2, seconds=1, now=NOON, by=examiner.user)

    rehearse(run.pk)

    run.refresh_from_db()
    assert (run.state, run.facts["submitted"], run.facts["lost"]) == ("done", 2, 0)
    assert set(Attempt.objects.values_list("trial", "staff__simulated")) == {(True, True)}
    assert set(sitting.places.values_list("state", flat=True)) == {PlaceState.EXPECTED}


def pages_of(run: RehearsalRun) -> list[str]:
    return [
        reverse("sitting_rehearsals", args=[run.sitting.uuid]),
        reverse("rehearsal", args=[run.uuid]),
        reverse("rehearsal_state", args=[run.uuid]),
    ]


@pytest.mark.parametrize("page", range(3))
def test_pages_are_the_examiners(
    page: int,
    run: RehearsalRun,
    sign_in: SignIn,
    examiner: StaffProfile,
    learner: StaffProfile,
    outsider: StaffProfile,
    department: Agency,
) -> None:
    watcher = factories.make_staff(agency=department, roles=[Role.INVIGILATOR])
    run.sitting.invigilators.add(watcher.user)
    address = pages_of(run)[page]

    assert sign_in(examiner).get(address).status_code == 200
    assert sign_in(examiner).delete(address).status_code == 405
    assert sign_in(watcher).get(address).status_code == 403
    assert sign_in(learner).get(address).status_code == 403
    assert sign_in(outsider).get(address).status_code == 404


def test_form_proposes_the_places_and_begins(
    sitting: Sitting, sign_in: SignIn, examiner: StaffProfile
) -> None:
    browser, address = sign_in(examiner), reverse("sitting_rehearsals", args=[sitting.uuid])
    assert browser.get(address).context["form"].initial == {"candidates": 2, "minutes": 3}
    assert address in browser.get(reverse("sitting", args=[sitting.uuid])).content.decode()

    page = browser.post(address, {"candidates": "40", "minutes": "2"}, follow=True)

    run = RehearsalRun.objects.get()
    assert (run.candidates, run.seconds, run.asked_by) == (40, 120, examiner.user)
    assert "Đang chờ bộ xử lý tác vụ nền" in page.content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {"candidates": "0", "minutes": "1"},
        {"candidates": "2001", "minutes": "1"},
        {"candidates": "1", "minutes": "6"},
    ],
)
def test_bounds_are_kept(
    given: dict[str, str], sitting: Sitting, sign_in: SignIn, examiner: StaffProfile
) -> None:
    page = sign_in(examiner).post(reverse("sitting_rehearsals", args=[sitting.uuid]), given)

    assert page.context["form"].errors
    assert not RehearsalRun.objects.exists()


def test_refusal_is_shown(
    run: RehearsalRun, sitting: Sitting, sign_in: SignIn, examiner: StaffProfile, exam: Exam
) -> None:
    address = reverse("sitting_rehearsals", args=[sitting.uuid])
    page = sign_in(examiner).post(address, {"candidates": "1", "minutes": "1"})
    assert "Đang có một cuộc diễn tập khác" in page.content.decode()
    factories.make_sitting(exam, begins_at=NOON)

    page = sign_in(examiner).get(address)

    assert "sẽ chiếm tài nguyên máy của thí sinh" in page.content.decode()
    assert 'name="candidates"' not in page.content.decode()


def verdict_page(run: RehearsalRun, browser: Client, **facts: Any) -> str:
    errors = {"start: HTTP 0": 2} if facts.get("started") == 0 else {}
    finish_rehearsal(run, FACTS | facts, errors, now=NOON)
    return str(browser.get(reverse("rehearsal", args=[run.uuid])).content.decode())


def test_good_verdict_in_plain_words(run: RehearsalRun, sign_in: SignIn, examiner: StaffProfile) -> None:
    text = verdict_page(run, sign_in(examiner))

    assert "Hệ thống đáp ứng được 2 thí sinh" in text
    assert "khoảng 42.000 thí sinh cùng lúc" in text
    assert "trong 9 mili giây" in text


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"faults": ["lost"], "lost": 3}, "3 câu trả lời đã báo là đã lưu"),
        ({"faults": ["slow"], "p95_ms": 900.4}, "được lưu trong 900 mili giây"),
        ({"faults": ["not_started"], "started": 1}, "Chỉ 1 trên 2 thí sinh bắt đầu"),
        ({"faults": ["not_submitted"], "submitted": 1}, "Chỉ 1 trên 2 người đã bắt đầu"),
        ({"faults": ["errors"], "errors": 7}, "7 yêu cầu bị lỗi"),
        ({"faults": ["not_started"], "started": 0}, "Máy chủ không trả lời tại địa chỉ http://testserver"),
    ],
)
def test_bad_verdict_says_why(
    facts: dict[str, Any], sentence: str, run: RehearsalRun, sign_in: SignIn, examiner: StaffProfile
) -> None:
    text = verdict_page(run, sign_in(examiner), good=False, **facts)

    assert "Hệ thống chưa đáp ứng được 2 thí sinh" in text
    assert sentence in text


def test_page_asks_until_it_is_over(run: RehearsalRun, sign_in: SignIn, examiner: StaffProfile) -> None:
    browser, state = sign_in(examiner), reverse("rehearsal_state", args=[run.uuid])
    begin_rehearsal(run, lasts=4 * MINUTE, now=NOON)
    assert f'data-poll="{state}"' in browser.get(state).content.decode()

    break_off(run, "stopped", now=NOON)

    assert "data-poll" not in browser.get(state).content.decode()
    page = browser.get(reverse("rehearsal", args=[run.uuid])).content.decode()
    assert "Cuộc diễn tập bị ngắt giữa chừng" in page
