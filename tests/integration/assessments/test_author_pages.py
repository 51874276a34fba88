"""The pages of those who write items and exams: works, wrong method, outsider, lower role, other agency."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from assessments.core.review import PRESETS
from assessments.models import Blueprint, Exam, ExamState, Item, ItemBank, ItemState
from people.models import Agency, ImportRun, StaffProfile
from tests import factories

SignIn = Callable[[StaffProfile], Client]
GIFT = "// [id:M1] [tag:NB]\n::M1::Câu mới?{=đúng ~sai ~khác}\n\n// [id:M2] [tag:NB]\n::M2::Hỏng?{~một}\n"


@pytest.fixture
def bank(department: Agency) -> ItemBank:
    """An exam bank with four live items."""
    bank = factories.make_bank(department, "KNS-07")
    for _ in range(4):
        factories.make_item(bank)
    return bank


@pytest.fixture
def draft(bank: ItemBank, trainer: StaffProfile) -> Item:
    """A draft that the trainer wrote."""
    item = factories.make_item(bank, state=ItemState.DRAFT)
    item.versions.update(created_by=trainer.user)
    return item


@pytest.fixture
def exam(bank: ItemBank) -> Exam:
    """A draft exam over the bank."""
    return factories.make_exam(bank)


@pytest.fixture
def addresses(bank: ItemBank, draft: Item, exam: Exam) -> dict[str, str]:
    """Every page that is read."""
    part = exam.parts.get()
    return {
        "item_banks": reverse("item_banks"),
        "item_bank_new": reverse("item_bank_new"),
        "item_bank": reverse("item_bank", args=[bank.uuid]),
        "item_bank_edit": reverse("item_bank_edit", args=[bank.uuid]),
        "item_bank_export": reverse("item_bank_export", args=[bank.uuid]),
        "item_import": reverse("item_import", args=[bank.uuid]),
        "item_new": reverse("item_new", args=[bank.uuid]),
        "item": reverse("item", args=[draft.uuid]),
        "item_edit": reverse("item_edit", args=[draft.uuid]),
        "blueprint_new": reverse("blueprint_new", args=[bank.uuid]),
        "blueprint": reverse("blueprint", args=[part.blueprint.uuid]),
        "exams_manage": reverse("exams_manage"),
        "exam_new": reverse("exam_new"),
        "exam_manage": reverse("exam_manage", args=[exam.uuid]),
        "exam_edit": reverse("exam_edit", args=[exam.uuid]),
        "exam_part_new": reverse("exam_part_new", args=[exam.uuid]),
        "exam_part_edit": reverse("exam_part_edit", args=[part.uuid]),
    }


LISTS = ["item_banks", "item_bank_new", "exams_manage", "exam_new"]
OWNED = [
    "item_bank",
    "item_bank_edit",
    "item_bank_export",
    "item_import",
    "item_new",
    "item",
    "item_edit",
    "blueprint_new",
    "blueprint",
    "exam_manage",
    "exam_edit",
    "exam_part_new",
    "exam_part_edit",
]


@pytest.mark.parametrize("name", LISTS + OWNED)
def test_trainer_opens_each_page(
    name: str, addresses: dict[str, str], sign_in: SignIn, trainer: StaffProfile
) -> None:
    assert sign_in(trainer).get(addresses[name]).status_code == 200


@pytest.mark.parametrize("name", LISTS + OWNED)
def test_learner_is_refused(
    name: str, addresses: dict[str, str], sign_in: SignIn, learner: StaffProfile
) -> None:
    assert sign_in(learner).get(addresses[name]).status_code == 403


@pytest.mark.parametrize("name", OWNED)
def test_other_agency_finds_nothing(
    name: str, addresses: dict[str, str], sign_in: SignIn, outsider: StaffProfile
) -> None:
    assert sign_in(outsider).get(addresses[name]).status_code == 404


@pytest.mark.parametrize("name", ["item_banks", "exams_manage"])
def test_other_agency_sees_empty_lists(
    name: str, addresses: dict[str, str], sign_in: SignIn, outsider: StaffProfile
) -> None:
    text = sign_in(outsider).get(addresses[name]).content.decode()

    assert "KNS-07" not in text
    assert "BT-" not in text


@pytest.mark.parametrize("name", LISTS + OWNED)
def test_wrong_method_is_refused(
    name: str, addresses: dict[str, str], sign_in: SignIn, trainer: StaffProfile
) -> None:
    assert sign_in(trainer).delete(addresses[name]).status_code == 405


def test_visitor_signs_in_first(addresses: dict[str, str], client: Client) -> None:
    assert client.get(addresses["item_banks"]).status_code == 302


def test_file_goes_from_preview_to_report(bank: ItemBank, sign_in: SignIn, trainer: StaffProfile) -> None:
    browser = sign_in(trainer)
    upload = {"file": SimpleUploadedFile("de.gift", GIFT.encode())}

    preview = browser.post(reverse("item_import", args=[bank.uuid]), upload, follow=True)
    run = ImportRun.objects.get()
    report = browser.post(reverse("item_import_run", args=[run.uuid]), follow=True)

    assert "Câu trắc nghiệm cần ít nhất hai phương án" in preview.content.decode()
    assert "Đã nhập lúc" in report.content.decode()
    assert bank.items.get(code="M1").state == ItemState.DRAFT


def test_preview_names_kind_and_change(bank: ItemBank, sign_in: SignIn, trainer: StaffProfile) -> None:
    upload = {"file": SimpleUploadedFile("de.gift", "::S1::Mấy giờ?{#72}".encode())}

    preview = sign_in(trainer).post(reverse("item_import", args=[bank.uuid]), upload, follow=True)

    page = preview.content.decode()
    assert ">trả lời bằng số</td>" in page
    assert ">mới</td>" in page


def test_html_stem_is_listed_as_words(bank: ItemBank, sign_in: SignIn, trainer: StaffProfile) -> None:
    gift = "::H1::[html]<p>Mật khẩu <b>mạnh</b> & dài?</p><p>Chọn một.</p>{=đúng ~sai}"
    upload = {"file": SimpleUploadedFile("de.gift", gift.encode())}
    browser = sign_in(trainer)

    preview = browser.post(reverse("item_import", args=[bank.uuid]), upload, follow=True)
    report = browser.post(reverse("item_import_run", args=[ImportRun.objects.get().uuid]), follow=True)
    listed = browser.get(reverse("item_bank", args=[bank.uuid]))

    pages = [answer.content.decode() for answer in (preview, report, listed)]
    assert all("Mật khẩu mạnh &amp; dài? Chọn một." in page for page in pages)
    assert not any("&lt;p&gt;" in page for page in pages)


@pytest.mark.parametrize("data", [b"C\xe2u h\xf2i", b"x" * (2 * 1024 * 1024 + 1)])
def test_unreadable_upload_says_why(
    data: bytes, bank: ItemBank, sign_in: SignIn, trainer: StaffProfile
) -> None:
    upload = {"file": SimpleUploadedFile("de.gift", data)}

    page = sign_in(trainer).post(reverse("item_import", args=[bank.uuid]), upload)

    assert page.context["form"].errors["file"]
    assert not ImportRun.objects.exists()


def test_import_of_other_agency_is_hidden(
    bank: ItemBank, sign_in: SignIn, trainer: StaffProfile, outsider: StaffProfile
) -> None:
    upload = {"file": SimpleUploadedFile("de.gift", GIFT.encode())}
    sign_in(trainer).post(reverse("item_import", args=[bank.uuid]), upload)
    address = reverse("item_import_run", args=[ImportRun.objects.get().uuid])

    assert sign_in(outsider).get(address).status_code == 404
    assert sign_in(outsider).post(address).status_code == 404
    assert not bank.items.filter(code="M1").exists()


def test_item_is_written_in_gift(bank: ItemBank, sign_in: SignIn, trainer: StaffProfile) -> None:
    data = {"code": "N1", "topic": "A", "level": "TH", "gift": "Câu hỏi?{=đúng#tốt ~sai}"}

    sign_in(trainer).post(reverse("item_new", args=[bank.uuid]), data)

    item = bank.items.get(code="N1")
    assert (item.level, item.state, item.current_version.kind) == ("TH", ItemState.DRAFT, "single")
    assert item.current_version.created_by == trainer.user


def test_preview_saves_nothing(bank: ItemBank, sign_in: SignIn, trainer: StaffProfile) -> None:
    data = {"code": "N1", "topic": "A", "level": "TH", "gift": "Câu hỏi?{=đúng#tốt ~sai}", "preview": "1"}

    page = sign_in(trainer).post(reverse("item_new", args=[bank.uuid]), data)

    assert "tốt" in page.content.decode()
    assert not bank.items.filter(code="N1").exists()


@pytest.mark.parametrize("gift", ["Câu hỏi?{=đúng ~", "Một?{T}\n\nHai?{F}", "Chỉ có chữ"])
def test_bad_gift_is_told_in_the_form(
    gift: str, bank: ItemBank, sign_in: SignIn, trainer: StaffProfile
) -> None:
    data = {"code": "N1", "topic": "A", "level": "TH", "gift": gift}

    page = sign_in(trainer).post(reverse("item_new", args=[bank.uuid]), data)

    assert page.context["form"].errors["gift"]


def test_edited_item_keeps_its_code(draft: Item, sign_in: SignIn, trainer: StaffProfile) -> None:
    data = {"code": "khác", "topic": "A", "level": "VD", "gift": "::khác::Câu đã sửa?{T}"}

    sign_in(trainer).post(reverse("item_edit", args=[draft.uuid]), data)

    item = Item.objects.get(pk=draft.pk)
    assert (item.code, item.level, item.current_version.number) == (draft.code, "VD", 2)


def test_trainer_cannot_approve(draft: Item, sign_in: SignIn, trainer: StaffProfile) -> None:
    browser = sign_in(trainer)
    browser.post(reverse("item_act", args=[draft.uuid, "submit"]))

    refused = browser.post(reverse("item_act", args=[draft.uuid, "approve"]))

    assert refused.status_code == 403
    assert Item.objects.get(pk=draft.pk).state == ItemState.REVIEW


def test_examiner_approves_what_was_shown(
    bank: ItemBank, draft: Item, sign_in: SignIn, trainer: StaffProfile, examiner: StaffProfile
) -> None:
    sign_in(trainer).post(reverse("item_bank_submit", args=[bank.uuid]), {"topic": "A"})
    sign_in(examiner).post(reverse("item_bank_approve", args=[bank.uuid]), {"state": "review"})

    assert Item.objects.get(pk=draft.pk).state == ItemState.LIVE


@pytest.mark.parametrize(("act", "status"), [("approve", 404), ("fly", 404)])
def test_outsider_and_unknown_acts_find_nothing(
    act: str, status: int, draft: Item, sign_in: SignIn, outsider: StaffProfile
) -> None:
    assert sign_in(outsider).post(reverse("item_act", args=[draft.uuid, act])).status_code == status


def test_export_reads_back(bank: ItemBank, sign_in: SignIn, trainer: StaffProfile) -> None:
    page = sign_in(trainer).get(reverse("item_bank_export", args=[bank.uuid]))

    assert page.content.decode().count("::CH-") == 4
    assert page["Content-Type"].startswith("text/plain")


def test_filter_narrows_the_list(bank: ItemBank, draft: Item, sign_in: SignIn, trainer: StaffProfile) -> None:
    page = sign_in(trainer).get(reverse("item_bank", args=[bank.uuid]), {"state": "draft", "level": "x"})

    assert [item.pk for item in page.context["page"]] == [draft.pk]


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


def test_agency_outside_reach_cannot_be_named(
    other_department: Agency, bank: ItemBank, sign_in: SignIn, trainer: StaffProfile
) -> None:
    data = {"code": "X", "title": "X", "agency": other_department.pk, "purpose": "exam"}

    sign_in(trainer).post(reverse("item_bank_new"), data)

    assert not ItemBank.objects.filter(code="X").exists()


def test_menu_shows_banks_to_authors_only(
    sign_in: SignIn, trainer: StaffProfile, learner: StaffProfile, addresses: dict[str, str]
) -> None:
    entry = f'href="{addresses["item_banks"]}"'

    assert entry in sign_in(trainer).get(addresses["exams_manage"]).content.decode()
    assert entry not in sign_in(learner).get(reverse("exam_practice")).content.decode()


def test_what_cannot_go_out_has_no_button(
    department: Agency, examiner: StaffProfile, sign_in: SignIn
) -> None:
    exam = factories.make_exam(factories.make_bank(department, "KNS-09"))

    page = sign_in(examiner).get(reverse("exam_manage", args=[exam.uuid]))

    assert page.context["refusals"]
    assert reverse("exam_publish", args=[exam.uuid]) not in page.content.decode()


@pytest.mark.parametrize("name", ["item_bank_new", "exam_new", "exam_part_edit", "exam_part_new"])
def test_selects_say_what_to_do(
    addresses: dict[str, str], trainer: StaffProfile, sign_in: SignIn, name: str
) -> None:
    page = sign_in(trainer).get(addresses[name]).content.decode()

    assert "Chọn…" in page
    assert "-----" not in page


@pytest.mark.parametrize("note", ["x" * 501, "a\0b"])
def test_unusable_note_sends_no_item_back(
    bank: ItemBank, examiner: StaffProfile, sign_in: SignIn, note: str
) -> None:
    item = factories.make_item(bank, state=ItemState.REVIEW)

    answer = sign_in(examiner).post(reverse("item_act", args=[item.uuid, "return"]), {"note": note})

    item.refresh_from_db()
    assert answer.status_code == 422
    assert item.state == ItemState.REVIEW


def test_note_goes_back_with_the_item(bank: ItemBank, examiner: StaffProfile, sign_in: SignIn) -> None:
    item = factories.make_item(bank, state=ItemState.REVIEW)

    sign_in(examiner).post(reverse("item_act", args=[item.uuid, "return"]), {"note": " Thêm nguồn "})

    item.refresh_from_db()
    assert item.state == ItemState.DRAFT
    assert ModelLogEntry.objects.get(action="assessments.item_returned").data == {"note": "Thêm nguồn"}
