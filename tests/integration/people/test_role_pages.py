"""Roles, granted and ended within the own reach."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from people.models import Agency, LedgerEntry, Role, RoleGrant, StaffProfile
from people.services.roles import MayNotGrant, grant_role
from tests import factories

SignIn = Callable[[StaffProfile], Client]


def grant(client: Client, person: StaffProfile, role: str, agency: str) -> int:
    data = {"person": person.staff_code, "role": role, "agency": agency}
    return client.post(reverse("people:role_list"), data).status_code


def test_roles_are_granted_and_ended(manager: StaffProfile, learner: StaffProfile, sign_in: SignIn) -> None:
    client = sign_in(manager)

    granted = grant(client, learner, Role.TRAINER, "H77.01.2")
    given = RoleGrant.objects.get(user=learner.user)
    client.post(reverse("people:role_end", args=[given.pk]))

    given.refresh_from_db()
    assert (granted, given.granted_by, given.ended_by) == (302, manager.user, manager.user)
    assert LedgerEntry.objects.filter(kind__in=["role-granted", "role-ended"]).count() == 2


@pytest.mark.parametrize(
    ("role", "agency"),
    [
        (Role.ADMINISTRATOR, "H77.01"),
        (Role.DECIDER, "H77.01.2"),
        (Role.EXAMINER, "H77.01"),
        (Role.TRAINER, "H77"),
        (Role.TRAINER, "H77.04"),
        (Role.LEARNER, "H77.01"),
    ],
)
def test_managers_grant_nothing_above_themselves(
    manager: StaffProfile,
    learner: StaffProfile,
    other_department: Agency,
    sign_in: SignIn,
    role: str,
    agency: str,
) -> None:
    assert grant(sign_in(manager), learner, role, agency) == 200
    assert not RoleGrant.objects.filter(user=learner.user).exists()


def test_people_outside_do_not_exist(manager: StaffProfile, stranger: StaffProfile, sign_in: SignIn) -> None:
    client = sign_in(manager)
    retired = factories.make_staff(full_name="Lý Thị Hưu")
    told = set()

    for name in (stranger.staff_code, stranger.user.email, retired.staff_code, "H77-KHÔNG-CÓ", "ai@do.vn"):
        answer = client.post(
            reverse("people:role_list"), {"person": name, "role": Role.TRAINER, "agency": "H77.01"}
        )
        told.add(tuple(answer.context["form"].errors["person"]))
        assert stranger.full_name not in answer.content.decode()

    assert len(told) == 1
    assert not RoleGrant.objects.exclude(user=manager.user).exists()


@pytest.mark.parametrize("who", ["manager", "administrator"])
def test_service_grants_only_inside_the_reach(
    request: pytest.FixtureRequest, who: str, learner: StaffProfile, now: datetime
) -> None:
    by = request.getfixturevalue(who).user
    elsewhere = factories.make_staff(agency=factories.make_agency("H78"))

    with pytest.raises(MayNotGrant):
        grant_role(elsewhere.user, Role.TRAINER, learner.current_posting.agency, now=now, by=by)

    assert grant_role(learner.user, Role.TRAINER, learner.current_posting.agency, now=now, by=by)


def test_nobody_grants_roles_to_themselves(manager: StaffProfile, sign_in: SignIn) -> None:
    assert grant(sign_in(manager), manager, Role.TRAINER, "H77.01") == 200


def test_administrators_grant_every_role(
    administrator: StaffProfile, learner: StaffProfile, sign_in: SignIn
) -> None:
    assert grant(sign_in(administrator), learner, Role.DECIDER, "H77.01") == 302


def test_same_role_is_granted_once(manager: StaffProfile, learner: StaffProfile, sign_in: SignIn) -> None:
    client = sign_in(manager)
    grant(client, learner, Role.TRAINER, "H77.01")

    assert grant(client, learner, Role.TRAINER, "H77.01") == 200
    assert RoleGrant.objects.filter(user=learner.user).count() == 1


def test_managers_end_no_greater_role(
    manager: StaffProfile, learner: StaffProfile, office: Agency, sign_in: SignIn, now: object
) -> None:
    greater = RoleGrant.objects.create(user=learner.user, role=Role.DECIDER, agency=office, granted_at=now)

    sign_in(manager).post(reverse("people:role_end", args=[greater.pk]))

    greater.refresh_from_db()
    assert greater.ended_at is None


def test_outsiders_end_no_role(outsider: StaffProfile, trainer: StaffProfile, sign_in: SignIn) -> None:
    given = RoleGrant.objects.get(user=trainer.user)
    client = sign_in(outsider)

    assert client.post(reverse("people:role_end", args=[given.pk])).status_code == 404
    assert client.get(reverse("people:role_end", args=[given.pk])).status_code == 405
