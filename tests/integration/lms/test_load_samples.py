"""The sample province: lived in after one command, and never mixed with somebody's data."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Result, Sitting
from certificates.models import Certificate
from courses.models import LessonPage
from people.ledger import first_broken
from people.models import Agency, ImportRun, RoleGrant, StaffProfile, User
from reports.models import Proposal, RollUpRun
from samples.accounts import read_story
from samples.load import load
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

FEW = 0.12


def test_sample_province_is_lived_in() -> None:
    load(now=NOON, say=StringIO().write, share=FEW)

    assert_people_may_sign_in()
    assert_results_lie_in_the_past()
    states = set(Proposal.objects.values_list("state", flat=True))
    assert {"approved", "rejected", "submitted", "under_review", "awaiting_statement"} <= states
    assert RollUpRun.objects.latest("pk").nodes.get(code="H88").subtree["overdue"] > 0
    assert ImportRun.objects.get().state == ImportRun.State.PREVIEWED
    assert LessonPage.objects.live().count() == 12
    assert Certificate.objects.count() >= 10
    assert set(Sitting.objects.values_list("state", "places__state")) == {
        ("closed", "admitted"),
        ("closed", "moved"),
        ("published", "expected"),
    }
    by_number = Certificate.objects.order_by("number").values_list("issued_at", flat=True)
    assert list(by_number) == sorted(by_number)
    assert first_broken() is None


def assert_people_may_sign_in() -> None:
    story = read_story()
    accounts = User.objects.filter(email__in=[facts["email"] for facts in story["accounts"]])
    assert StaffProfile.objects.count() == 218
    assert len(accounts) == len(story["accounts"])
    assert all(user.check_password(story["password"]) for user in accounts)
    assert RoleGrant.objects.current().count() == 7


def assert_results_lie_in_the_past() -> None:
    assert Result.objects.filter(passed=True).count() > Result.objects.filter(passed=False).count() > 0
    assert Result.objects.latest("settled_at").settled_at <= NOON


def test_database_with_agencies_is_left_alone(province: Agency) -> None:
    told = StringIO()

    call_command("load_samples", "--yes-demo", stdout=told)

    assert StaffProfile.objects.count() == 0
    assert "Lam-Giang" not in told.getvalue()


def test_production_wants_a_clear_yes() -> None:
    with pytest.raises(CommandError):
        call_command("load_samples")

    assert not Agency.objects.exists()
