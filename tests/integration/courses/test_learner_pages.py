"""What learners and visitors see: home, catalogue, course, lesson, my learning."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument

from assessments.services.attempts import start_attempt, submit_attempt
from courses.models import Assignment, Competence, CoursePage, Enrolment, LessonPage
from courses.services import assign, enrol, ensure_catalogue, ensure_site, record_progress, sync_all_access
from people.models import Agency, StaffProfile
from tests import factories

SignIn = Callable[[StaffProfile], Client]


@pytest.fixture
def assigned(course: CoursePage, department: Agency, manager: StaffProfile) -> Assignment:
    """The learner's department must take the course within ten days of the real today."""
    now = timezone.now()
    due_on = timezone.localdate(now) + timedelta(days=10)
    return assign(course, department, due_on, now=now, by=manager.user)


def test_visitor_sees_the_front_door(client: Client, course: CoursePage) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert course.title in page.content.decode()
    assert reverse("login") in page.content.decode()


def test_visitor_sees_facts_only(client: Client, course: CoursePage, lessons: list[LessonPage]) -> None:
    page = client.get(course.url)

    assert page.status_code == 200
    assert "Bài 1" in page.content.decode()
    assert lessons[0].url not in page.content.decode()


def test_lesson_asks_to_sign_in(client: Client, lessons: list[LessonPage]) -> None:
    page = client.get(lessons[0].url)

    assert page.status_code == 302
    assert page.url.startswith(reverse("login"))


def test_lesson_asks_to_enrol(sign_in: SignIn, learner: StaffProfile, lessons: list[LessonPage]) -> None:
    page = sign_in(learner).get(lessons[0].url)

    assert page.status_code == 302
    assert page.url == lessons[0].course.url
    assert not Enrolment.objects.exists()


def test_assigned_lesson_enrols(
    sign_in: SignIn, learner: StaffProfile, assigned: Assignment, lessons: list[LessonPage]
) -> None:
    page = sign_in(learner).get(lessons[1].url)

    assert page.status_code == 200
    assert Enrolment.objects.get(staff=learner).last_lesson == lessons[1]


def test_enrolling_opens_the_first_lesson(
    sign_in: SignIn, learner: StaffProfile, course: CoursePage, lessons: list[LessonPage]
) -> None:
    answer = sign_in(learner).post(reverse("courses:enrol", args=[course.code]))

    assert answer.url == lessons[0].url
    assert Enrolment.objects.get(staff=learner).course == course


def test_finishing_a_lesson_goes_on(
    sign_in: SignIn, learner: StaffProfile, assigned: Assignment, lessons: list[LessonPage]
) -> None:
    browser = sign_in(learner)
    browser.get(lessons[0].url)

    answer = browser.post(reverse("courses:complete_lesson", args=[lessons[0].pk]))

    assert answer.url == lessons[1].url
    assert Enrolment.objects.get(staff=learner).percent == 33


def test_last_lesson_completes(
    sign_in: SignIn, learner: StaffProfile, assigned: Assignment, lessons: list[LessonPage]
) -> None:
    browser = sign_in(learner)
    browser.get(lessons[0].url)

    answers = [browser.post(reverse("courses:complete_lesson", args=[lesson.pk])) for lesson in lessons]

    assert answers[-1].url == assigned.course.url
    assert Enrolment.objects.get(staff=learner).completed_at is not None


def test_editor_reads_without_enrolling(sign_in: SignIn, trainer: StaffProfile, department: Agency) -> None:
    course = factories.make_course(under=department.catalogue, lessons=1)

    page = sign_in(trainer).get(course.lessons()[0].url)

    assert page.status_code == 200
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("name", ["courses:enrol", "courses:complete_lesson"])
def test_acts_want_a_post(
    sign_in: SignIn, learner: StaffProfile, lessons: list[LessonPage], name: str
) -> None:
    argument = "KNS-07" if name == "courses:enrol" else lessons[0].pk

    assert sign_in(learner).get(reverse(name, args=[argument])).status_code == 405


def test_unenrolled_cannot_complete(
    sign_in: SignIn, stranger: StaffProfile, lessons: list[LessonPage]
) -> None:
    answer = sign_in(stranger).post(reverse("courses:complete_lesson", args=[lessons[0].pk]))

    assert answer.status_code == 404


def test_account_without_profile_learns_nothing(client: Client, course: CoursePage) -> None:
    client.force_login(factories.make_user())

    assert client.post(reverse("courses:enrol", args=[course.code])).status_code == 403
    assert client.get(reverse("my_learning")).status_code == 200


def test_my_learning_wants_a_sign_in(client: Client, db: None) -> None:
    assert client.get(reverse("my_learning")).url.startswith(reverse("login"))
    assert client.post(reverse("my_learning")).status_code == 405


