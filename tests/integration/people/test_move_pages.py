"""Where a person serves, as an HR manager changes it: moves, the agencies on offer, leaving."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from people import fields
from people.models import Agency, Posting, StaffProfile
from tests import factories

SignIn = Callable[[StaffProfile], Client]


def page_of(person: StaffProfile, name: str = "staff_detail") -> str:
    return reverse(f"people:{name}", args=[person.uuid])


def test_moving_keeps_the_history(
    manager: StaffProfile, learner: StaffProfile, department: Agency, sign_in: SignIn
) -> None:
    data = {"agency": "h77.01", "position": "Trưởng phòng", "on": "01/11/2026"}

    answer = sign_in(manager).post(page_of(learner, "staff_move"), data)

    postings = Posting.objects.filter(staff=learner).order_by("started_on")
    assert answer.status_code == 302
    assert list(postings.values_list("agency__code", "ended_on")) == [
        ("H77.01.2", date(2026, 11, 1)),
        ("H77.01", None),
    ]


@pytest.mark.parametrize("page", ["staff_move", "role_list"])
@pytest.mark.parametrize("few", [1, 2])
def test_agencies_of_the_own_reach_are_offered(
    manager: StaffProfile,
    learner: StaffProfile,
    department: Agency,
    other_department: Agency,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    few: int,
) -> None:
    monkeypatch.setattr(fields, "_FEW", few)
    address = page_of(learner, page) if page == "staff_move" else reverse(f"people:{page}")

    offered = sign_in(manager).get(address).content.decode()

    assert "H77.01.2 – Thanh tra (Sở Nội vụ)" in offered
    assert other_department.code not in offered
    assert ("<datalist" in offered) == (few < 2)


@pytest.mark.parametrize("told", ["H77.01 – Sở Nội vụ", "h77.01", "sở nội vụ"])
def test_an_agency_is_understood_by_code_or_name(
    manager: StaffProfile, learner: StaffProfile, department: Agency, sign_in: SignIn, told: str
) -> None:
    sign_in(manager).post(page_of(learner, "staff_move"), {"agency": told, "on": "01/11/2026"})

    assert learner.current_posting.agency == department


def test_two_agencies_of_one_name_want_the_code(
    manager: StaffProfile, learner: StaffProfile, department: Agency, sign_in: SignIn
) -> None:
    for code in ("H77.01.7", "H77.01.8"):
        factories.make_agency(code, "Văn phòng", parent=department)

    answer = sign_in(manager).post(
        page_of(learner, "staff_move"), {"agency": "Văn phòng", "on": "01/11/2026"}
    )

    assert "Hãy chọn trong danh sách" in answer.content.decode()
    assert Posting.objects.filter(staff=learner).count() == 1


def test_moves_are_told_by_the_last_day_served(
    manager: StaffProfile, learner: StaffProfile, department: Agency, sign_in: SignIn
) -> None:
    client = sign_in(manager)

    client.post(page_of(learner, "staff_move"), {"agency": "H77.01", "on": "22/11/2026"})

    page = client.get(page_of(learner)).content.decode()
    assert "01/07/2025 – 21/11/2026" in page
    assert "22/11/2026 – nay" in page


@pytest.mark.parametrize(
    "data",
    [
        {"agency": "H77.04", "on": "01/11/2026"},
        {"agency": "H99", "on": "01/11/2026"},
        {"agency": "", "on": "01/11/2026"},
        {"agency": "H77.01", "on": "01/01/2020"},
        {"agency": "H77.01", "on": "mai"},
    ],
)
def test_impossible_moves_come_back(
    manager: StaffProfile,
    learner: StaffProfile,
    other_department: Agency,
    sign_in: SignIn,
    data: dict[str, str],
) -> None:
    answer = sign_in(manager).post(page_of(learner, "staff_move"), data)

    assert answer.status_code == 200
    assert Posting.objects.filter(staff=learner).count() == 1


def test_leavers_leave_the_list(manager: StaffProfile, learner: StaffProfile, sign_in: SignIn) -> None:
    client = sign_in(manager)

    client.post(page_of(learner, "staff_release"), {"on": "01/11/2026"})

    assert client.get(page_of(learner)).status_code == 404
    assert StaffProfile.objects.filter(pk=learner.pk).exists()
