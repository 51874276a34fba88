"""Parts that are kept, and results that wait for the exam council."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments import tasks
from assessments.models import Attempt, Exam, Result
from assessments.services.eligibility import part_due
from assessments.services.publication import NothingToPublish, publish_results, settle_published
from assessments.services.results import settle_result
from people.models import Agency, Notice, StaffProfile
from tests import factories
from tests.conftest import NOON
from tests.integration.assessments.test_scoring import RIGHT, WRONG, sit
from tests.queue import run_tasks

SignIn = Callable[[StaffProfile], Client]
DAY = timedelta(days=1)
NEXT_YEAR = NOON + 60 * DAY
PASS, FAIL = (RIGHT, RIGHT, RIGHT, WRONG), (WRONG, WRONG, WRONG, RIGHT)


@pytest.fixture
def two_parts(department: Agency) -> Exam:
    """Two parts, each passed with half of the marks; a passed one is kept for a year."""
    return factories.make_open_exam(department, parts=2, kept_months=12, wait_hours=0)


@pytest.fixture
def withheld(department: Agency) -> Exam:
    """An exam whose results wait."""
    return factories.make_open_exam(department, withhold_results=True, wait_hours=0)


@pytest.fixture
def publish(withheld: Exam, examiner: StaffProfile) -> Callable[..., int]:
    """The council publishes, and the worker settles."""

    def act(*, now=NOON + DAY) -> int:
        number = publish_results(withheld, reason="Biên bản 3/HĐT", now=now, by=examiner.user)
        withheld.refresh_from_db()
        settle_published(withheld, now=now)
        return number

    return act


def scores(result: Result) -> list[tuple[str, bool]]:
    return [(part["score"], part["kept"]) for part in result.parts]


def test_each_change_of_a_result_is_kept(department: Agency, learner) -> None:
    exam = factories.make_open_exam(department, wait_hours=0)
    part = exam.parts.get()
    sit(learner, part, *FAIL)
    sit(learner, part, *PASS, now=NOON + DAY)
    settle_result(learner, exam, "2026", now=NOON + 2 * DAY)

    kept = Result.objects.get().settlements.values_list("score", "passed", "attempts_used")

    assert [(str(score), passed, used) for score, passed, used in kept] == [
        ("25.00", False, 1),
        ("75.00", True, 2),
    ]


def test_passed_part_is_kept_in_the_next_period(two_parts, learner) -> None:
    first, second = two_parts.parts.order_by("position")
    sit(learner, first, *PASS)
    sit(learner, second, *FAIL)

    sit(learner, second, *PASS, now=NEXT_YEAR)

    old, new = Result.objects.order_by("period")
    assert (old.passed, new.passed, new.period) == (False, True, "2027")
    assert scores(new) == [("75.00", True), ("75.00", False)]
    assert new.first_score == 75


@pytest.mark.parametrize(("months", "passed"), [(None, None), (1, None), (2, True)])
def test_part_is_kept_so_long(two_parts, learner, months, passed) -> None:
    two_parts.kept_months = months
    two_parts.save()
    first, second = two_parts.parts.order_by("position")
    sit(learner, first, *PASS)

    sit(learner, second, *PASS, now=NOON + 50 * DAY)

    result = Result.objects.filter(period="2027").first()
    assert (result.passed if result else None) is passed


def test_kept_pass_outlives_a_failed_retake(two_parts, learner) -> None:
    two_parts.counts = "last"
    two_parts.save()
    first, second = two_parts.parts.order_by("position")
    for part in (first, second):
        sit(learner, part, *PASS)

    sit(learner, first, *FAIL, now=NOON + DAY)

    assert scores(Result.objects.get()) == [("75.00", True), ("75.00", False)]


def test_one_part_alone_is_not_kept(department, learner) -> None:
    exam = factories.make_open_exam(department, kept_months=12, wait_hours=0, counts="last")
    sit(learner, exam.parts.get(), *PASS)

    sit(learner, exam.parts.get(), *FAIL, now=NEXT_YEAR)

    assert Result.objects.get(period="2027").passed is False


def test_kept_part_is_not_asked_for_again(two_parts, learner) -> None:
    first, second = two_parts.parts.order_by("position")
    sit(learner, first, *PASS)

    assert part_due(learner, two_parts, asked="", now=NEXT_YEAR) == second


def test_mean_sums_the_topics(department, learner) -> None:
    exam = factories.make_open_exam(department, counts="mean", wait_hours=0)
    sit(learner, exam.parts.get(), *PASS)
    sit(learner, exam.parts.get(), *FAIL, now=NOON + DAY)

    result = Result.objects.get()
    assert (result.score, result.passed) == (Decimal(50), True)
    assert result.topics == [{"topic": "An toàn", "raw": "4.0000", "maximum": "8", "scaled": "50.00"}]


def test_withheld_attempt_settles_nothing(withheld, learner) -> None:
    sit(learner, withheld.parts.get(), *PASS)

    with time_machine.travel(NOON + DAY):
        tasks.heal()

    assert settle_result(learner, withheld, "2026", now=NOON) is None
    assert not Result.objects.exists()


def test_publication_settles_and_tells(withheld, learner, publish) -> None:
    sit(learner, withheld.parts.get(), *PASS)

    assert publish() == 1
    assert Result.objects.get().score == 75
    assert Notice.objects.get(recipient=learner.user).kind == "results-published"


def test_later_attempt_waits_for_the_next_publication(withheld, learner, publish) -> None:
    sit(learner, withheld.parts.get(), *FAIL)
    publish()
    sit(learner, withheld.parts.get(), *PASS, now=NOON + 2 * DAY)
    assert Result.objects.get().score == 25

    publish(now=NOON + 3 * DAY)

    assert Result.objects.get().score == 75
    assert Notice.objects.count() == 2


def test_settling_what_is_published_twice_tells_once(withheld, learner, publish) -> None:
    sit(learner, withheld.parts.get(), *PASS)
    publish()
    withheld.refresh_from_db()

    assert settle_published(withheld, now=NOON + 2 * DAY) == 0


def test_nothing_to_publish(withheld, publish) -> None:
    with pytest.raises(NothingToPublish):
        publish()


def test_withheld_part_counts_as_done(department, learner) -> None:
    exam = factories.make_open_exam(department, parts=2, withhold_results=True)
    first, second = exam.parts.order_by("position")
    sit(learner, first, *FAIL)

    assert part_due(learner, exam, asked="", now=NOON) == second


def test_candidate_sees_no_score_before(client, sign_in: SignIn, withheld, learner) -> None:
    attempt = sit(learner, withheld.parts.get(), *PASS)
    sign_in(learner)

    page = client.get(reverse("attempt_result", args=[attempt.uuid]))
    mine = client.get(reverse("my_results"))

    assert (page.context["state"], page.context["score"], page.context["topics"]) == ("withheld", None, [])
    assert mine.context["attempts"][0]["score"] is None
    assert not re.search(r"(?<![\w-])75(?![\w-])", page.content.decode().split("<main", 1)[1])


def test_examiner_publishes_from_the_page(client, sign_in, withheld, learner, examiner) -> None:
    sit(learner, withheld.parts.get(), *PASS)
    address = reverse("withheld_results", args=[withheld.uuid])
    sign_in(examiner)

    assert learner.full_name in client.get(address).content.decode()
    client.post(address, {"reason": ""})
    assert not Exam.objects.get(pk=withheld.pk).results_published_at

    client.post(address, {"reason": "Biên bản 3/HĐT"})
    run_tasks()
    assert Result.objects.get().passed is True


@pytest.mark.parametrize(
    ("who", "status"), [("learner", 403), ("trainer", 403), ("outsider", 404), ("manager", 403)]
)
def test_others_do_not_see_withheld_results(client, sign_in, request, withheld, who, status) -> None:
    sign_in(request.getfixturevalue(who))

    assert client.get(reverse("withheld_results", args=[withheld.uuid])).status_code == status


def test_wrong_method(client, sign_in, withheld, examiner) -> None:
    assert sign_in(examiner).put(reverse("withheld_results", args=[withheld.uuid])).status_code == 405


def test_voided_attempt_is_not_published(withheld, learner, publish) -> None:
    attempt = sit(learner, withheld.parts.get(), *PASS)
    Attempt.objects.filter(pk=attempt.pk).update(state="voided")

    with pytest.raises(NothingToPublish):
        publish()
