"""Notices and the own profile."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.urls import reverse

from people.mail import NO_MAIL
from people.models import Notice, StaffProfile
from people.services.notices import notify
from tests import factories

SignIn = Callable[[StaffProfile], Client]


@pytest.fixture
def notice(learner: StaffProfile, now: datetime) -> Notice:
    return notify(learner.user, "test", "Bạn được giao khóa mới", "Hạn <b>31/12</b>", "/profile/", now=now)


def test_notices_are_listed(notice: Notice, learner: StaffProfile, sign_in: SignIn) -> None:
    page = sign_in(learner).get("/notices/").content.decode()

    assert notice.subject in page
    assert "&lt;b&gt;31/12" in page


def test_opening_marks_and_leads_on(notice: Notice, learner: StaffProfile, sign_in: SignIn) -> None:
    answer = sign_in(learner).post(reverse("notice_open", args=[notice.pk]))

    notice.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, "/profile/")
    assert notice.read_at is not None


@pytest.mark.parametrize("url", ["https://evil.invalid/", "//evil.invalid", "javascript:alert(1)", ""])
def test_notices_lead_nowhere_else(notice: Notice, learner: StaffProfile, sign_in: SignIn, url: str) -> None:
    Notice.objects.update(url=url)

    answer = sign_in(learner).post(reverse("notice_open", args=[notice.pk]))

    assert answer["Location"] == "/notices/"


def test_all_are_marked_at_once(notice: Notice, learner: StaffProfile, sign_in: SignIn) -> None:
    sign_in(learner).post("/notices/read/")

    assert not Notice.objects.filter(read_at=None).exists()


def test_notices_of_others_are_not_found(notice: Notice, colleague: StaffProfile, sign_in: SignIn) -> None:
    client = sign_in(colleague)

    assert client.post(reverse("notice_open", args=[notice.pk])).status_code == 404
    assert notice.subject not in client.get("/notices/").content.decode()


def test_own_acts_refuse_other_methods(notice: Notice, learner: StaffProfile, sign_in: SignIn) -> None:
    client = sign_in(learner)

    assert client.get(reverse("notice_open", args=[notice.pk])).status_code == 405
    assert client.get("/notices/read/").status_code == 405
    assert client.post("/profile/").status_code == 405


def test_profile_tells_own_facts(learner: StaffProfile, sign_in: SignIn) -> None:
    page = sign_in(learner).get("/profile/").content.decode()

    assert learner.staff_code in page
    assert "Thanh tra (Sở Nội vụ)" in page


def test_profile_works_without_staff_record(client: Client, db: None) -> None:
    user = factories.make_user()
    client.force_login(user)

    assert user.email in client.get("/profile/").content.decode()


@pytest.mark.parametrize("url", ["/profile/", "/notices/"])
def test_own_pages_want_sign_in(client: Client, db: None, url: str) -> None:
    assert client.get(url).status_code == 302


def test_new_password_asks_in_vietnamese(client: Client, db: None) -> None:
    page = client.get(reverse("password_reset")).content.decode()

    assert "Thư điện tử công vụ</label>" in page
    assert ">Email" not in page


@pytest.mark.parametrize("name", ["password_reset", "password_reset_done"])
def test_nothing_is_promised_without_mail(
    learner: StaffProfile, client: Client, settings: LazySettings, name: str
) -> None:
    settings.EMAIL_BACKEND = NO_MAIL

    for answer in (client.get(reverse(name)), client.post(reverse(name), {"email": learner.user.email})):
        page = answer.content.decode()
        assert "Hệ thống này không gửi thư điện tử." in page
        assert 'name="email"' not in page


def test_link_is_mailed_where_there_is_mail(learner: StaffProfile, client: Client) -> None:
    learner.user.set_password("mật khẩu đã quên mất")
    learner.user.save()

    answer = client.post(reverse("password_reset"), {"email": learner.user.email})

    assert answer["Location"] == reverse("password_reset_done")
    assert len(mail.outbox) == 1


def test_subject_stays_on_one_line(learner: StaffProfile, now: datetime) -> None:
    notice = notify(learner.user, "test", "Khóa mới\r\nBcc: ai@do.vn", now=now)

    assert notice.subject == "Khóa mới Bcc: ai@do.vn"
