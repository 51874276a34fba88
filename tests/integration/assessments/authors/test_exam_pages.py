"""Blueprints and exams: prepared, refused, published, fixed."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from assessments.core.review import PRESETS
from assessments.models import Blueprint, Exam, ExamState, ItemBank
from people.models import Agency, StaffProfile
from tests import factories

SignIn = Callable[[StaffProfile], Client]


def test_blueprint_table_is_saved(bank: ItemBank, sign_in: SignIn, trainer: StaffProfile) -> None:
    data = {"title": "Ma trận mới", "n-0-NB": "3", "n-0-TH": "", "n-0-VD": "0"}

    sign_in(trainer).post(reverse("blueprint_new", args=[bank.uuid]), data)

    blueprint = Blueprint.objects.get(title="Ma trận mới")
    assert list(blueprint.rows.values_list("topic", "level", "count")) == [("A", "NB", 3)]


def test_empty_blueprint_is_told(bank: ItemBank, sign_in: SignIn, trainer: StaffProfile) -> None:
    page = sign_in(trainer).post(reverse("blueprint_new", args=[bank.uuid]), {"title": "Trống"})

    assert "Cần ít nhất một câu hỏi" in page.content.decode()
    assert not Blueprint.objects.filter(title="Trống").exists()


def test_exam_is_prepared_and_published(
    bank: ItemBank, sign_in: SignIn, examiner: StaffProfile, exam: Exam, now: datetime
) -> None:
    browser = sign_in(examiner)
    policy = {
        "code": "TH-1",
        "title": "Thi thử",
        "agency": bank.agency_id,
        "attempts_allowed": 2,
        "wait_hours": 0,
        "wait_hours_later": 0,
        "kept_months": "",
        "counts": "highest",
        "review": ["later.score", "closed.key"],
        "certificate_on": "none",
        "certificate_approval": "at_once",
        "opens_at": "2026-11-20T08:00",
        "closes_at": "",
    }
    part = {
        "title": "Trắc nghiệm",
        "blueprint": exam.parts.get().blueprint_id,
        "minutes": 20,
        "cut_score": "70",
        "layout": "one_page",
        "forms_count": 3,
        "exposure_cap": 100,
        "grace_seconds": 60,
        "shuffle_items": "on",
    }

    browser.post(reverse("exam_new"), policy)
    made = Exam.objects.get(code="TH-1")
    browser.post(reverse("exam_part_new", args=[made.uuid]), part)
    browser.post(reverse("exam_publish", args=[made.uuid]))

    made.refresh_from_db()
    assert made.state == ExamState.PUBLISHED
    assert made.parts.get().forms.count() == 3
    assert made.review == {"just_after": [], "later": ["score"], "closed": ["key"]}


def test_preset_ticks_the_boxes_and_saves_nothing(
    sign_in: SignIn, examiner: StaffProfile, exam: Exam
) -> None:
    address = reverse("exam_edit", args=[exam.uuid])

    page = sign_in(examiner).post(
        address, {"title": "Khác", "preset": "score_only", "review": ["closed.key"]}
    )

    ticked = page.content.decode().count(" checked")
    assert (page.status_code, ticked) == (200, 6)
    exam.refresh_from_db()
    assert (exam.title != "Khác", exam.review) == (True, PRESETS["topics"])


def test_unknown_box_is_refused(sign_in: SignIn, examiner: StaffProfile, exam: Exam) -> None:
    page = sign_in(examiner).post(reverse("exam_edit", args=[exam.uuid]), {"review": ["later.everything"]})

    assert "review" in page.context["form"].errors


def test_refusal_names_row_wanted_and_found(exam: Exam, sign_in: SignIn, examiner: StaffProfile) -> None:
    Exam.objects.update(official=True)

    page = sign_in(examiner).post(reverse("exam_publish", args=[exam.uuid]))

    (refusal,) = page.context["refusals"]
    (row,) = refusal["refusal"].shortages
    assert page.status_code == 409
    assert (row.topic, row.level, row.wanted, row.found) == ("A", "NB", 6, 4)


@pytest.mark.parametrize("act", ["exam_publish", "exam_close"])
def test_trainer_neither_publishes_nor_closes(
    act: str, exam: Exam, sign_in: SignIn, trainer: StaffProfile
) -> None:
    assert sign_in(trainer).post(reverse(act, args=[exam.uuid])).status_code == 403


@pytest.mark.parametrize("act", ["exam_publish", "exam_close"])
def test_acts_on_exams_are_posted(act: str, exam: Exam, sign_in: SignIn, examiner: StaffProfile) -> None:
    assert sign_in(examiner).get(reverse(act, args=[exam.uuid])).status_code == 405


def test_published_exam_cannot_be_changed(exam: Exam, sign_in: SignIn, examiner: StaffProfile) -> None:
    browser = sign_in(examiner)
    browser.post(reverse("exam_publish", args=[exam.uuid]))

    assert browser.get(reverse("exam_edit", args=[exam.uuid])).status_code == 403
    assert browser.post(reverse("exam_part_delete", args=[exam.parts.get().uuid])).status_code == 403


def test_what_cannot_go_out_has_no_button(
    department: Agency, examiner: StaffProfile, sign_in: SignIn
) -> None:
    exam = factories.make_exam(factories.make_bank(department, "KNS-09"))

    page = sign_in(examiner).get(reverse("exam_manage", args=[exam.uuid]))

    assert page.context["refusals"]
    assert reverse("exam_publish", args=[exam.uuid]) not in page.content.decode()
