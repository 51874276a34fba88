"""HR assigns courses and exempts people, in its own subtree only."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import Assignment, CoursePage, Exemption, ExemptionReason
from courses.services import assign, enrol, grant_exemption, withdraw_assignment
from people.models import Agency, StaffProfile

SignIn = Callable[[StaffProfile], Client]


@pytest.fixture
def today() -> date:
    """The real today: these pages read the clock."""
    return timezone.localdate()


@pytest.fixture
def assignment(course: CoursePage, department: Agency, manager: StaffProfile, today: date) -> Assignment:
    """The department must take the course within thirty days."""
    return assign(course, department, today + timedelta(days=30), now=timezone.now(), by=manager.user)


@pytest.fixture
def from_above(course: CoursePage, province: Agency, decider: StaffProfile, today: date) -> Assignment:
    """The whole province must take it."""
    return assign(course, province, today + timedelta(days=60), now=timezone.now(), by=decider.user)


@pytest.fixture
def exemption(learner: StaffProfile, manager: StaffProfile, today: date) -> Exemption:
    """The learner is free from every course."""
    return grant_exemption(
        learner,
        None,
        ExemptionReason.STUDY,
        valid_from=today,
        valid_to=None,
        now=timezone.now(),
        by=manager.user,
    )


@pytest.fixture
def addresses(assignment: Assignment, exemption: Exemption) -> dict[str, str]:
    """Every page of this room."""
    return {
        "list": reverse("courses:assignments"),
        "new": reverse("courses:new_assignment"),
        "detail": reverse("courses:assignment", args=[assignment.uuid]),
        "withdraw": reverse("courses:withdraw_assignment", args=[assignment.uuid]),
        "exemptions": reverse("courses:exemptions"),
        "exempt": reverse("courses:new_exemption"),
        "unexempt": reverse("courses:withdraw_exemption", args=[exemption.uuid]),
    }


PAGES = ["list", "new", "detail", "withdraw", "exemptions", "exempt", "unexempt"]


@pytest.mark.parametrize("name", PAGES)
def test_manager_sees_the_page(
    sign_in: SignIn, manager: StaffProfile, addresses: dict[str, str], name: str
) -> None:
    assert sign_in(manager).get(addresses[name]).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_wrong_method_is_refused(
    sign_in: SignIn, manager: StaffProfile, addresses: dict[str, str], name: str
) -> None:
    assert sign_in(manager).delete(addresses[name]).status_code == 405


@pytest.mark.parametrize("name", PAGES)
def test_learner_is_refused(
    sign_in: SignIn, learner: StaffProfile, addresses: dict[str, str], name: str
) -> None:
    assert sign_in(learner).get(addresses[name]).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_visitor_is_asked_to_sign_in(client: Client, addresses: dict[str, str], name: str) -> None:
    assert client.get(addresses[name]).url.startswith(reverse("login"))


@pytest.mark.parametrize("name", ["detail", "withdraw", "unexempt"])
def test_outsider_finds_nothing(
    sign_in: SignIn, outsider: StaffProfile, addresses: dict[str, str], name: str
) -> None:
    assert sign_in(outsider).get(addresses[name]).status_code == 404


@pytest.mark.parametrize("name", ["withdraw", "unexempt"])
def test_outsider_changes_nothing(
    sign_in: SignIn, outsider: StaffProfile, addresses: dict[str, str], name: str
) -> None:
    assert sign_in(outsider).post(addresses[name]).status_code == 404


@pytest.mark.parametrize("name", ["list", "exemptions"])
def test_other_agency_lists_nothing(
    sign_in: SignIn, outsider: StaffProfile, learner: StaffProfile, addresses: dict[str, str], name: str
) -> None:
    page = sign_in(outsider).get(addresses[name]).content.decode()

    assert "Sở Nội vụ" not in page
    assert learner.full_name not in page


def test_assigning_by_form(
    sign_in: SignIn, manager: StaffProfile, course: CoursePage, office: Agency, today: date
) -> None:
    due_on = today + timedelta(days=20)
    posted = {"course": course.pk, "agency": office.pk, "due_on": f"{due_on:%d/%m/%Y}", "starts_on": ""}

    answer = sign_in(manager).post(reverse("courses:new_assignment"), posted)

    made = Assignment.objects.get()
    assert answer.url == reverse("courses:assignment", args=[made.uuid])
    assert (made.agency, made.due_on, made.starts_on) == (office, due_on, today)


def test_assigning_elsewhere_is_refused(
    sign_in: SignIn, manager: StaffProfile, course: CoursePage, other_department: Agency
) -> None:
    posted = {"course": course.pk, "agency": other_department.pk, "due_on": "31/12/2099"}

    page = sign_in(manager).post(reverse("courses:new_assignment"), posted)

    assert "agency" in page.context["form"].errors
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("due_on", ["01/01/2020", "31/02/2027", "mai", "", "2027-13-01"])
def test_odd_due_date_is_explained(
    sign_in: SignIn, manager: StaffProfile, course: CoursePage, office: Agency, due_on: str
) -> None:
    posted = {"course": course.pk, "agency": office.pk, "due_on": due_on}

    page = sign_in(manager).post(reverse("courses:new_assignment"), posted)

    assert "due_on" in page.context["form"].errors


def test_second_assignment_is_explained(
    sign_in: SignIn, manager: StaffProfile, assignment: Assignment
) -> None:
    posted = {
        "course": assignment.course.pk,
        "agency": assignment.agency.pk,
        "due_on": f"{assignment.due_on:%d/%m/%Y}",
    }

    page = sign_in(manager).post(reverse("courses:new_assignment"), posted)

    assert page.context["form"].non_field_errors()


def test_detail_counts_states(
    sign_in: SignIn,
    manager: StaffProfile,
    learner: StaffProfile,
    colleague: StaffProfile,
    assignment: Assignment,
) -> None:
    enrol(learner, assignment.course, now=timezone.now())

    page = sign_in(manager).get(reverse("courses:assignment", args=[assignment.uuid]))

    row = page.context["row"]
    assert (row["total"], row["learning"], row["waiting"], row["done"]) == (3, 1, 2, 0)


@pytest.mark.parametrize(
    ("state", "count"), [("", 2), ("open", 2), ("waiting", 1), ("learning", 1), ("done", 0), ("exempt", 0)]
)
def test_state_filters_people(
    sign_in: SignIn,
    manager: StaffProfile,
    learner: StaffProfile,
    assignment: Assignment,
    state: str,
    count: int,
) -> None:
    enrol(learner, assignment.course, now=timezone.now())

    page = sign_in(manager).get(reverse("courses:assignment", args=[assignment.uuid]), {"state": state})

    assert page.context["page"].paginator.count == count


def test_people_are_found_without_accents(
    sign_in: SignIn, manager: StaffProfile, learner: StaffProfile, assignment: Assignment
) -> None:
    page = sign_in(manager).get(reverse("courses:assignment", args=[assignment.uuid]), {"q": "van duc"})

    assert list(page.context["page"].object_list) == [learner]


def test_duty_from_above_shows_own_people(
    sign_in: SignIn,
    manager: StaffProfile,
    stranger: StaffProfile,
    learner: StaffProfile,
    from_above: Assignment,
) -> None:
    browser = sign_in(manager)

    page = browser.get(reverse("courses:assignment", args=[from_above.uuid]))

    assert page.context["row"]["total"] == 2
    assert stranger.full_name not in page.content.decode()
    assert browser.post(reverse("courses:withdraw_assignment", args=[from_above.uuid])).status_code == 403


def test_withdrawing_asks_first(sign_in: SignIn, manager: StaffProfile, assignment: Assignment) -> None:
    browser = sign_in(manager)
    address = reverse("courses:withdraw_assignment", args=[assignment.uuid])
    browser.get(address)
    assert Assignment.objects.standing().exists()

    browser.post(address)

    assert not Assignment.objects.standing().exists()


def test_withdrawing_twice_says_so(sign_in: SignIn, manager: StaffProfile, assignment: Assignment) -> None:
    withdraw_assignment(assignment, now=timezone.now(), by=manager.user)

    answer = sign_in(manager).post(reverse("courses:withdraw_assignment", args=[assignment.uuid]))

    assert answer.url == reverse("courses:assignments")


def test_exempting_by_form(
    sign_in: SignIn, manager: StaffProfile, learner: StaffProfile, today: date
) -> None:
    posted = {
        "staff_code": learner.staff_code.lower(),
        "course": "",
        "reason": "parental",
        "valid_from": f"{today:%d/%m/%Y}",
        "valid_to": "",
        "note": "",
    }

    answer = sign_in(manager).post(reverse("courses:new_exemption"), posted)

    assert answer.url == reverse("courses:exemptions")
    assert Exemption.objects.get().staff == learner


@pytest.mark.parametrize(
    ("field", "value"),
    [("staff_code", "H77-NONE"), ("reason", "lazy"), ("valid_to", "01/01/2020"), ("valid_from", "hôm nay")],
)
def test_odd_exemption_is_explained(
    sign_in: SignIn, manager: StaffProfile, learner: StaffProfile, today: date, field: str, value: str
) -> None:
    posted = {"staff_code": learner.staff_code, "reason": "study", "valid_from": f"{today:%d/%m/%Y}"}

    page = sign_in(manager).post(reverse("courses:new_exemption"), posted | {field: value})

    assert field in page.context["form"].errors
    assert not Exemption.objects.exists()


def test_stranger_cannot_be_exempted(
    sign_in: SignIn, manager: StaffProfile, stranger: StaffProfile, today: date
) -> None:
    posted = {"staff_code": stranger.staff_code, "reason": "study", "valid_from": f"{today:%d/%m/%Y}"}

    page = sign_in(manager).post(reverse("courses:new_exemption"), posted)

    assert "staff_code" in page.context["form"].errors


def test_exemption_is_withdrawn(sign_in: SignIn, manager: StaffProfile, exemption: Exemption) -> None:
    sign_in(manager).post(reverse("courses:withdraw_exemption", args=[exemption.uuid]))

    assert not Exemption.objects.standing().exists()