def test_my_learning_names_one_step(
    sign_in: SignIn, learner: StaffProfile, assigned: Assignment, lessons: list[LessonPage]
) -> None:
    page = sign_in(learner).get(reverse("my_learning"))

    assert page.context["step"]["lesson"] == lessons[0]
    assert page.context["step"]["url"] == lessons[0].url
    assert page.content.decode().count("button-primary") == 1
    assert f"{assigned.due_on:%d/%m/%Y}" in page.content.decode()


def test_my_learning_resumes(
    sign_in: SignIn, learner: StaffProfile, assigned: Assignment, lessons: list[LessonPage]
) -> None:
    browser = sign_in(learner)
    browser.get(lessons[1].url)

    page = browser.get(reverse("my_learning"))

    assert page.context["step"]["lesson"] == lessons[1]


def test_others_see_nothing_of_it(sign_in: SignIn, stranger: StaffProfile, assigned: Assignment) -> None:
    page = sign_in(stranger).get(reverse("my_learning"))

    assert page.context["step"] is None
    assert assigned.course.title not in page.content.decode()


@pytest.mark.parametrize(
    "words", ["chuyen doi so", "Chuyển đổi số", "CHUYỂN  ĐỔI", "kns-99", "doi so ky nang"]
)
def test_search_folds_accents(client: Client, course: CoursePage, words: str) -> None:
    wanted = factories.make_course(code="KNS-99", title="Kỹ năng chuyển đổi số", slug="cds")

    page = client.get(reverse("courses:catalogue"), {"q": unicodedata.normalize("NFD", words)})

    assert wanted.title in page.content.decode()
    assert course.title not in page.content.decode()


def test_catalogue_filters_by_competence(client: Client, course: CoursePage) -> None:
    competence = Competence.objects.create(framework="qd757", code="19", title="Bảo vệ thiết bị")
    other = factories.make_course(title="Soạn thảo", competences=[competence], slug="soan-thao")

    page = client.get(reverse("courses:catalogue"), {"competence": competence.pk})

    assert other.title in page.content.decode()
    assert course.title not in page.content.decode()


@pytest.mark.parametrize(
    "asked", [{"competence": "x"}, {"page": "999"}, {"q": "%"}, {"competence": "9" * 30}]
)
def test_catalogue_bears_odd_questions(client: Client, course: CoursePage, asked: dict[str, str]) -> None:
    assert client.get(reverse("courses:catalogue"), asked).status_code == 200


def test_catalogue_follows_its_page(client: Client, course: CoursePage) -> None:
    catalogue = course.get_parent()
    catalogue.slug = "hoc"
    catalogue.save()

    assert client.get(reverse("courses:catalogue")).url == "/hoc/"


def test_titles_are_composed(db: None, now: datetime) -> None:
    ensure_site(now=now)
    course = factories.make_course(title=unicodedata.normalize("NFD", "Chuyển đổi số"))
    lesson = factories.make_lesson(
        course,
        title=unicodedata.normalize("NFD", "Mật khẩu"),
        body=[("rich_text", unicodedata.normalize("NFD", "<p>Giữ kín</p>"))],
    )

    course.refresh_from_db()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    assert course.title == "Chuyển đổi số"
    assert course.slug == "chuyen-doi-so"
    assert lesson.title == "Mật khẩu"
    assert "Giữ kín" in str(lesson.body[0].value)


HOSTILE = (
    '<p onclick="x()">An toàn<script>alert(1)</script><img src=x onerror=alert(2)>'
    '<a href="javascript:alert(3)">liên kết</a><iframe src="//evil"></iframe><b style="color:red">đậm</b></p>'
)

BAD = ("<script>", "onclick", "onerror", "javascript:", "<iframe", "style=")


def test_no_script_survives_in_rich_text(sign_in: SignIn, learner: StaffProfile) -> None:
    course = factories.make_course(objectives=HOSTILE, completion_rule="lessons")
    callout = {"kind": "note", "title": "<script>t()</script>", "text": HOSTILE}
    factories.make_lesson(course, body=[("rich_text", HOSTILE), ("callout", callout)])
    browser = sign_in(learner)
    browser.post(reverse("courses:enrol", args=[course.code]))

    pages = [browser.get(url).content.decode() for url in (course.url, course.lessons()[0].url)]

    found = "".join(page.split("<main", 1)[1] for page in pages)
    assert "An toàn" in found
    assert "&lt;script&gt;t()" in found
    assert not [bad for bad in BAD if bad in found]


