"""What the tests of the authors' pages share: a bank of four items, a draft item, a draft exam."""

import pytest
from django.urls import reverse

from assessments.models import Exam, Item, ItemBank, ItemState
from people.models import Agency, StaffProfile
from tests import factories


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
