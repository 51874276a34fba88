"""The candidate's pages, as a browser without JavaScript uses them."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.core.review import PRESETS, Part
from assessments.models import Attempt, Exam, Response, ResponseLog
from assessments.services.attempts import start_attempt
from people.models import StaffProfile
from tests import factories
from tests.conftest import NOON
from tests.report_factories import make_result

SignIn = Callable[[StaffProfile], Client]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The views' clock stands at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def paper(client: Client, sign_in: SignIn, exam: Exam, learner: StaffProfile) -> str:
    """The learner has pressed the start button; the address of the paper."""
    sign_in(learner)
    return client.post(reverse("part_start", args=[exam.parts.get().uuid]))["Location"]


def form(attempt: Attempt, **fields: Any) -> dict[str, Any]:
    return {"seat": attempt.seat, "sequence": 0, "act": "save"} | fields


def test_pages_say_to_press_save(client: Client, exam: Exam, paper: str) -> None:
    start = client.get(reverse("exam_start", args=[exam.uuid])).content.decode()

    assert "câu trả lời không tự lưu" in start
    assert "câu chưa lưu không được tính" in client.get(paper).content.decode()


def values() -> list[Any]:
    return list(Response.objects.order_by("position").values_list("position", "value"))


def test_start_page_says_the_rules(client, sign_in, exam, learner) -> None:
    page = sign_in(learner).get(reverse("exam_start", args=[exam.uuid]))

    assert page.context["item_count"] == 4
    assert page.context["eligibility"]["may_start"] is True
    html = page.content.decode()
    assert reverse("part_start", args=[exam.parts.get().uuid]) in html
    assert "30 phút, tính từ lúc bạn bắt đầu" in html


@pytest.mark.parametrize(("policy", "told"), [("topics", True), ("none", False)])
def test_start_page_says_that_one_has_passed(client, sign_in, exam, learner, policy, told) -> None:
    Exam.objects.update(review=PRESETS[policy], wait_hours=0)
    make_result(learner, exam, "90", NOON.date())

    page = sign_in(learner).get(reverse("exam_start", args=[exam.uuid])).content.decode()

    assert ("Bạn đã đạt bài thi này: 90 trên 100 điểm" in page) is told


def test_start_leads_to_the_paper(client, paper) -> None:
    page = client.get(paper)

    assert page.status_code == 200
    assert [item["position"] for item in page.context["items"]] == [1, 2, 3, 4]


def test_paper_shows_no_key(client, paper) -> None:
    text = client.get(paper).content.decode()

    assert "fraction" not in text
    assert "feedback" not in text


def test_second_page_reads_no_items(client, paper) -> None:
    client.get(paper)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(paper)

    asked = " ".join(each["sql"] for each in queries.captured_queries)
    assert "assessments_formitem" not in asked
    assert page.content.count(b"<fieldset") == 4


def test_page_marks_the_answers_given(client, paper) -> None:
    client.post(paper, form(Attempt.objects.get(), **{"item-1": "2"}))

    text = client.get(paper).content.decode()

    assert re.findall(r'name="([^"]*)" value="(.)" checked', text) == [("item-1", "2")]
    assert text.count('data-state="answered"') == 1


def test_plain_form_saves_what_was_given(client, paper) -> None:
    client.post(paper, form(Attempt.objects.get(), **{"item-1": "2", "item-3": "0"}))

    assert values() == [(1, 2), (3, 0)]


def test_unchanged_answers_are_not_saved_again(client, paper) -> None:
    attempt = Attempt.objects.get()
    client.post(paper, form(attempt, **{"item-1": "2"}))

    client.post(paper, form(attempt, sequence=1, **{"item-1": "2", "item-2": "1"}))

    assert ResponseLog.objects.count() == 2


@pytest.mark.parametrize(
    ("act", "tail"),
    [("save", ""), ("go-3", "?item=3#item-3"), ("review", "review/"), ("go-x", ""), ("nonsense", "")],
)
def test_buttons_lead_where_they_say(client, paper, act, tail) -> None:
    answer = client.post(paper, form(Attempt.objects.get(), act=act))

    assert answer["Location"] == paper + tail


def test_review_lists_the_blanks(client, paper) -> None:
    client.post(paper, form(Attempt.objects.get(), **{"item-1": "2", "item-3": "0"}))

    page = client.get(paper + "review/")

    assert page.context["blanks"] == [2, 4]


def test_submit_leads_to_the_result(client, paper) -> None:
    client.post(paper, form(Attempt.objects.get(), **{"item-1": "0", "item-2": "0", "item-3": "0"}))

    page = client.post(paper + "submit/", {"act": "submit"}, follow=True)

    assert (page.context["state"], page.context["score"]) == ("passed", 75)
    assert page.context["topics"] == [{"topic": "An toàn", "percent": 75.0, "text": "3/4"}]
    assert page.context["items"] == []


def test_time_over_closes_at_the_next_look(client, paper, clock) -> None:
    clock.move_to(NOON + timedelta(minutes=31))

    page = client.get(paper, follow=True)

    assert page.context["attempt"].closed_by == "clock"


def test_late_form_is_kept_as_late(client, paper, clock) -> None:
    clock.move_to(NOON + timedelta(minutes=31))

    page = client.post(paper, form(Attempt.objects.get(), **{"item-1": "0"}), follow=True)

    assert ResponseLog.objects.get().late is True
    assert page.context["state"] == "failed"


def test_page_whose_clock_is_fast_gets_it_set(client, paper) -> None:
    answer = client.post(paper + "submit/", {"act": "time_up"})

    assert answer["Location"] == paper
    assert Attempt.objects.get().state == "in_progress"


def test_page_at_its_deadline_submits_for_the_clock(client, paper, clock) -> None:
    clock.move_to(NOON + timedelta(minutes=30))

    client.post(paper + "submit/", {"act": "time_up"})

    assert (Attempt.objects.get().state, Attempt.objects.get().closed_by) == ("scored", "clock")


def test_start_whose_answer_was_lost_goes_on(client, paper, learner) -> None:
    client.cookies.pop("seat")

    assert client.get(paper).status_code == 200
    assert Attempt.objects.get().seat == 2  # should the lost answer belong to another device, that one stops
    assert client.get(paper).status_code == 200

    client.cookies.pop("seat")
    assert client.get(paper)["Location"] == paper + "seat/"


def test_other_browser_must_take_over(client, paper, learner) -> None:
    client.get(paper)
    phone = Client()
    phone.force_login(learner.user)

    assert phone.get(paper)["Location"] == paper + "seat/"
    assert phone.get(paper + "seat/").status_code == 200
    assert phone.post(paper + "seat/")["Location"] == paper
    assert phone.get(paper).context["attempt"].seat == 2


def test_browser_that_lost_the_seat_is_told(client, paper, learner) -> None:
    phone = Client()
    phone.force_login(learner.user)
    phone.post(paper + "seat/")

    answer = client.post(paper, form(Attempt(seat=1), **{"item-1": "0"}), follow=True)

    assert answer.redirect_chain[-1][0] == paper + "seat/"
    assert (values(), ResponseLog.objects.get().late) == ([], True)


def test_browser_without_the_seat_cannot_submit(paper, learner) -> None:
    phone = Client()
    phone.force_login(learner.user)

    assert phone.post(paper + "submit/")["Location"] == paper + "seat/"
    assert Attempt.objects.get().state == "in_progress"


def test_one_item_layout_steps_through(client, sign_in, department, learner) -> None:
    exam = factories.make_open_exam(department, layout="one_item")
    paper = sign_in(learner).post(reverse("part_start", args=[exam.parts.get().uuid]))["Location"]

    page = client.get(paper + "?item=2")

    assert [page.context[name] for name in ("previous", "current", "next")] == [1, 2, 3]


@pytest.mark.parametrize("query", ["?item=0", "?item=99", "?item=x", "?item=-1"])
def test_item_out_of_range_shows_the_first(client, paper, query) -> None:
    assert client.get(paper + query).context["current"] == 1


def test_my_results_list_mine_only(client, paper, exam, colleague) -> None:
    start_attempt(colleague, exam.parts.get(), now=NOON, by=colleague.user)
    client.post(paper + "submit/")

    page = client.get(reverse("my_results"))

    assert len(page.context["attempts"]) == len(page.context["results"]) == 1


def test_start_in_vain_says_why(client, sign_in, stranger, exam) -> None:
    page = sign_in(stranger).post(reverse("part_start", args=[exam.parts.get().uuid]), follow=True)

    assert "Bạn cần ghi danh khóa học trước" in page.content.decode()
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    "policy", ["none", "score_only", "topics", "correctness_after_close", "full_after_close"]
)
def test_policy_limits_the_result_page(client, paper, exam, policy) -> None:
    Exam.objects.filter(pk=exam.pk).update(review=PRESETS[policy])

    page = client.post(paper + "submit/", follow=True)

    shown = (
        page.context["state"] == "failed",
        page.context["score"] is not None,
        bool(page.context["topics"]),
    )
    scored, topics = policy != "none", policy not in {"none", "score_only"}
    assert (shown, page.context["items"]) == ((scored, scored, topics), [])


def test_items_are_shown_after_the_exam_closed(client, paper, exam) -> None:
    client.post(paper, form(Attempt.objects.get(), **{"item-1": "0", "item-2": "1"}))
    client.post(paper + "submit/")
    Exam.objects.filter(pk=exam.pk).update(review=PRESETS["full_after_close"], state="closed")

    items = client.get(paper + "result/").context["items"]

    assert [item["right"] for item in items] == [True, False, False, False]
    assert [item["given"] for item in items] == ["A", "B", "", ""]
    assert items[0]["key"] == "A"


ADDRESSES = ["", "seat/", "review/", "result/"]


@pytest.mark.parametrize("tail", ADDRESSES)
def test_other_persons_attempt_does_not_exist(client, sign_in, attempt, colleague, tail) -> None:
    sign_in(colleague)

    assert client.get(reverse("paper", args=[attempt.uuid]) + tail).status_code == 404


@pytest.mark.parametrize("tail", ADDRESSES)
def test_anonymous_is_sent_to_sign_in(client, attempt, tail) -> None:
    answer = client.get(reverse("paper", args=[attempt.uuid]) + tail)

    assert answer["Location"].startswith(reverse("login"))


@pytest.mark.parametrize(
    ("method", "tail"),
    [("put", ""), ("put", "seat/"), ("post", "review/"), ("put", "submit/"), ("post", "result/")],
)
def test_wrong_method_is_refused(client, sign_in, attempt, learner, method, tail) -> None:
    sign_in(learner)

    assert getattr(client, method)(reverse("paper", args=[attempt.uuid]) + tail).status_code == 405


def test_sign_in_on_the_way_to_a_start_leads_to_the_button(client, sign_in, exam, learner) -> None:
    start = reverse("part_start", args=[exam.parts.get().uuid])
    assert start in client.post(start)["Location"]

    assert sign_in(learner).get(start)["Location"] == reverse("exam_start", args=[exam.uuid])
    assert Attempt.objects.count() == 0


def test_sign_in_on_the_way_to_submitting_leads_to_the_paper(client, sign_in, paper, learner) -> None:
    client.logout()
    assert f"{paper}submit/" in client.post(f"{paper}submit/")["Location"]

    assert sign_in(learner).get(f"{paper}submit/")["Location"] == paper
    assert Attempt.objects.get().state == "in_progress"


def test_draft_exam_does_not_exist(client, sign_in, department, learner) -> None:
    exam = factories.make_open_exam(department, state="draft")
    sign_in(learner)

    assert client.get(reverse("exam_start", args=[exam.uuid])).status_code == 404
    assert client.post(reverse("part_start", args=[exam.parts.get().uuid])).status_code == 404


def test_form_without_stamp_is_refused(client, paper) -> None:
    assert client.post(paper, {"item-1": "0"}).status_code == 400


def test_key_waits_for_the_last_candidate(client, paper, exam, colleague) -> None:
    start_attempt(colleague, exam.parts.get(), now=NOON, by=colleague.user)
    client.post(paper + "submit/")
    Exam.objects.filter(pk=exam.pk).update(review=PRESETS["full_after_close"], state="closed")

    items = client.get(paper + "result/").context["items"]
    assert {name for item in items for name in item} == {"position", "stem", "html", "given"}


OWN = {
    "just_after": ["passed", "score", "answers", "key"],
    "later": ["passed"],
    "closed": ["passed", "answers"],
}


def shown(page) -> tuple[Any, ...]:
    """The state, whether a score shows, and what each item shows beside its question."""
    items = page.context["items"]
    return (
        page.context["state"],
        page.context["score"] is not None,
        set(items[0]) - QUESTION if items else set(),
    )


QUESTION = {"position", "stem", "html"}


@pytest.mark.parametrize(
    ("minutes", "state", "expected"),
    [
        (0, "published", ("failed", True, {"given", "key"})),
        (1, "published", ("failed", True, {"given", "key"})),
        (2, "published", ("failed", False, set())),
        (0, "closed", ("failed", False, {"given"})),
    ],
)
def test_each_moment_shows_its_own(client, paper, exam, clock, minutes, state, expected) -> None:
    Exam.objects.update(review=OWN, state=state)
    client.post(paper + "submit/")
    clock.shift(timedelta(minutes=minutes))

    assert shown(client.get(paper + "result/")) == expected


def test_nothing_tells_of_the_key_while_somebody_sits(client, paper, exam, colleague) -> None:
    Exam.objects.update(review=OWN | {"just_after": [part.value for part in Part]})
    start_attempt(colleague, exam.parts.get(), now=NOON, by=colleague.user)

    page = client.post(paper + "submit/", follow=True)

    assert shown(page) == ("failed", True, {"given"})


def test_own_answers_alone_show_no_verdict(client, paper, exam) -> None:
    Exam.objects.update(review=OWN | {"just_after": ["answers"]})

    page = client.post(paper + "submit/", follow=True)

    assert shown(page) == ("hidden", False, {"given"})
    assert "Chưa đúng" not in page.content.decode()