def test_next_step_leads_to_the_exam(
    sign_in: SignIn, learner: StaffProfile, department: Agency, course: CoursePage, now: datetime
) -> None:
    CoursePage.objects.update(completion_rule="lessons_and_exam")
    course.refresh_from_db()
    exam = factories.make_exam(factories.make_bank(department), course=course, state="published")
    enrolment = enrol(learner, course, now=now)
    for lesson in course.lessons():
        record_progress(enrolment, lesson, now=now)

    page = sign_in(learner).get(reverse("my_learning"))

    assert page.context["step"]["waits_for_exam"]
    assert reverse("exam_start", args=[exam.uuid]) in page.content.decode()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"attempts_allowed": 1}, "Năm nay bạn đã hết lượt thi."),
        ({"attempts_allowed": 3, "wait_hours": 48}, "thi lại từ 12:10 22/11/2026"),
    ],
)
def test_next_step_tells_why_the_exam_must_wait(
    sign_in: SignIn,
    learner: StaffProfile,
    department: Agency,
    course: CoursePage,
    now: datetime,
    facts: dict[str, Any],
    words: str,
) -> None:
    CoursePage.objects.update(completion_rule="lessons_and_exam")
    course.refresh_from_db()
    enrolment = enrol(learner, course, now=now)
    for lesson in course.lessons():
        record_progress(enrolment, lesson, now=now)
    exam = factories.make_open_exam(department, course=course, **facts)
    attempt = start_attempt(learner, exam.parts.get(), now=now, by=learner.user)
    submit_attempt(attempt, now=now + timedelta(minutes=10), by=learner.user)

    with time_machine.travel(now + timedelta(minutes=90), tick=False):
        client = sign_in(learner)
        pages = [client.get(address).content.decode() for address in (reverse("my_learning"), course.url)]

    assert [words in page for page in pages] == [True, True]
    assert ["Làm bài kiểm tra cuối khóa" in page for page in pages] == [False, False]


def test_unopened_exam_is_told(
    sign_in: SignIn, learner: StaffProfile, course: CoursePage, now: datetime
) -> None:
    CoursePage.objects.update(completion_rule="lessons_and_exam")
    course.refresh_from_db()
    enrolment = enrol(learner, course, now=now)
    for lesson in course.lessons():
        record_progress(enrolment, lesson, now=now)

    page = sign_in(learner).get(reverse("my_learning")).content.decode()

    assert "Bài kiểm tra chưa mở." in page
    assert "Đến bài kiểm tra" not in page


def test_editor_finds_the_lessons(sign_in: SignIn, trainer: StaffProfile, department: Agency) -> None:
    course = factories.make_course(under=department.catalogue, lessons=1)

    page = sign_in(trainer).get(course.url)

    assert course.lessons()[0].url in page.content.decode()


@pytest.fixture
def document() -> Iterator[AbstractDocument]:
    """A file that no lesson holds yet."""
    file = ContentFile(b"%PDF-1.7", name="mau.pdf")
    made = get_document_model().objects.create(title="Mẫu", file=file)
    yield made
    made.file.close()


@pytest.fixture(params=["block", "link"])
def lesson_with_document(
    request: pytest.FixtureRequest, document: AbstractDocument, course: CoursePage
) -> LessonPage:
    """A lesson that offers the file in a block, or links to it in its text."""
    link = f'<p><a linktype="document" id="{document.pk}">Mẫu</a></p>'
    blocks = {"block": ("document", {"document": document, "title": "Mẫu"}), "link": ("rich_text", link)}
    return factories.make_lesson(course, body=[blocks[request.param]])


def status_for(client: Client, address: str) -> tuple[int, str]:
    answer = client.get(address)
    answer.getvalue()  # read to its end, a file is closed
    return answer.status_code, answer.get("Location", "")


def test_document_opens_for_readers_of_its_lesson(
    sign_in: SignIn,
    learner: StaffProfile,
    colleague: StaffProfile,
    course: CoursePage,
    document: AbstractDocument,
    lesson_with_document: LessonPage,
) -> None:
    enrol(learner, course, now=timezone.now())

    assert status_for(Client(), document.url) == (302, f"{reverse('login')}?next={document.url}")
    assert status_for(sign_in(learner), document.url) == (200, "")
    assert status_for(sign_in(colleague), document.url) == (302, course.url)


def test_document_of_an_unpublished_lesson_is_closed(
    sign_in: SignIn,
    learner: StaffProfile,
    course: CoursePage,
    document: AbstractDocument,
    lesson_with_document: LessonPage,
) -> None:
    enrol(learner, course, now=timezone.now())
    lesson_with_document.unpublish()

    assert status_for(sign_in(learner), document.url)[0] == 404


def test_document_of_no_lesson_is_for_its_writers(
    sign_in: SignIn,
    learner: StaffProfile,
    trainer: StaffProfile,
    outsider: StaffProfile,
    department: Agency,
    document: AbstractDocument,
) -> None:
    document.collection = ensure_catalogue(department, now=timezone.now()).collection
    document.save()
    sync_all_access()

    assert status_for(sign_in(learner), document.url)[0] == 404
    assert status_for(sign_in(outsider), document.url)[0] == 404
    assert status_for(sign_in(trainer), document.url)[0] == 200
