"""The tree of agencies and the page of one, within the own reach."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from people.models import Agency, StaffProfile

SignIn = Callable[[StaffProfile], Client]


def test_tree_shows_only_own_agencies(
    manager: StaffProfile, learner: StaffProfile, other_department: Agency, sign_in: SignIn
) -> None:
    rows = sign_in(manager).get(reverse("people:agency_tree")).context["rows"]

    assert [(agency.code, level, count) for agency, level, count in rows] == [
        ("H77.01", 0, 2),
        ("H77.01.2", 1, 1),
    ]


def test_agency_page_tells_its_history(manager: StaffProfile, office: Agency, sign_in: SignIn) -> None:
    page = sign_in(manager).get(reverse("people:agency_detail", args=[office.uuid])).content.decode()

    assert office.name in page
    assert "01/07/2025" in page


def test_outsiders_find_no_agency(outsider: StaffProfile, office: Agency, sign_in: SignIn) -> None:
    assert sign_in(outsider).get(reverse("people:agency_detail", args=[office.uuid])).status_code == 404
