"""Banks and items: written, submitted, approved, sent back, listed, exported."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from assessments.models import Item, ItemBank, ItemState
from people.models import Agency, StaffProfile
from tests import factories

SignIn = Callable[[StaffProfile], Client]


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


def test_agency_outside_reach_cannot_be_named(
    other_department: Agency, bank: ItemBank, sign_in: SignIn, trainer: StaffProfile
) -> None:
    data = {"code": "X", "title": "X", "agency": other_department.pk, "purpose": "exam"}

    sign_in(trainer).post(reverse("item_bank_new"), data)

    assert not ItemBank.objects.filter(code="X").exists()


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
