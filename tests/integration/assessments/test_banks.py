"""Review of items, assembly of forms, publication of exams."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from assessments.core.assembly import Shortage
from assessments.core.lifecycle import TransitionRefused
from assessments.models import Exam, ExamState, Item, ItemBank, ItemState
from assessments.services import banks, items
from people.models import Agency, StaffProfile
from tests import factories


@pytest.fixture
def bank(department: Agency) -> ItemBank:
    """An exam bank with six live items in one cell."""
    bank = factories.make_bank(department)
    for _ in range(6):
        factories.make_item(bank)
    return bank


@pytest.fixture
def draft(bank: ItemBank, trainer: StaffProfile) -> Item:
    """An item that the trainer wrote."""
    item = factories.make_item(bank, state=ItemState.DRAFT)
    item.versions.update(created_by=trainer.user)
    return Item.objects.get(pk=item.pk)


def test_item_goes_live_by_two_people(
    draft: Item, trainer: StaffProfile, examiner: StaffProfile, now: datetime
) -> None:
    items.submit_item(draft, now=now, by=trainer.user)
    items.approve_item(draft, now=now, by=examiner.user)

    draft.refresh_from_db()
    assert draft.state == ItemState.LIVE
    assert (draft.current_version.approved_by, draft.current_version.approved_at) == (examiner.user, now)


def test_author_cannot_approve(draft: Item, trainer: StaffProfile, now: datetime) -> None:
    items.submit_item(draft, now=now, by=trainer.user)

    with pytest.raises(items.ApproverIsAuthor):
        items.approve_item(draft, now=now, by=trainer.user)


def test_item_without_topic_stays_draft(draft: Item, trainer: StaffProfile, now: datetime) -> None:
    draft.topic = ""

    with pytest.raises(items.ItemIncomplete):
        items.submit_item(draft, now=now, by=trainer.user)


def test_draft_cannot_skip_review(draft: Item, examiner: StaffProfile, now: datetime) -> None:
    with pytest.raises(items.ItemHasMoved):
        items.approve_item(draft, now=now, by=examiner.user)


def test_second_approval_loses(
    draft: Item, trainer: StaffProfile, examiner: StaffProfile, now: datetime
) -> None:
    items.submit_item(draft, now=now, by=trainer.user)
    stale = Item.objects.get(pk=draft.pk)
    items.approve_item(draft, now=now, by=examiner.user)

    with pytest.raises(items.ItemHasMoved):
        items.return_item(stale, note="", now=now, by=examiner.user)


def test_retired_item_can_be_reopened(draft: Item, trainer: StaffProfile, now: datetime) -> None:
    items.retire_item(draft, now=now, by=trainer.user)
    items.reopen_item(draft, now=now, by=trainer.user)

    assert Item.objects.get(pk=draft.pk).state == ItemState.DRAFT


def test_publication_freezes_forms(bank: ItemBank, examiner: StaffProfile, now: datetime) -> None:
    exam = factories.make_exam(bank, {("A", "NB"): 3}, forms_count=4)

    banks.publish_exam(exam, seed="s", now=now, by=examiner.user)

    forms = exam.parts.get().forms.all()
    assert (exam.state, exam.published_by) == (ExamState.PUBLISHED, examiner.user)
    assert [form.items.count() for form in forms] == [3, 3, 3, 3]
    assert len({form.sha256 for form in forms}) == 4
    assert all(sorted(row.option_order) == [0, 1, 2] for row in forms[0].items.all())


def test_same_seed_freezes_same_forms(bank: ItemBank, now: datetime) -> None:
    part = factories.make_exam(bank, {("A", "NB"): 3}).parts.get()

    first = banks.assemble_forms(part, seed="s", now=now, by=None)
    again = banks.assemble_forms(part, seed="s", now=now, by=None)

    assert [form.sha256 for form in first] == [form.sha256 for form in again]
    assert [form.number for form in again] == [5, 6, 7, 8]
    assert part.forms.filter(retired_at=None).count() == 4


def test_official_exam_wants_three_times(bank: ItemBank, now: datetime) -> None:
    exam = factories.make_exam(bank, {("A", "NB"): 3, ("B", "VD"): 1}, official=True)

    with pytest.raises(banks.ExamNotPublishable) as refusal:
        banks.publish_exam(exam, seed="s", now=now, by=None)

    (found,) = refusal.value.refusals
    assert found.shortages == (Shortage("A", "NB", 9, 6), Shortage("B", "VD", 3, 0))
    assert Exam.objects.get(pk=exam.pk).state == ExamState.DRAFT


@pytest.mark.parametrize("state", [ItemState.DRAFT, ItemState.REVIEW, ItemState.RETIRED])
def test_only_live_items_are_drawn(bank: ItemBank, state: str) -> None:
    bank.items.update(state=state)

    assert banks.pool_of(bank) == []


def test_essays_are_found_but_not_drawn(bank: ItemBank) -> None:
    factories.make_item(bank, "::E::Viết.{}", level="VD")
    exam = factories.make_exam(bank, {("A", "VD"): 1})

    assert banks.shortages_of(exam.parts.get()) == [Shortage("A", "VD", 1, 0, essays=1)]


def test_part_needs_as_many_forms_as_attempts(bank: ItemBank) -> None:
    exam = factories.make_exam(bank, attempts_allowed=9)

    assert [refusal.reason for refusal in banks.refusals_of(exam)] == ["fewer_forms_than_attempts"]


def test_practice_bank_gives_no_exam(bank: ItemBank) -> None:
    exam = factories.make_exam(bank)
    ItemBank.objects.update(purpose="practice")

    assert [refusal.reason for refusal in banks.refusals_of(exam)] == ["practice_bank"]


def test_empty_blueprint_gives_no_exam(bank: ItemBank) -> None:
    exam = factories.make_exam(bank)
    exam.parts.get().blueprint.rows.all().delete()

    assert [refusal.reason for refusal in banks.refusals_of(exam)] == ["empty_blueprint"]


def test_exam_needs_a_part(bank: ItemBank) -> None:
    exam = factories.make_exam(bank)
    exam.parts.all().delete()

    assert [refusal.reason for refusal in banks.refusals_of(exam)] == ["no_parts"]


def test_published_exam_is_not_published_again(bank: ItemBank, now: datetime) -> None:
    exam = banks.publish_exam(factories.make_exam(bank), seed="s", now=now, by=None)

    with pytest.raises(banks.ExamIsNotDraft):
        banks.publish_exam(exam, seed="t", now=now, by=None)


def test_exam_closes_once(bank: ItemBank, examiner: StaffProfile, now: datetime) -> None:
    exam = banks.publish_exam(factories.make_exam(bank), seed="s", now=now, by=None)

    banks.close_exam(exam, now=now, by=examiner.user)

    assert exam.state == ExamState.CLOSED
    with pytest.raises(TransitionRefused):
        banks.close_exam(exam, now=now, by=examiner.user)


def test_database_keeps_practice_items_out(bank: ItemBank, now: datetime) -> None:
    exam = banks.publish_exam(factories.make_exam(bank), seed="s", now=now, by=None)
    row = exam.parts.get().forms.first().items.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(practice=True)


def test_blueprint_is_written_whole(bank: ItemBank, trainer: StaffProfile, now: datetime) -> None:
    blueprint = factories.make_exam(bank).parts.get().blueprint

    banks.save_blueprint(
        blueprint, {("A", "NB"): 3, ("A", "TH"): 0, ("B", "VD"): 2}, now=now, by=trainer.user
    )

    rows = list(blueprint.rows.values_list("position", "topic", "level", "count"))
    assert rows == [(1, "A", "NB", 3), (2, "B", "VD", 2)]
