"""A small rehearsal of a sitting, played against a real server."""

import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Attempt, ExamState, PlaceState, Response, Sitting
from assessments.play.rehearsal import Verdict
from people.models import Agency, StaffProfile
from tests import factories
from tests.conftest import NOON
from tests.loops import run_apart

QUICK = {"seconds": 2, "arrive_within": 1, "pace": 0.3, "failures": 0.2}


@pytest.fixture(autouse=True)
def loop_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser tests may have left a loop in this thread."""
    monkeypatch.setattr("assessments.play.rehearsal.asyncio.run", run_apart)


@pytest.fixture
def sitting(department: Agency, learner: StaffProfile) -> Sitting:
    """A sitting of next month, with an access code and one candidate."""
    ahead = NOON + timedelta(days=3650)
    exam = factories.make_open_exam(department, opens_at=ahead, closes_at=ahead + timedelta(days=1))
    return factories.make_sitting(exam, begins_at=ahead, candidates=[learner], access_code="MO-CUA")


def rehearse(sitting: Sitting, **options: Any) -> str:
    out = StringIO()
    call_command("rehearse", str(sitting.uuid), stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_rehearsal_before_the_day_touches_nobody(
    live_server: Any, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A busy machine of tests is no fault of the sitting.
    monkeypatch.setattr("assessments.play.rehearsal.GOOD_P95_MS", 60_000)

    told = rehearse(sitting, candidates=3, base_url=live_server.url, **QUICK)

    facts = json.loads(told.splitlines()[-1])
    assert (facts["started"], facts["submitted"], facts["errors"], facts["lost"]) == (3, 3, 0, 0)
    run = sitting.rehearsals.get()
    assert (run.state, run.asked_by, run.facts | {"sitting": str(sitting.uuid)}) == ("done", None, facts)
    assert facts["saves"] >= Response.objects.count() > 0
    assert "Hệ thống" in told
    assert set(Attempt.objects.values_list("trial", "staff__simulated", "state")) == {(True, True, "scored")}
    assert sitting.places.get().state == PlaceState.EXPECTED


@pytest.mark.django_db(transaction=True)
def test_server_that_is_not_there_is_a_bad_verdict(sitting: Sitting) -> None:
    with pytest.raises(CommandError):
        rehearse(sitting, candidates=1, base_url="http://127.0.0.1:1", **QUICK)


def test_as_many_as_the_sitting_has(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    path = "assessments.play.rehearsal.prepare_cohort"
    monkeypatch.setattr(path, lambda count, **_: asked.append(count) or [])

    rehearse(sitting, base_url="http://127.0.0.1:1", seconds=0, arrive_within=0)

    assert asked == [1]


def test_nobody_is_disturbed(sitting: Sitting, attempt: Attempt, time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)

    with pytest.raises(CommandError, match="làm bài"):
        rehearse(sitting)


@pytest.mark.parametrize(
    "change",
    [{"state": ExamState.DRAFT}, {"config_keys": "a" * 64}],
    ids=["draft", "safe browser"],
)
def test_what_cannot_be_rehearsed_is_refused(sitting: Sitting, change: dict[str, Any]) -> None:
    type(sitting.exam).objects.update(**change)

    with pytest.raises(CommandError):
        rehearse(sitting)


def test_sitting_without_candidates_wants_a_number(sitting: Sitting) -> None:
    sitting.places.all().delete()

    with pytest.raises(CommandError, match="--candidates"):
        rehearse(sitting)


GOOD = Verdict(9, 9, 1.0, 0, 90, 2.0, 5.0, 9.0, 20.0, 9, 0, 0, 1.0, 60000)


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True),
        ({"lost": 1}, False),
        ({"errors": 1}, False),
        ({"submitted": 8}, False),
        ({"started": 8, "submitted": 8}, False),
        ({"p95_ms": 900.0}, False),
    ],
)
def test_verdict_is_good_if_all_is(change: dict[str, Any], good: bool) -> None:
    assert replace(GOOD, **change).is_good is good


def test_interrupted_command_leaves_no_run_behind(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assessments.play.rehearsal.prepare_cohort", interrupted)

    with pytest.raises(KeyboardInterrupt):
        rehearse(sitting, candidates=1)
    assert sitting.rehearsals.get().fault == "stopped"
