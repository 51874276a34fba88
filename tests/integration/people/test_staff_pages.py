"""Staff, agencies and roles, as an HR manager sees and changes them."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from people import fields
from people.models import Agency, LedgerEntry, Posting, Role, RoleGrant, StaffProfile
from people.services.roles import MayNotGrant, grant_role
from tests import factories

SignIn = Callable[[StaffProfile], Client]
PERSON_PAGES = ["staff_detail", "staff_edit", "staff_move", "staff_release"]
LISTS = ["staff_list", "agency_tree", "role_list", "import_list", "invite"]


def page_of(person: StaffProfile | Agency, name: str = "staff_detail") -> str:
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


def test_tree_shows_only_own_agencies(
    manager: StaffProfile, learner: StaffProfile, other_department: Agency, sign_in: SignIn
) -> None:
    rows = sign_in(manager).get(reverse("people:agency_tree")).context["rows"]

    assert [(agency.code, level, count) for agency, level, count in rows] == [
        ("H77.01", 0, 2),
        ("H77.01.2", 1, 1),
    ]


def test_agency_page_tells_its_history(manager: StaffProfile, office: Agency, sign_in: SignIn) -> None:
    page = sign_in(manager).get(page_of(office, "agency_detail")).content.decode()

    assert office.name in page
    assert "01/07/2025" in page


def test_outsiders_find_no_agency(outsider: StaffProfile, office: Agency, sign_in: SignIn) -> None:
    assert sign_in(outsider).get(page_of(office, "agency_detail")).status_code == 404


def test_unknown_people_are_not_found(manager: StaffProfile, sign_in: SignIn) -> None:
    assert sign_in(manager).get(reverse("people:staff_detail", args=[uuid4()])).status_code == 404


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
