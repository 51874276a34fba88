"""Practice items inside lessons: answered at once, never an exam item, nothing stored."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from assessments.core import items
from assessments.core.items import ItemContent, Option
from assessments.models import Item, ItemBank, ItemState, ItemVersion, Purpose
from assessments.practice import practice_choices
from courses.models import CoursePage, LessonPage
from courses.services import enrol, ensure_catalogue, sync_access, withdraw_enrolment
from people.models import Agency, StaffProfile
from tests import factories
from tests.conftest import NOON

SignIn = Callable[[StaffProfile], Client]
CONTENT = ItemContent(
    items.SINGLE,
    "Mật khẩu nào mạnh?",
    options=(
        Option("Dài và riêng", Decimal(1), "Đúng vì dài."),
        Option("123456", Decimal(0), "Ai cũng đoán ra."),
    ),
)
RIGHT, WRONG = CONTENT.option_ids


def make_item(agency: Agency, purpose: str = Purpose.PRACTICE, state: str = ItemState.LIVE) -> Item:
    bank = ItemBank.objects.create(code=f"LT-{purpose}", title="Luyện tập", agency=agency, purpose=purpose)
    item = Item.objects.create(bank=bank, code="P01", topic="Mật khẩu", level="NB", state=state)
    item.current_version = ItemVersion.objects.create(
        item=item,
        number=1,
        kind=CONTENT.kind,
        stem=CONTENT.stem,
        content=items.to_json(CONTENT),
        practice=purpose == Purpose.PRACTICE,
        sha256=items.content_digest(CONTENT),
        created_at=NOON,
    )
    item.save()
    return item


@pytest.fixture
def item(department: Agency) -> Item:
    """A live practice item."""
    return make_item(department)


@pytest.fixture
def lesson(item: Item, learner: StaffProfile) -> LessonPage:
    """A lesson with the item, in a course that the learner takes."""
    course = factories.make_course(completion_rule="lessons")
    enrol(learner, course, now=NOON)
    return factories.make_lesson(course, body=[("self_check", {"item": str(item.uuid)})])


@pytest.fixture
def address(item: Item, lesson: LessonPage) -> str:
    """Where it is answered."""
    return reverse("self_check", args=[item.uuid])


def test_page_holds_no_key(sign_in: SignIn, learner: StaffProfile, address: str) -> None:
    page = sign_in(learner).get(address)

    assert page.status_code == 200
    assert CONTENT.stem in page.content.decode()
    assert "Đúng vì dài." not in page.content.decode()


@pytest.mark.parametrize(("given", "said"), [(RIGHT, "Đúng vì dài."), (WRONG, "Ai cũng đoán ra.")])
def test_answer_is_explained(
    sign_in: SignIn, learner: StaffProfile, item: Item, address: str, given: int, said: str
) -> None:
    page = sign_in(learner).post(address, {f"item-{item.uuid}": given, "back": "/bai/"})

    assert said in page.content.decode()
    assert 'href="/bai/"' in page.content.decode()


def test_script_gets_the_part_alone(sign_in: SignIn, learner: StaffProfile, item: Item, address: str) -> None:
    answer = sign_in(learner).post(
        address, {f"item-{item.uuid}": RIGHT}, headers={"X-Requested-With": "fetch"}
    )

    assert answer.content.decode().strip().startswith("<section")


@pytest.mark.parametrize("given", ["", "99", "abc", "-1", "0;drop"])
def test_odd_answer_is_asked_again(
    sign_in: SignIn, learner: StaffProfile, item: Item, address: str, given: str
) -> None:
    page = sign_in(learner).post(address, {f"item-{item.uuid}": given})

    assert page.status_code == 200


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_way_back_stays_here(sign_in: SignIn, learner: StaffProfile, address: str, back: str) -> None:
    page = sign_in(learner).get(address, {"back": back})

    assert page.context["back"] == "/"


def test_exam_item_does_not_exist(sign_in: SignIn, trainer: StaffProfile, department: Agency) -> None:
    secret = make_item(department, Purpose.EXAM)

    browser = sign_in(trainer)

    assert browser.get(reverse("self_check", args=[secret.uuid])).status_code == 404
    assert practice_choices() == []


@pytest.mark.parametrize("state", [ItemState.DRAFT, ItemState.REVIEW, ItemState.RETIRED])
def test_only_live_items_show(sign_in: SignIn, trainer: StaffProfile, department: Agency, state: str) -> None:
    item = make_item(department, state=state)

    assert sign_in(trainer).get(reverse("self_check", args=[item.uuid])).status_code == 404


def test_who_does_not_take_the_course_finds_nothing(
    sign_in: SignIn, colleague: StaffProfile, outsider: StaffProfile, item: Item, address: str
) -> None:
    for person in (colleague, outsider):
        browser = sign_in(person)
        assert browser.get(address).status_code == 404
        assert browser.post(address, {f"item-{item.uuid}": RIGHT}).status_code == 404


def test_item_of_no_lesson_is_for_its_writers(
    sign_in: SignIn, learner: StaffProfile, trainer: StaffProfile, item: Item
) -> None:
    address = reverse("self_check", args=[item.uuid])

    assert sign_in(learner).get(address).status_code == 404
    assert sign_in(trainer).get(address).status_code == 200


def test_unpublished_lesson_gives_nothing(
    sign_in: SignIn, learner: StaffProfile, lesson: LessonPage, address: str
) -> None:
    lesson.unpublish()

    assert sign_in(learner).get(address).status_code == 404


def test_leaving_the_course_closes_its_checks(
    sign_in: SignIn, learner: StaffProfile, lesson: LessonPage, address: str
) -> None:
    withdraw_enrolment(learner.enrolments.get(), now=NOON)

    assert sign_in(learner).get(address).status_code == 404


def test_editor_of_the_lesson_tries_it(
    sign_in: SignIn, item: Item, other_department: Agency, outsider: StaffProfile
) -> None:
    catalogue = ensure_catalogue(other_department, now=NOON)
    sync_access(outsider.user)
    course = factories.make_course(under=catalogue)
    factories.make_lesson(course, body=[("self_check", {"item": str(item.uuid)})])

    assert sign_in(outsider).get(reverse("self_check", args=[item.uuid])).status_code == 200


def test_visitor_is_asked_to_sign_in(client: Client, address: str) -> None:
    assert client.post(address).url.startswith(reverse("login"))


def test_wrong_method_is_refused(sign_in: SignIn, learner: StaffProfile, address: str) -> None:
    assert sign_in(learner).delete(address).status_code == 405


def test_lesson_shows_its_check(sign_in: SignIn, learner: StaffProfile, item: Item) -> None:
    course: CoursePage = factories.make_course(completion_rule="lessons")
    factories.make_lesson(course, body=[("self_check", {"item": str(item.uuid)})])
    browser = sign_in(learner)
    browser.post(reverse("courses:enrol", args=[course.code]))

    page = browser.get(course.lessons()[0].url)

    assert CONTENT.stem in page.content.decode()
    assert f'action="{reverse("self_check", args=[item.uuid])}"' in page.content.decode()


def test_lesson_bears_a_lost_check(sign_in: SignIn, learner: StaffProfile, item: Item) -> None:
    course: CoursePage = factories.make_course(completion_rule="lessons")
    factories.make_lesson(course, body=[("self_check", {"item": "gone"})])
    browser = sign_in(learner)
    browser.post(reverse("courses:enrol", args=[course.code]))

    assert browser.get(course.lessons()[0].url).status_code == 200


def test_choices_name_bank_and_stem(item: Item) -> None:
    assert practice_choices() == [(str(item.uuid), "LT-practice · P01: Mật khẩu nào mạnh?")]
