"""The header of every page: menu, unread notices, language, sign-out."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from people import navigation
from people.models import Notice, StaffProfile
from people.templatetags.navigation import navigation as menu_of

pytestmark = pytest.mark.django_db
ANY_PAGE = "/khong-co-trang-nay/"


@pytest.fixture
def entries() -> Iterator[None]:
    """A menu of our own: one entry for all, one that leads nowhere here, one that nobody sees."""
    before = dict(navigation._entries)
    navigation._entries.clear()
    navigation.register("Khóa học", "login", shown=lambda request: True, position=1)
    navigation.register("Không có", "no_such_name", shown=lambda request: True, position=2)
    navigation.register("Kín", "logout", shown=lambda request: False, position=3)
    yield
    navigation._entries.clear()
    navigation._entries.update(before)


@pytest.mark.parametrize(
    ("path", "current"),
    [("/accounts/login/", "page"), ("/accounts/login/more/", "true"), ("/accounts/", "")],
)
def test_menu_says_where_one_is(entries: None, rf: RequestFactory, path: str, current: str) -> None:
    request = rf.get(path)
    request.user = AnonymousUser()

    shown = menu_of({"request": request})

    assert shown == [{"label": "Khóa học", "url": "/accounts/login/", "current": current}]


def test_page_without_request_has_no_menu() -> None:
    assert menu_of({}) == []


def test_visitor_sees_the_sign_in(client: Client) -> None:
    answer = client.get(ANY_PAGE)

    assert 'href="/accounts/login/"' in answer.text


def test_person_sees_name_and_sign_out(client: Client, learner: StaffProfile) -> None:
    client.force_login(learner.user)

    answer = client.get(ANY_PAGE)

    assert learner.full_name in answer.text
    assert 'action="/accounts/logout/"' in answer.text


def test_unread_notices_are_counted(client: Client, learner: StaffProfile, now: datetime) -> None:
    Notice.objects.create(recipient=learner.user, kind="test", subject="Một", created_at=now)
    Notice.objects.create(recipient=learner.user, kind="test", subject="Hai", created_at=now, read_at=now)
    client.force_login(learner.user)

    answer = client.get(ANY_PAGE)

    assert answer.context["unread"] == 1


def test_language_is_switched_by_post(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": ANY_PAGE})

    answer = client.get(ANY_PAGE)

    assert '<html lang="en">' in answer.text
    assert "This page does not exist" in answer.text


def test_request_refused_at_the_door_has_no_menu(entries: None, rf: RequestFactory) -> None:
    """A foreign host name is answered with 400 before anybody asked who is there."""
    assert menu_of({"request": rf.get("/")}) == []
