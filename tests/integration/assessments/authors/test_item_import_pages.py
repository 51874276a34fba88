"""A file of items, from its upload to the report."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import ItemBank, ItemState
from people.models import ImportRun, StaffProfile

SignIn = Callable[[StaffProfile], Client]
GIFT = "// [id:M1] [tag:NB]\n::M1::Câu mới?{=đúng ~sai ~khác}\n\n// [id:M2] [tag:NB]\n::M2::Hỏng?{~một}\n"


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
