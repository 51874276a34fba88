"""An exam that is sat in a Safe Exam Browser only: what gets in, by headers and by the page's script."""

from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from assessments.core.safe_browser import request_hash
from assessments.models import Attempt, Exam
from assessments.services.interventions import move_to_device
from people.models import StaffProfile
from tests.conftest import NOON

KEY = "81aad4ab9dfd447cc479e6a4a7c9a544e2cafc7f3adeb68b2a21efad68eca4dc"
HOST = "http://testserver"


@pytest.fixture
def safe_exam(exam: Exam) -> Exam:
    exam.config_keys = KEY
    exam.save()
    return exam


@pytest.fixture
def candidate(client: Client, learner) -> Client:
    client.force_login(learner.user)
    return client


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def proven(address: str, key: str = KEY) -> dict[str, str]:
    return {"X-SafeExamBrowser-ConfigKeyHash": request_hash(f"{HOST}{address}", key)}


def start(candidate: Client, exam: Exam, **options: Any) -> Any:
    return candidate.post(f"/exams/parts/{exam.parts.get().uuid}/start/", **options)


def start_safely(candidate: Client, exam: Exam) -> Attempt:
    start(candidate, exam, headers=proven(f"/exams/parts/{exam.parts.get().uuid}/start/"))
    return Attempt.objects.get()


def test_other_browser_does_not_start_the_clock(candidate: Client, safe_exam: Exam) -> None:
    answer = start(candidate, safe_exam, headers={"User-Agent": "SEB/3.8"})

    assert urlsplit(answer.url).path == f"/exams/{safe_exam.uuid}/safe-browser/"
    assert not Attempt.objects.exists()


def test_page_says_what_to_open(candidate: Client, safe_exam: Exam) -> None:
    page = candidate.get(start(candidate, safe_exam).url)

    assert page.status_code == 403
    assert ".seb" in page.content.decode()


def test_headers_open_the_paper(candidate: Client, safe_exam: Exam) -> None:
    address = f"/attempts/{start_safely(candidate, safe_exam).uuid}/"

    assert candidate.get(f"{address}?item=2", headers=proven(f"{address}?item=2")).status_code == 200


def test_freed_seat_waits_for_the_safe_browser(
    candidate: Client, safe_exam: Exam, examiner: StaffProfile
) -> None:
    attempt = start_safely(candidate, safe_exam)
    address = f"/attempts/{attempt.uuid}/"
    candidate.get(address, headers=proven(address))
    move_to_device(attempt, now=NOON, by=examiner.user)
    candidate.cookies.pop("seat")

    candidate.get(address)  # in any other browser

    assert candidate.get(address, headers=proven(address)).status_code == 200


@pytest.mark.parametrize("page", ["", "review/"])
@pytest.mark.parametrize("key", [None, "0" * 64])
def test_paper_stays_shut_elsewhere(candidate: Client, safe_exam: Exam, page: str, key: str | None) -> None:
    address = f"/attempts/{start_safely(candidate, safe_exam).uuid}/{page}"

    answer = candidate.get(address, headers=proven(address, key) if key else {})

    assert (answer.status_code, b"item-1" in answer.content) == (302, False)


def test_address_is_the_one_that_the_browser_sees_behind_a_proxy(
    candidate: Client, safe_exam: Exam, settings: Any
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    address = f"/attempts/{start_safely(candidate, safe_exam).uuid}/"
    seen = {"X-SafeExamBrowser-ConfigKeyHash": request_hash(f"https://testserver{address}", KEY)}

    assert (
        candidate.get(
            address, headers=seen | {"X-Forwarded-Proto": "https", "Host": "testserver"}
        ).status_code
        == 200
    )


def test_script_proves_it_for_the_session(candidate: Client, safe_exam: Exam) -> None:
    page = start(candidate, safe_exam).url

    back = candidate.post(page, {"config": request_hash(f"{HOST}{page}", KEY)})
    begun = start(candidate, safe_exam)

    assert back.url == f"/exams/{safe_exam.uuid}/"
    assert candidate.get(begun.url).status_code == 200


def test_proof_of_another_session_is_worth_nothing(candidate: Client, safe_exam: Exam, colleague) -> None:
    page = start(candidate, safe_exam).url
    other = Client()
    other.force_login(colleague.user)
    start(other, safe_exam)

    answer = other.post(page, {"config": request_hash(f"{HOST}{page}", KEY)})

    assert answer.status_code == 403


@pytest.mark.parametrize("config", ["", "x", "0" * 64])
def test_wrong_proof_says_so(candidate: Client, safe_exam: Exam, config: str) -> None:
    answer = candidate.post(start(candidate, safe_exam).url, {"config": config})

    assert answer.status_code == 403
    assert "không đúng thiết lập" in answer.content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_way_back_stays_here(candidate: Client, safe_exam: Exam, back: str) -> None:
    address = f"/exams/{safe_exam.uuid}/safe-browser/?next={back}"

    answer = candidate.get(address, headers=proven(address))

    assert answer.url == f"/exams/{safe_exam.uuid}/"


def test_exam_without_keys_opens_anywhere(candidate: Client, exam: Exam) -> None:
    assert candidate.get(start(candidate, exam).url).status_code == 200
