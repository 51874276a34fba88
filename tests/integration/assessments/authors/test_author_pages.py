"""Every page of those who write items and exams: works, wrong method, outsider, lower role, other agency."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from people.models import StaffProfile

SignIn = Callable[[StaffProfile], Client]
LISTS = ["item_banks", "item_bank_new", "exams_manage", "exam_new"]
OWNED = [
    "item_bank",
    "item_bank_edit",
    "item_bank_export",
    "item_import",
    "item_new",
    "item",
    "item_edit",
    "blueprint_new",
    "blueprint",
    "exam_manage",
    "exam_edit",
    "exam_part_new",
    "exam_part_edit",
]


@pytest.mark.parametrize("name", LISTS + OWNED)
def test_trainer_opens_each_page(
    name: str, addresses: dict[str, str], sign_in: SignIn, trainer: StaffProfile
) -> None:
    assert sign_in(trainer).get(addresses[name]).status_code == 200


@pytest.mark.parametrize("name", LISTS + OWNED)
def test_learner_is_refused(
    name: str, addresses: dict[str, str], sign_in: SignIn, learner: StaffProfile
) -> None:
    assert sign_in(learner).get(addresses[name]).status_code == 403


@pytest.mark.parametrize("name", OWNED)
def test_other_agency_finds_nothing(
    name: str, addresses: dict[str, str], sign_in: SignIn, outsider: StaffProfile
) -> None:
    assert sign_in(outsider).get(addresses[name]).status_code == 404


@pytest.mark.parametrize("name", ["item_banks", "exams_manage"])
def test_other_agency_sees_empty_lists(
    name: str, addresses: dict[str, str], sign_in: SignIn, outsider: StaffProfile
) -> None:
    text = sign_in(outsider).get(addresses[name]).content.decode()

    assert "KNS-07" not in text
    assert "BT-" not in text


@pytest.mark.parametrize("name", LISTS + OWNED)
def test_wrong_method_is_refused(
    name: str, addresses: dict[str, str], sign_in: SignIn, trainer: StaffProfile
) -> None:
    assert sign_in(trainer).delete(addresses[name]).status_code == 405


def test_visitor_signs_in_first(addresses: dict[str, str], client: Client) -> None:
    assert client.get(addresses["item_banks"]).status_code == 302


def test_menu_shows_banks_to_authors_only(
    sign_in: SignIn, trainer: StaffProfile, learner: StaffProfile, addresses: dict[str, str]
) -> None:
    entry = f'href="{addresses["item_banks"]}"'

    assert entry in sign_in(trainer).get(addresses["exams_manage"]).content.decode()
    assert entry not in sign_in(learner).get(reverse("exam_practice")).content.decode()


@pytest.mark.parametrize("name", ["item_bank_new", "exam_new", "exam_part_edit", "exam_part_new"])
def test_selects_say_what_to_do(
    addresses: dict[str, str], trainer: StaffProfile, sign_in: SignIn, name: str
) -> None:
    page = sign_in(trainer).get(addresses[name]).content.decode()

    assert "Chọn…" in page
    assert "-----" not in page
