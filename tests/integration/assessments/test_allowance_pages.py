"""The pages of accommodations and of an exam's own rules: works, wrong method, outsider, lower role, other agency."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Accommodation, Attempt, CandidateGroup, Exam, Override
from assessments.services import allowances as service
from people.models import Agency, StaffProfile
from tests import factories
from tests.conftest import NOON

SignIn = Callable[[StaffProfile], Client]
REASON = {"reason": "Công văn 12"}


@pytest.fixture
def override(exam: Exam, learner: StaffProfile, examiner: StaffProfile) -> Override:
    """The learner has sixty minutes."""
    return service.set_override(exam, {"minutes": 60}, staff=learner, reason="Cũ", now=NOON, by=examiner.user)


@pytest.fixture
def group(exam: Exam, learner: StaffProfile, examiner: StaffProfile) -> CandidateGroup:
    """The learner is in a group that may start at any time."""
    return service.save_group(
        exam, "Ca sáng", [learner], {"closes_at": None}, reason="Cũ", now=NOON, by=examiner.user
    )


@pytest.fixture
def addresses(exam: Exam, override: Override) -> list[str]:
    """The pages of an exam's examiners."""
    return [
        reverse("exam_rules", args=[exam.uuid]),
        reverse("person_rules_new", args=[exam.uuid]),
        reverse("group_rules_new", args=[exam.uuid]),
        reverse("rules_edit", args=[override.uuid]),
    ]


def rules(**fields: Any) -> dict[str, Any]:
    return REASON | {"minutes": "45"} | fields


def test_examiner_opens_every_page(client, sign_in, examiner, addresses) -> None:
    sign_in(examiner)

    assert [client.get(each).status_code for each in addresses] == [200] * 4


@pytest.mark.parametrize(("who", "status"), [("learner", 403), ("trainer", 403), ("outsider", 404)])
def test_others_do_not(client, sign_in, request, addresses, who, status) -> None:
    sign_in(request.getfixturevalue(who))

    assert {client.get(each).status_code for each in addresses} == {status}


def test_wrong_method(client, sign_in, examiner, addresses) -> None:
    sign_in(examiner)

    assert {client.put(each).status_code for each in addresses} == {405}
    assert client.post(addresses[0]).status_code == 405


def test_rules_for_one_candidate(client, sign_in, examiner, exam, learner, attempt) -> None:
    sign_in(examiner).post(
        reverse("person_rules_new", args=[exam.uuid]),
        rules(code=learner.staff_code.lower(), without=["attempts_allowed"]),
    )

    override = Override.objects.get()
    assert (override.staff, override.fields, override.made_by) == (
        learner,
        ["attempts_allowed", "minutes"],
        examiner.user,
    )
    assert Attempt.objects.get().policy["minutes"] == 45


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "KHONG-CO"},
        {"minutes": ""},
        {"without": ["minutes"]},
        {"reason": ""},
        {"opens_at": "2026-11-20T08:00", "closes_at": "2026-11-20T07:00"},
    ],
)
def test_wrong_rules_change_nothing(client, sign_in, examiner, exam, learner, fields) -> None:
    address = reverse("person_rules_new", args=[exam.uuid])

    page = sign_in(examiner).post(address, rules(code=learner.staff_code) | fields)

    assert page.status_code == 200
    assert not Override.objects.exists()


def test_person_elsewhere_is_no_candidate(client, sign_in, examiner, exam, stranger) -> None:
    address = reverse("person_rules_new", args=[exam.uuid])

    page = sign_in(examiner).post(address, rules(code=stranger.staff_code))

    assert stranger.full_name not in page.content.decode()
    assert not Override.objects.exists()


def test_group_by_pasted_codes(client, sign_in, examiner, exam, learner, colleague) -> None:
    codes = f"{learner.staff_code}\r\n{colleague.staff_code}, {learner.staff_code}"

    sign_in(examiner).post(reverse("group_rules_new", args=[exam.uuid]), rules(title="Ca chiều", codes=codes))

    assert set(CandidateGroup.objects.get().members.all()) == {learner, colleague}
    assert Override.objects.get().minutes == 45


