"""What stands in the way of publishing a sitting, or an exam over its sittings, and what is fixed after."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.models import Accommodation, Exam
from assessments.services.banks import ExamNotPublishable, publish_exam
from assessments.services.places import give_places
from assessments.services.sitting_checks import SittingNotPublishable, refusals_of_exam
from assessments.services.sittings import (
    NotAWatcher,
    SittingHasStarted,
    name_invigilators,
    publish_sitting,
    save_sitting,
)
from tests import factories
from tests.conftest import NOON
from tests.sittings import EVENING_BEFORE, begin, let_in

MINUTE = timedelta(minutes=1)


def test_fixed_end_that_cuts_short_is_refused_by_name(prepare, learner, examiner) -> None:
    Accommodation.objects.create(
        staff=learner, factor=Decimal("1.5"), reason="Khiếm thị", granted_at=NOON, granted_by=examiner.user
    )
    sitting = prepare(ends_at=NOON + 60 * MINUTE)

    with pytest.raises(SittingNotPublishable) as refused:
        publish_sitting(sitting, now=EVENING_BEFORE, by=examiner.user)

    (refusal,) = refused.value.refusals
    assert (refusal.reason, refusal.people) == ("cuts_short", (learner.full_name,))


def test_window_of_the_exam_is_kept(prepare, exam, examiner) -> None:
    exam.closes_at = NOON + 29 * MINUTE
    exam.save()

    with pytest.raises(SittingNotPublishable) as refused:
        publish_sitting(prepare(), now=EVENING_BEFORE, by=examiner.user)

    assert [refusal.reason for refusal in refused.value.refusals] == ["outside_window"]


def test_empty_sitting_is_refused_with_all_reasons(exam, examiner) -> None:
    Exam.objects.update(state="draft")
    exam.refresh_from_db()
    sitting = factories.make_sitting(exam, state="draft")

    with pytest.raises(SittingNotPublishable) as refused:
        publish_sitting(sitting, now=NOON + timedelta(days=1), by=examiner.user)

    reasons = [refusal.reason for refusal in refused.value.refusals]
    assert reasons == ["exam_not_published", "no_candidates", "no_invigilators", "already_past"]


def test_exam_names_whom_its_sittings_cut_short(prepare, exam, learner, colleague) -> None:
    prepare(ends_at=NOON + 59 * MINUTE)

    (refusal,) = refusals_of_exam(exam)

    assert set(refusal.people) == {learner.full_name, colleague.full_name}


def test_only_holders_of_the_role_watch(prepare, learner, examiner) -> None:
    with pytest.raises(NotAWatcher):
        name_invigilators(prepare(), [learner.user], now=NOON, by=examiner.user)


def test_begun_sitting_is_fixed(publish, learner, invigilator, examiner) -> None:
    sitting = publish()
    let_in(sitting, learner, invigilator)
    begin(sitting, learner)
    sitting.room = "Phòng khác"

    with pytest.raises(SittingHasStarted):
        save_sitting(sitting, now=NOON, by=examiner.user)


def test_exam_is_not_published_over_a_tight_sitting(examiner, learner, department, now) -> None:
    bank = factories.make_bank(department)
    factories.make_item(bank)
    factories.make_item(bank)
    exam = factories.make_exam(bank, attempts_allowed=1)
    sitting = factories.make_sitting(exam, state="draft", ends_at=NOON + 64 * MINUTE)
    give_places(sitting, [learner], now=now, by=examiner.user)

    with pytest.raises(ExamNotPublishable) as refused:
        publish_exam(exam, seed="1", now=now, by=examiner.user)

    (refusal,) = refused.value.refusals
    assert (refusal.reason, refusal.people) == ("cuts_short", (learner.full_name,))
