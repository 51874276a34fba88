"""Adding one person by hand, by the rules of an import row."""

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from people import forms
from people.mail import NO_MAIL
from people.models import Agency, LedgerEntry, Posting, StaffProfile, User
from tests import factories

SignIn = Callable[[StaffProfile], Client]
URL = "/people/staff/new/"


def told(**facts: str) -> dict[str, str]:
    usual = {
        "full_name": "Giàng Thị Mỷ",
        "staff_code": "HS-9001",
        "email": "mygt@hason.gov.vn",
        "agency_code": "H77.01.2",
        "kind": "VC",
        "position": "Viên chức văn thư",
        "born_on": "05/11/1990",
        "gender": "female",
        "phone": "0912 345 678",
        "identity_number": "077190123456",
    }
    return usual | facts


def test_newcomer_is_added_whole(manager: StaffProfile, office: Agency, sign_in: SignIn) -> None:
    answer = sign_in(manager).post(URL, told())

    person = StaffProfile.objects.get(staff_code="HS-9001")
    assert answer["Location"] == reverse("people:staff_detail", args=[person.uuid])
    assert (person.full_name, person.kind, person.born_on) == (
        "Giàng Thị Mỷ",
        "public_employee",
        date(1990, 11, 5),
    )
    assert (person.gender, person.phone, person.identity_number) == ("female", "0912345678", "077190123456")
    assert (person.current_posting.agency, person.current_posting.position) == (office, "Viên chức văn thư")
    assert not person.user.has_usable_password()
    assert LedgerEntry.objects.get(kind="staff-added").by == manager.user


def test_page_leads_to_the_invitation(
    manager: StaffProfile, office: Agency, sign_in: SignIn, settings: LazySettings
) -> None:
    client = sign_in(manager)
    page = client.post(URL, told(), follow=True).content.decode()
    person = StaffProfile.objects.get(staff_code="HS-9001")

    assert "Giàng Thị Mỷ" in page
    assert f'name="person" value="{person.uuid}"' in page
    client.post(reverse("people:invite"), {"person": person.uuid})
    assert OrmQ.objects.count() == 1

    settings.EMAIL_BACKEND = NO_MAIL
    assert (
        "/accounts/reset/" in client.post(reverse("people:invite_link", args=[person.uuid])).content.decode()
    )


def test_agency_may_be_named(manager: StaffProfile, office: Agency, sign_in: SignIn) -> None:
    sign_in(manager).post(URL, told(agency_code="thanh tra (SỞ NỘI VỤ)", full_name="GIÀNG THỊ MỶ"))

    person = StaffProfile.objects.get(staff_code="HS-9001")
    assert (person.full_name, person.current_posting.agency) == ("Giàng Thị Mỷ", office)


def test_doubtful_facts_wait_for_review(manager: StaffProfile, office: Agency, sign_in: SignIn) -> None:
    sign_in(manager).post(URL, told(born_on="1990", identity_number="123456789"))

    assert StaffProfile.objects.get(staff_code="HS-9001").needs_review == ["year_only_birth", "nine_digit_id"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("full_name", "", "Bạn chưa điền mục này."),
        ("full_name", "NguyÔn V¨n Hïng", "phông cũ"),
        ("full_name", "=1+1", "công thức"),
        ("staff_code", "H77 00001", "không phải là mã cán bộ"),
        ("email", "mygt tại hason", "không phải là địa chỉ"),
        ("agency_code", "H99", "Không có đơn vị nào mang mã"),
        ("agency_code", "H77.04", "ngoài các đơn vị"),
        ("kind", "", "Bạn chưa điền mục này."),
        ("kind", "XX", "Hãy chọn một lựa chọn hợp lệ"),
        ("born_on", "31/02/1990", "không phải là ngày"),
        ("identity_number", "123", "12 chữ số"),
        ("position", "Chuyªn viªn", "phông cũ"),
    ],
)
def test_bad_facts_come_back(
    manager: StaffProfile,
    office: Agency,
    other_department: Agency,
    sign_in: SignIn,
    field: str,
    value: str,
    sentence: str,
) -> None:
    answer = sign_in(manager).post(URL, told(**{field: value}))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert sentence in answer.context["form"].errors[field][0]
    assert 'id="error-summary"' in page
    assert all(f'value="{text}"' in page for name, text in told().items() if name != field)
    assert not User.objects.filter(email="mygt@hason.gov.vn").exists()


def test_every_fault_is_told_at_once(manager: StaffProfile, office: Agency, sign_in: SignIn) -> None:
    answer = sign_in(manager).post(URL, told(staff_code="?", email="?", born_on="?", kind=""))

    assert set(answer.context["form"].errors) == {"staff_code", "email", "born_on", "kind"}


@pytest.mark.parametrize("who", ["learner", "stranger"])
def test_taken_names_do_not_tell_whose(
    request: pytest.FixtureRequest, manager: StaffProfile, office: Agency, sign_in: SignIn, who: str
) -> None:
    other: StaffProfile = request.getfixturevalue(who)

    answer = sign_in(manager).post(
        URL, told(staff_code=other.staff_code.lower(), email=other.user.email.upper())
    )

    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert errors["staff_code"] == [
        f"Mã {other.staff_code.lower()} đã được dùng. Nếu mã này đúng thì người này đã có trong hệ thống."
    ]
    assert "thuộc về người khác" in errors["email"][0]
    assert other.full_name not in answer.content.decode()


def test_account_without_staff_record_is_taken(
    manager: StaffProfile, office: Agency, sign_in: SignIn
) -> None:
    operator = factories.make_user("van.hanh@hason.gov.vn")

    assert sign_in(manager).post(URL, told(email=operator.email)).status_code == 422


def test_who_comes_second_is_told(
    manager: StaffProfile, learner: StaffProfile, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = forms.judge_newcomer

    def taken_just_after(*args: object, **kwargs: object) -> object:
        judged = judge(*args, **kwargs)
        factories.make_staff(staff_code="hs-9001")
        return judged

    monkeypatch.setattr(forms, "judge_newcomer", taken_just_after)

    answer = sign_in(manager).post(URL, told())

    assert answer.status_code == 422
    assert "Chưa lưu gì" in answer.context["form"].non_field_errors()[0]
    assert not User.objects.filter(email="mygt@hason.gov.vn").exists()


def test_the_only_agency_is_filled_in(office: Agency, department: Agency, sign_in: SignIn) -> None:
    alone = factories.make_staff(agency=office, roles=["hr_manager"])
    over_both = factories.make_staff(agency=department, roles=["hr_manager"])

    assert 'value="H77.01.2" selected' in sign_in(alone).get(URL).content.decode()
    assert 'value="H77.01.2" selected' not in sign_in(over_both).get(URL).content.decode()


def test_page_is_for_managers(
    client: Client, learner: StaffProfile, manager: StaffProfile, sign_in: SignIn
) -> None:
    assert client.get(URL).status_code == 302
    assert sign_in(learner).post(URL, told()).status_code == 403
    assert sign_in(manager).put(URL).status_code == 405
    assert URL in sign_in(manager).get("/people/staff/").content.decode()


def test_an_offered_agency_is_understood(manager: StaffProfile, office: Agency, sign_in: SignIn) -> None:
    sign_in(manager).post(URL, told(agency_code="H77.01.2 – Thanh tra (Sở Nội vụ)"))

    assert Posting.objects.filter(staff__user__email="mygt@hason.gov.vn", agency=office).exists()