def test_group_names_the_codes_of_nobody(client, sign_in, examiner, exam, learner) -> None:
    page = sign_in(examiner).post(
        reverse("group_rules_new", args=[exam.uuid]), rules(title="Ca", codes=f"{learner.staff_code} SAI-1")
    )

    assert "SAI-1" in str(page.context["form"].errors)
    assert not CandidateGroup.objects.exists()


def test_group_is_changed(client, sign_in, examiner, group, colleague) -> None:
    address = reverse("rules_edit", args=[group.override.uuid])

    sign_in(examiner).post(address, rules(title="Ca tối", codes=colleague.staff_code))

    group.refresh_from_db()
    assert (group.title, list(group.members.all())) == ("Ca tối", [colleague])
    assert Override.objects.get().fields == ["minutes"]


@pytest.mark.parametrize("made", ["override", "group"])
def test_rules_are_taken_back_with_a_reason(client, sign_in, request, examiner, made) -> None:
    made = request.getfixturevalue(made)
    sign_in(examiner)
    address = reverse("rules_edit", args=[getattr(made, "override", made).uuid])

    client.post(address, {"act": "remove"})
    assert Override.objects.exists()

    client.post(address, {"act": "remove"} | REASON)
    assert not Override.objects.exists()


def test_page_says_which_rule_came_from_where(
    client, sign_in, examiner, exam, learner, override, group
) -> None:
    page = sign_in(examiner).get(
        reverse("exam_rules", args=[exam.uuid]), {"person": learner.staff_code.lower()}
    )

    origins = {each["label"]: (each["origin"], each["groups"]) for each in page.context["origins"]}
    assert list(origins.values()) == [
        ("exam", ()),
        ("group", ("Ca sáng",)),
        ("candidate", ()),
        ("exam", ()),
        ("exam", ()),
    ]


@pytest.mark.parametrize("who", ["manager", "examiner"])
def test_accommodation_is_granted(client, sign_in, request, learner, who) -> None:
    sign_in(request.getfixturevalue(who))
    address = reverse("accommodation", args=[learner.uuid])

    client.post(address, {"factor": "1.5", "extra_minutes": "0", "large_type": "on"} | REASON)

    granted = Accommodation.objects.get()
    assert (granted.staff, granted.factor, granted.large_type) == (learner, 1.5, True)
    assert client.get(address).status_code == 200


def test_accommodation_is_taken_back(client, sign_in, manager, learner) -> None:
    service.set_accommodation(learner, {"extra_minutes": 5}, reason="Cũ", now=NOON, by=manager.user)
    address = reverse("accommodation", args=[learner.uuid])

    sign_in(manager).post(address, {"act": "remove"} | REASON)

    assert not Accommodation.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("learner", 403), ("trainer", 403), ("outsider", 404)])
def test_accommodation_is_not_for_others(client, sign_in, request, learner, who, status) -> None:
    sign_in(request.getfixturevalue(who))

    assert client.get(reverse("accommodation", args=[learner.uuid])).status_code == status


def test_accommodation_stands_on_the_persons_page(client, sign_in, manager, learner) -> None:
    service.set_accommodation(learner, {"extra_minutes": 5}, reason="Cũ", now=NOON, by=manager.user)

    page = sign_in(manager).get(reverse("people:staff_detail", args=[learner.uuid])).content.decode()

    assert "Thêm 5 phút" in page


def test_large_type_stands_on_the_paper(client, sign_in, exam, learner, examiner) -> None:
    service.set_accommodation(learner, {"large_type": True}, reason="Cũ", now=NOON, by=examiner.user)
    sign_in(learner)

    page = client.post(reverse("part_start", args=[exam.parts.get().uuid]), follow=True)

    assert "large-type" in page.content.decode()


def test_start_page_asks_for_the_code(client, sign_in, learner, department: Agency) -> None:
    exam = factories.make_open_exam(department, access_code="HOA-SEN")
    sign_in(learner)
    start = reverse("part_start", args=[exam.parts.get().uuid])

    assert 'name="code"' in client.get(reverse("exam_start", args=[exam.uuid])).content.decode()
    assert "Mã vào phòng thi không đúng" in client.post(start, {"code": "x"}, follow=True).content.decode()
    assert client.post(start, {"code": "hoa-sen"}, follow=True).status_code == 200
