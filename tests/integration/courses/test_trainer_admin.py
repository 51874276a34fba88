"""The administration as trainers meet it: their own agency's pages and files, nothing of others, nothing to manage."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model

from assessments.models import Purpose
from courses.models import CoursePage, LessonPage
from courses.registry import practice_items
from people.models import Agency, StaffProfile, User
from tests import factories

SignIn = Callable[[StaffProfile], Client]


@pytest.fixture
def own(trainer: StaffProfile, department: Agency) -> CoursePage:
    """A course in the trainer's catalogue."""
    return factories.make_course(
        code="OWN-1", title="Khóa của Sở Nội vụ", under=department.catalogue, lessons=1
    )


@pytest.fixture
def foreign(outsider: StaffProfile, other_department: Agency) -> CoursePage:
    """A course in another agency's catalogue."""
    return factories.make_course(
        code="YTE-1", title="Khóa của Sở Y tế", under=other_department.catalogue, lessons=1
    )


def test_explorer_begins_at_the_own_catalogue(
    sign_in: SignIn, trainer: StaffProfile, own: CoursePage, foreign: CoursePage
) -> None:
    page = sign_in(trainer).get(reverse("wagtailadmin_explore_root"), follow=True)

    assert own.title in page.content.decode()
    assert foreign.title not in page.content.decode()


@pytest.mark.parametrize("name", ["edit", "delete", "unpublish", "copy", "move", "add_subpage", "history"])
def test_foreign_pages_stay_closed(
    sign_in: SignIn, trainer: StaffProfile, foreign: CoursePage, name: str
) -> None:
    answer = sign_in(trainer).get(reverse(f"wagtailadmin_pages:{name}", args=[foreign.pk]))

    assert answer.status_code in {302, 403, 404}
    assert foreign.title not in answer.content.decode()


@pytest.mark.parametrize("name", ["edit", "copy", "add_subpage", "history"])
def test_own_pages_are_open(sign_in: SignIn, trainer: StaffProfile, own: CoursePage, name: str) -> None:
    address = reverse(f"wagtailadmin_pages:{name}", args=[own.pk])

    assert sign_in(trainer).get(address, follow=True).status_code == 200


def test_search_finds_own_pages_only(
    sign_in: SignIn, trainer: StaffProfile, own: CoursePage, foreign: CoursePage
) -> None:
    page = sign_in(trainer).get(reverse("wagtailadmin_pages:search"), {"q": "khoa cua so"})

    assert own.title in page.content.decode()
    assert foreign.title not in page.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/users/",
        "/admin/groups/",
        "/admin/sites/",
        "/admin/collections/",
        "/admin/workflows/list/",
        "/admin/redirects/",
        "/admin/snippets/courses/competence/",
    ],
)
def test_trainer_manages_nothing(sign_in: SignIn, trainer: StaffProfile, address: str) -> None:
    assert sign_in(trainer).get(address).status_code in {302, 403, 404}


def test_moved_page_is_found_at_its_old_address(
    sign_in: SignIn, trainer: StaffProfile, own: CoursePage, django_capture_on_commit_callbacks: Any
) -> None:
    old = own.url
    own.slug = "khoa-moi"
    with django_capture_on_commit_callbacks(execute=True):
        own.save_revision().publish()

    answer = sign_in(trainer).get(old)

    assert (answer.status_code, answer["Location"]) == (301, CoursePage.objects.get().url)


def test_administration_asks_nobody_outside_for_news(client: Client, own: CoursePage) -> None:
    client.force_login(User.objects.create_superuser("goc@example.vn"))

    page = client.get("/admin/").content.decode()

    assert "wagtailadmin/js/core" in page
    assert "w-upgrade" not in page


@pytest.mark.parametrize("role", ["learner", "manager", "examiner", "decider"])
def test_others_have_no_door(request: pytest.FixtureRequest, sign_in: SignIn, role: str) -> None:
    person = request.getfixturevalue(role)

    answer = sign_in(person).get("/admin/")

    assert answer.status_code == 302
    assert "/login/" in answer.url


def test_files_of_others_are_not_offered(
    sign_in: SignIn,
    trainer: StaffProfile,
    outsider: StaffProfile,
    department: Agency,
    other_department: Agency,
) -> None:
    for title, agency in (("Mẫu của ta", department), ("Mẫu của họ", other_department)):
        file = ContentFile(b"pdf", name="mau.pdf")
        get_document_model().objects.create(title=title, file=file, collection=agency.catalogue.collection)

    page = sign_in(trainer).get(reverse("wagtaildocs:index")).content.decode()

    assert "Mẫu của ta" in page
    assert "Mẫu của họ" not in page


def test_items_of_others_are_not_offered(
    sign_in: SignIn,
    trainer: StaffProfile,
    own: CoursePage,
    department: Agency,
    other_department: Agency,
) -> None:
    for code, agency in (("CUA-TA", department), ("CUA-HO", other_department)):
        bank = factories.make_bank(agency, purpose=Purpose.PRACTICE)
        factories.make_item(bank, code=code)
    lesson = own.lessons()[0]

    page = sign_in(trainer).get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()

    assert "CUA-TA" in page
    assert "CUA-HO" not in page
    assert len(practice_items()) == 2


def test_lesson_is_written_and_published(sign_in: SignIn, trainer: StaffProfile, own: CoursePage) -> None:
    posted = {
        "title": "Ưu tiên việc gấp",
        "slug": "ưu-tiên",
        "minutes": "7",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "callout",
        "body-0-id": "",
        "body-0-value-kind": "note",
        "body-0-value-title": "Nhớ",
        "body-0-value-text": '{"blocks":[{"key":"a","text":"Đọc kỹ","type":"unstyled","depth":0,'
        '"inlineStyleRanges":[],"entityRanges":[]}],"entityMap":{}}',
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
    }
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", own.pk])

    answer = sign_in(trainer).post(address, posted)

    lesson = LessonPage.objects.get(title="Ưu tiên việc gấp")
    assert answer.status_code == 302
    assert (lesson.live, lesson.slug, lesson.minutes) == (True, "uu-tien", 7)
    assert "Đọc kỹ" in str(lesson.body[0].value["text"])


def test_sign_in_is_the_same_for_all(client: Client) -> None:
    assert client.get("/admin/login/?next=/admin/").url == "/accounts/login/?next=/admin/"


@pytest.mark.parametrize(("address", "inline"), [("/admin/", True), ("/", False), ("/my-learning/", False)])
def test_inline_scripts_run_in_the_administration_only(
    sign_in: SignIn, trainer: StaffProfile, address: str, inline: bool
) -> None:
    policy = sign_in(trainer).get(address).headers["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert ("'unsafe-inline'" in policy) is inline


def test_trainer_keeps_the_official_email(sign_in: SignIn, trainer: StaffProfile) -> None:
    page = sign_in(trainer).get(reverse("wagtailadmin_account"))

    assert 'name="name_email-email"' not in page.content.decode()
