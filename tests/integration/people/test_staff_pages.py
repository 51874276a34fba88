"""Staff lists and a person's pages: who sees whom, how they are found and corrected."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from people.models import Agency, LedgerEntry, StaffProfile
from tests import factories

SignIn = Callable[[StaffProfile], Client]
PERSON_PAGES = ["staff_detail", "staff_edit", "staff_move", "staff_release"]
LISTS = ["staff_list", "agency_tree", "role_list", "import_list", "invite"]


def page_of(person: StaffProfile, name: str = "staff_detail") -> str:
    return reverse(f"people:{name}", args=[person.uuid])


def edited(person: StaffProfile, **facts: str) -> dict[str, str]:
    usual = {
        "full_name": person.full_name,
        "email": person.user.email,
        "kind": person.kind,
        "position": "",
        "phone": "",
    }
    return usual | facts


@pytest.mark.parametrize("name", LISTS)
def test_lists_work_for_managers(
    manager: StaffProfile, learner: StaffProfile, sign_in: SignIn, name: str
) -> None:
    assert sign_in(manager).get(reverse(f"people:{name}")).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_not_for_learners(learner: StaffProfile, sign_in: SignIn, name: str) -> None:
    assert sign_in(learner).get(reverse(f"people:{name}")).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_lists_want_sign_in(client: Client, db: None, name: str) -> None:
    assert client.get(reverse(f"people:{name}")).status_code == 302


@pytest.mark.parametrize("name", ["staff_list", "agency_tree"])
def test_lists_refuse_other_methods(manager: StaffProfile, sign_in: SignIn, name: str) -> None:
    assert sign_in(manager).post(reverse(f"people:{name}")).status_code == 405


@pytest.mark.parametrize("name", PERSON_PAGES)
def test_person_pages_work(manager: StaffProfile, learner: StaffProfile, sign_in: SignIn, name: str) -> None:
    answer = sign_in(manager).get(page_of(learner, name))

    assert answer.status_code == 200
    assert learner.full_name in answer.content.decode()


@pytest.mark.parametrize("name", PERSON_PAGES)
def test_outsiders_find_nobody(
    outsider: StaffProfile, learner: StaffProfile, sign_in: SignIn, name: str
) -> None:
    client = sign_in(outsider)

    assert client.get(page_of(learner, name)).status_code == 404
    assert client.post(page_of(learner, name), {}).status_code in {404, 405}


@pytest.mark.parametrize("name", PERSON_PAGES)
def test_learners_see_no_person(
    colleague: StaffProfile, learner: StaffProfile, sign_in: SignIn, name: str
) -> None:
    assert sign_in(colleague).get(page_of(learner, name)).status_code == 403


def test_list_holds_only_own_subtree(
    manager: StaffProfile, learner: StaffProfile, stranger: StaffProfile, sign_in: SignIn
) -> None:
    page = sign_in(manager).get(reverse("people:staff_list")).content.decode()

    assert learner.full_name in page
    assert stranger.full_name not in page


@pytest.mark.parametrize("words", ["nguyen van duc", "DUC", "Đức", "văn ĐỨC"])
def test_search_ignores_accents(
    manager: StaffProfile, learner: StaffProfile, colleague: StaffProfile, sign_in: SignIn, words: str
) -> None:
    page = sign_in(manager).get(reverse("people:staff_list"), {"q": words}).content.decode()

    assert learner.full_name in page
    assert colleague.full_name not in page


def test_list_stands_in_dictionary_order(manager: StaffProfile, office: Agency, sign_in: SignIn) -> None:
    for name in ("Lê Đan", "Lê Dũng", "Lê Dung", "Lê Ân", "Lê An"):
        factories.make_staff(full_name=name, agency=office)

    rows = sign_in(manager).get(reverse("people:staff_list"), {"q": "Lê"}).context["rows"]

    assert [person.full_name for person, _agency in rows] == [
        "Lê An",
        "Lê Ân",
        "Lê Dung",
        "Lê Dũng",
        "Lê Đan",
    ]


@pytest.mark.parametrize(
    "filters",
    [
        {"review": "on"},
        {"kind": "contract"},
        {"agency": "thanh tra", "review": "on"},
        {"agency": "H77.01.2", "kind": "contract"},
    ],
)
def test_filters_narrow_the_list(
    manager: StaffProfile, learner: StaffProfile, office: Agency, sign_in: SignIn, filters: dict[str, str]
) -> None:
    flagged = factories.make_staff(agency=office, kind="contract", needs_review=["nine_digit_id"])

    rows = sign_in(manager).get(reverse("people:staff_list"), filters).context["rows"]

    assert [person for person, _agency in rows] == [flagged]


def test_strange_filters_do_no_harm(manager: StaffProfile, sign_in: SignIn) -> None:
    answer = sign_in(manager).get(reverse("people:staff_list"), {"q": "x" * 5000, "kind": "?", "page": "-1"})

    assert answer.status_code == 200


def test_facts_can_be_corrected(manager: StaffProfile, learner: StaffProfile, sign_in: SignIn) -> None:
    learner.needs_review = ["nine_digit_id"]
    learner.save()
    facts = edited(
        learner,
        full_name="  Nguyễn\u00a0Văn Đạt ",
        born_on="05/11/1985",
        identity_number="077 085 123 456",
        checked="on",
    )

    answer = sign_in(manager).post(page_of(learner, "staff_edit"), facts)

    learner.refresh_from_db()
    assert answer.status_code == 302
    assert (learner.full_name, learner.search_key) == ("Nguyễn Văn Đạt", "nguyen van dat")
    assert (learner.born_on, learner.identity_number) == (date(1985, 11, 5), "077085123456")
    assert learner.needs_review == []
    assert LedgerEntry.objects.filter(kind="staff-changed", by=manager.user).exists()


def test_year_of_birth_may_stand_alone(manager: StaffProfile, learner: StaffProfile, sign_in: SignIn) -> None:
    sign_in(manager).post(page_of(learner, "staff_edit"), edited(learner, born_on="1985"))

    learner.refresh_from_db()
    assert (learner.born_on, learner.born_precision) == (date(1985, 1, 1), "year")


@pytest.mark.parametrize(
    "facts",
    [
        {"full_name": ""},
        {"full_name": "NguyÔn V¨n"},
        {"full_name": "x" * 500},
        {"email": "không phải thư"},
        {"kind": "king"},
        {"born_on": "31/02/1985"},
        {"born_on": "05/11/2085"},
        {"identity_number": "123"},
    ],
)
def test_bad_facts_come_back(
    manager: StaffProfile, learner: StaffProfile, sign_in: SignIn, facts: dict[str, str]
) -> None:
    answer = sign_in(manager).post(page_of(learner, "staff_edit"), edited(learner, **facts))

    learner.refresh_from_db()
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert learner.full_name == "Nguyễn Văn Đức"


def test_email_of_another_is_refused(
    manager: StaffProfile, learner: StaffProfile, stranger: StaffProfile, sign_in: SignIn
) -> None:
    answer = sign_in(manager).post(
        page_of(learner, "staff_edit"), edited(learner, email=stranger.user.email.upper())
    )

    assert answer.status_code == 200


def test_managers_cannot_take_over_accounts(
    manager: StaffProfile, trainer: StaffProfile, sign_in: SignIn
) -> None:
    client = sign_in(manager)

    client.post(page_of(trainer, "staff_edit"), edited(trainer, email="mine@hason.gov.vn"))
    link = client.post(page_of(trainer, "invite_link"))

    trainer.user.refresh_from_db()
    assert trainer.user.email != "mine@hason.gov.vn"
    assert link.status_code == 302


def test_unknown_people_are_not_found(manager: StaffProfile, sign_in: SignIn) -> None:
    assert sign_in(manager).get(reverse("people:staff_detail", args=[uuid4()])).status_code == 404
