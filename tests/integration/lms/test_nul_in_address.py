"""A NUL sign in an address: PostgreSQL cannot look for it, so no page may try."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from people.models import StaffProfile

SignIn = Callable[[StaffProfile], Client]
SEARCHES = [
    ("people:staff_list", "q"),
    ("people:agency_tree", "q"),
    ("courses:catalogue", "q"),
    ("courses:new_exemption", "course"),
    ("certificates:register", "q"),
    ("certificates:verify", "code"),
    ("reports_dashboard", "period"),
    ("proposals", "rule"),
]


@pytest.mark.parametrize(("name", "field"), SEARCHES)
def test_nul_in_a_search_is_not_understood(
    administrator: StaffProfile, sign_in: SignIn, name: str, field: str
) -> None:
    answer = sign_in(administrator).get(f"{reverse(name)}?{field}=nguyen%00van")

    assert answer.status_code == 400
    assert "Hệ thống không hiểu yêu cầu này" in answer.content.decode()


@pytest.mark.parametrize("path", ["/khoa%00hoc/", "/reports/proposals/rules/%00/", "/media/images/%00"])
def test_nul_in_a_path_is_not_understood(administrator: StaffProfile, sign_in: SignIn, path: str) -> None:
    assert sign_in(administrator).get(path).status_code == 400


def test_percent_signs_may_be_looked_for(
    manager: StaffProfile, learner: StaffProfile, sign_in: SignIn
) -> None:
    client = sign_in(manager)

    assert client.get(reverse("people:staff_list"), {"q": "%00"}).status_code == 200
    assert learner.full_name in client.get(reverse("people:staff_list"), {"q": "duc"}).content.decode()
