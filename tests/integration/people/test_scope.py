"""A role on an agency reaches its subtree and nothing else."""

import pytest
from django.core.exceptions import PermissionDenied

from people import scope
from people.models import Agency, Role, StaffProfile
from tests import factories


def test_role_reaches_the_whole_subtree(manager: StaffProfile, department: Agency, office: Agency) -> None:
    reached = scope.agencies_for(manager.user, Role.HR_MANAGER)

    assert set(reached) == {department, office}


def test_role_stops_beside_the_subtree(
    manager: StaffProfile, learner: StaffProfile, stranger: StaffProfile
) -> None:
    seen = scope.staff_visible_to(manager.user, Role.HR_MANAGER)

    assert set(seen) == {manager, learner}


def test_ended_grant_reaches_nothing(manager: StaffProfile, now: object) -> None:
    manager.user.role_grants.update(ended_at=now)

    assert not scope.agencies_for(manager.user, Role.HR_MANAGER).exists()


def test_inactive_account_reaches_nothing(manager: StaffProfile) -> None:
    manager.user.is_active = False

    assert not scope.has_role(manager.user, Role.HR_MANAGER)


def test_another_role_is_refused(manager: StaffProfile, department: Agency) -> None:
    with pytest.raises(PermissionDenied):
        scope.require_role(manager.user, Role.TRAINER, agency=department)


def test_superuser_reaches_every_agency(department: Agency, other_department: Agency) -> None:
    root = factories.make_user(is_superuser=True)

    assert scope.agencies_for(root).count() == 3


def test_posting_makes_a_learner(learner: StaffProfile) -> None:
    assert scope.has_role(learner.user, Role.LEARNER)
