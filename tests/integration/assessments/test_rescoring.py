"""Faulty items: reported by candidates, ruled on by examiners, re-scored with both scores kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments import tasks
from assessments.core.items import content_digest, to_json
from assessments.models import (
    Attempt,
    Exam,
    ItemReport,
    ItemRuling,
    ItemVersion,
    Result,
    Score,
)
from assessments.services import rescoring as service
from assessments.services.attempts import start_attempt
from assessments.services.items import content_of
from people.models import Agency, Notice, StaffProfile
from tests import factories
from tests.conftest import NOON
from tests.integration.assessments.test_scoring import RIGHT, WRONG, sit
from tests.queue import run_tasks

SignIn = Callable[[StaffProfile], Client]
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def exam(department: Agency) -> Exam:
    """One form of four items, whose key is option 0; half of the marks pass."""
    return factories.make_open_exam(department, forms=1)


@pytest.fixture
def version(exam: Exam) -> ItemVersion:
    """The first item of the form."""
    return exam.parts.get().forms.get().items.get(position=1).version


@pytest.fixture
def failed(exam: Exam, learner: StaffProfile) -> Attempt:
    """One item right, the first one wrong."""
    return sit(learner, exam.parts.get(), WRONG, RIGHT)


@pytest.fixture
def passed(exam: Exam, colleague: StaffProfile) -> Attempt:
    """The first two items right."""
    return sit(colleague, exam.parts.get(), RIGHT, RIGHT)


def correct(version: ItemVersion, key: int, **changes: Any) -> ItemVersion:
    """A new approved version of the item with another key."""
    content = content_of(version)
    options = tuple(
        replace(option, fraction=Decimal(number == key)) for number, option in enumerate(content.options)
    )
    content = replace(content, **({"options": options} | changes))
    newer = ItemVersion.objects.create(
        item=version.item,
        number=2,
        kind=content.kind,
        stem=content.stem,
        content=to_json(content),
        sha256=content_digest(content),
        created_at=NOON,
        approved_at=NOON,
    )
    version.item.current_version = newer
    version.item.save()
    return newer


def rule(exam: Exam, version: ItemVersion, kind: str, by: StaffProfile, *, now=LATER) -> ItemRuling:
    """A ruling, carried out by the worker."""
    draft = service.draft_ruling(exam, ItemVersion.objects.get(pk=version.pk), kind)
    seen = service.fingerprint(service.preview(draft))
    made = service.make_ruling(draft, seen=seen, reason="Biên bản 5", now=now, by=by.user)
    with time_machine.travel(now, tick=False):
        run_tasks()
    return made


def scaled(attempt: Attempt) -> list[Decimal]:
    return list(attempt.scores.order_by("pk").values_list("scaled", flat=True))


def test_preview_shows_who_changes(exam, version, failed, passed) -> None:
    changes = service.preview(service.draft_ruling(exam, version, "neutralised"))

    facts = [(each.attempt, each.before, each.after, each.result) for each in changes]
    assert facts == [(failed, 25, 50, (False, True))]
    assert Score.objects.count() == 2


def test_neutral_item_gives_everybody_the_mark(exam, version, failed, passed, examiner) -> None:
    rule(exam, version, "neutralised", examiner)

    assert (scaled(failed), scaled(passed)) == ([25, 50], [50, 50])
    score = failed.scores.last()
    assert (score.rule, score.item_scores["1"]) == ("partial-credit-1+neutral-full-1", "1.0000")
    assert score.rulings == [ItemRuling.objects.get().pk]


def test_result_follows_and_keeps_its_date(exam, version, failed, examiner) -> None:
    rule(exam, version, "neutralised", examiner)

    result = Result.objects.get()
    assert (result.passed, result.score, result.settled_at) == (True, 50, NOON)


def test_ruling_keeps_before_and_after(exam, version, failed, examiner) -> None:
    made = rule(exam, version, "neutralised", examiner)

    made.refresh_from_db()
    assert made.done_at == LATER
    assert made.changes == [
        {
            "attempt": str(failed.uuid),
            "before": "25.00",
            "after": "50.00",
            "passed_before": False,
            "passed_after": True,
        }
    ]


def test_only_who_changes_is_told(exam, version, failed, passed, learner, examiner) -> None:
    rule(exam, version, "neutralised", examiner)

    notice = Notice.objects.get(kind="score-corrected")
    assert (notice.recipient, notice.url) == (learner.user, reverse("attempt_result", args=[failed.uuid]))
    assert (
        notice.body == "Một câu hỏi của bài thi có lỗi nên bài của bạn đã được chấm lại. Mời bạn xem kết quả."
    )


def test_corrected_key_raises_one_and_lowers_another(exam, version, failed, passed, examiner) -> None:
    correct(version, key=WRONG)

    rule(exam, version, "corrected", examiner)

    assert (scaled(failed), scaled(passed)) == ([25, 50], [50, 25])
    assert set(Result.objects.values_list("staff", "passed")) == {
        (failed.staff_id, True),
        (passed.staff_id, False),
    }


def test_lowered_ones_come_first(exam, version, failed, passed) -> None:
    correct(version, key=WRONG)

    changes = service.preview(service.draft_ruling(exam, version, "corrected"))

    assert [each.attempt for each in changes] == [passed, failed]


@pytest.mark.parametrize("changes", [{"stem": "Câu khác?"}, {"options": ()}])
def test_other_question_is_no_correction(exam, version, changes) -> None:
    correct(version, key=WRONG, **changes)

    with pytest.raises(service.NotTheSameQuestion):
        service.draft_ruling(exam, version, "corrected")


def test_unapproved_version_is_no_correction(exam, version) -> None:
    newer = correct(version, key=WRONG)
    ItemVersion.objects.filter(pk=newer.pk).update(approved_at=None)

    assert service.correction_of(ItemVersion.objects.get(pk=version.pk)) is None


def test_ruling_holds_for_later_attempts(exam, version, learner, examiner) -> None:
    rule(exam, version, "neutralised", examiner)

    attempt = sit(learner, exam.parts.get(), WRONG, RIGHT, now=LATER)

    assert scaled(attempt) == [50]


def test_latest_ruling_holds(exam, version, failed, examiner) -> None:
    rule(exam, version, "neutralised", examiner)
    correct(version, key=2)

    rule(exam, version, "corrected", examiner)

    assert scaled(failed) == [25, 50, 25]


def test_old_preview_is_refused(exam, version, failed, learner, colleague, examiner) -> None:
    draft = service.draft_ruling(exam, version, "neutralised")
    seen = service.fingerprint(service.preview(draft))
    sit(colleague, exam.parts.get(), WRONG)

    with pytest.raises(service.PreviewIsOld):
        service.make_ruling(draft, seen=seen, reason="Biên bản 5", now=LATER, by=examiner.user)

    assert not ItemRuling.objects.exists()


def test_carrying_out_twice_scores_once(exam, version, failed, examiner) -> None:
    made = rule(exam, version, "neutralised", examiner)

    assert service.carry_out(made, now=LATER) == 0
    assert len(scaled(failed)) == 2


def test_hourly_round_finishes_a_ruling(exam, version, failed, examiner) -> None:
    made = rule(exam, version, "neutralised", examiner)
    failed.scores.last().delete()
    ItemRuling.objects.update(done_at=None)

    tasks.heal()

    assert scaled(failed) == [25, 50]
    made.refresh_from_db()
    assert made.done_at


def test_voided_attempt_is_left_alone(exam, version, failed, examiner) -> None:
    Attempt.objects.filter(pk=failed.pk).update(state="voided")

    rule(exam, version, "neutralised", examiner)

    assert scaled(failed) == [25]


def test_withheld_score_changes_without_a_notice(department, learner, examiner) -> None:
    exam = factories.make_open_exam(department, forms=1, withhold_results=True)
    attempt = sit(learner, exam.parts.get(), WRONG, RIGHT)

    rule(exam, exam.parts.get().forms.get().items.get(position=1).version, "neutralised", examiner)

    assert scaled(attempt) == [25, 50]
    assert not Notice.objects.exists()


def test_pages_open_for_the_examiner(client, sign_in: SignIn, exam, version, failed, examiner) -> None:
    made = rule(exam, version, "neutralised", examiner)
    sign_in(examiner)
    addresses = pages(exam, version, made)

    assert [client.get(each).status_code for each in addresses] == [200] * 4
    assert [client.put(each).status_code for each in addresses] == [405] * 4


@pytest.mark.parametrize(("who", "status"), [("learner", 403), ("trainer", 403), ("outsider", 404)])
def test_pages_are_not_for_others(client, sign_in, request, exam, version, examiner, who, status) -> None:
    made = rule(exam, version, "neutralised", examiner)
    sign_in(request.getfixturevalue(who))

    assert {client.get(each).status_code for each in pages(exam, version, made)} == {status}


def pages(exam: Exam, version: ItemVersion, made: ItemRuling) -> list[str]:
    item = reverse("item_ruling", args=[exam.uuid, version.pk])
    return [
        reverse("exam_items", args=[exam.uuid]),
        item,
        f"{item}?kind=neutralised",
        reverse("ruling", args=[made.uuid]),
    ]


def test_item_of_another_exam_does_not_exist(client, sign_in, department, exam, version, examiner) -> None:
    other = factories.make_open_exam(department)
    sign_in(examiner)

    assert client.get(reverse("item_ruling", args=[other.uuid, version.pk])).status_code == 404


def test_examiner_rules_from_the_page(client, sign_in, exam, version, failed, passed, examiner) -> None:
    correct(version, key=WRONG)
    address = reverse("item_ruling", args=[exam.uuid, version.pk]) + "?kind=corrected"
    page = sign_in(examiner).get(address)
    form = {"reason": "Biên bản 5", "seen": page.context["seen"]}

    client.post(address, form)
    assert not ItemRuling.objects.exists()

    client.post(address, form | {"lowered": "on"})
    assert ItemRuling.objects.get().made_by == examiner.user


def test_page_shows_the_list_again_if_it_is_old(client, sign_in, exam, version, failed, examiner) -> None:
    address = reverse("item_ruling", args=[exam.uuid, version.pk]) + "?kind=neutralised"

    answer = sign_in(examiner).post(address, {"reason": "Biên bản 5", "seen": "0" * 64})

    assert answer["Location"] == address
    assert not ItemRuling.objects.exists()


@pytest.fixture
def report(client: Client, sign_in: SignIn, exam: Exam, learner: StaffProfile) -> Callable[..., Any]:
    """The learner, in the middle of the test, says what is wrong with an item."""
    attempt = start_attempt(learner, exam.parts.get(), now=NOON, by=learner.user)
    sign_in(learner)

    def post(position: int, text: str) -> Any:
        with time_machine.travel(NOON, tick=False):
            return client.post(
                reverse("item_report", args=[attempt.uuid, position]), {"text": text}, follow=True
            )

    return post


def test_candidate_reports_an_item(report, version) -> None:
    report(1, "Hai đáp án đúng")
    page = report(1, "Hai đáp án đúng, A và C")

    kept = ItemReport.objects.get()
    assert (kept.version, kept.text) == (version, "Hai đáp án đúng, A và C")
    assert "Đóng thẻ này" in page.content.decode()


@pytest.mark.parametrize(
    ("position", "text", "status"), [(9, "Sai", 404), (1, "", 200), (1, "x" * 1001, 200)]
)
def test_bad_report_is_refused(report, position, text, status) -> None:
    assert report(position, text).status_code == status
    assert not ItemReport.objects.exists()


def test_other_persons_item_cannot_be_reported(client, sign_in, exam, learner, colleague) -> None:
    attempt = start_attempt(learner, exam.parts.get(), now=NOON, by=learner.user)
    address = reverse("item_report", args=[attempt.uuid, 1])

    with time_machine.travel(NOON, tick=False):
        assert sign_in(colleague).post(address, {"text": "Sai"}).status_code == 404


def test_report_after_the_end_leads_to_the_result(client, sign_in, failed, learner) -> None:
    answer = sign_in(learner).post(reverse("item_report", args=[failed.uuid, 1]), {"text": "Sai"})

    assert answer["Location"] == reverse("attempt_result", args=[failed.uuid])
    assert not ItemReport.objects.exists()


def test_reports_stand_at_the_item(client, sign_in, report, exam, version, examiner) -> None:
    report(1, "Thiếu hình")
    sign_in(examiner)

    rows = client.get(reverse("exam_items", args=[exam.uuid])).context["rows"]
    assert (rows[0]["version"], rows[0]["version"].report_count) == (version, 1)
    page = client.get(reverse("item_ruling", args=[exam.uuid, version.pk])).content.decode()
    assert "Thiếu hình" in page


def test_paper_links_to_the_report(client, sign_in, exam, learner) -> None:
    sign_in(learner)
    with time_machine.travel(NOON, tick=False):
        page = client.post(reverse("part_start", args=[exam.parts.get().uuid]), follow=True)

    assert 'href="report/3/" target="_blank"' in page.content.decode()


def test_reviewed_item_says_that_it_was_faulty(
    client, sign_in, exam, version, failed, learner, examiner
) -> None:
    Exam.objects.update(review={"just_after": [], "later": ["marks"], "closed": []})
    rule(exam, version, "neutralised", examiner)

    with time_machine.travel(LATER, tick=False):
        page = sign_in(learner).get(reverse("attempt_result", args=[failed.uuid]))

    assert ["neutral" in item for item in page.context["items"]] == [True, False, False, False]
    assert page.context["items"][0]["marks"] == 1
    assert "Câu này có lỗi" in page.content.decode()


def test_later_year_follows_a_kept_part(department, learner, examiner) -> None:
    exam = factories.make_open_exam(department, parts=2, forms=1, kept_months=12)
    first, second = exam.parts.order_by("position")
    sit(learner, first, WRONG, RIGHT, RIGHT)
    sit(learner, second, RIGHT, RIGHT, now=NOON + timedelta(days=60))
    assert Result.objects.get(period="2027").score == 50

    rule(exam, first.forms.get().items.get(position=1).version, "neutralised", examiner)

    assert Result.objects.get(period="2027").score == Decimal("62.50")
