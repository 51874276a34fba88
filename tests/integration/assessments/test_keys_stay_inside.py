"""Every address, opened by a candidate in the middle of an attempt: no key, mark, correctness or feedback comes out."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http.response import HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from assessments.core.review import AFTERWARDS, Part
from assessments.models import Attempt, Exam, FormItem
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.saving import Answer, save_response
from assessments.tickets import Ticket, issue_ticket
from assessments.views.mine import keep_seat
from people.models import Agency, StaffProfile
from tests import factories

SAVE, PULSE = "/exams/save/", "/exams/pulse/"
CONVERTER = re.compile(r"<(?:(\w+):)?\w+>")
# What only the key, the marks or the feedback of the items hold.
MARKERS = ["GOPY", "DAPAN", "41.4159", "41,4159", "0.414159", "0,414159", "271828", "271.828"]
ITEMS = [
    "::CH-1::Câu một?{=đúng#GOPY-A ~%41.4159%gần đúng#GOPY-B ~sai#GOPY-C ####GOPY-D}",
    "::CH-2::Câu hai?{~%41.4159%một#GOPY-E ~%58.5841%hai#GOPY-F ~%-100%ba#GOPY-G ####GOPY-H}",
    "::CH-3::Câu ba?{#271828:0#GOPY-I ####GOPY-J}",
    "::CH-4::Câu bốn?{=DAPAN#GOPY-K ####GOPY-L}",
]


@pytest.fixture
def exam(department: Agency) -> Exam:
    """An open exam whose policy shows everything at any time; each item has marks of its own in key and feedback."""
    everything = {moment.value: [part.value for part in Part] for moment in AFTERWARDS}
    exam = factories.make_open_exam(department, items=4, forms=2, wait_hours=0, review=everything)
    bank = exam.parts.get().blueprint.bank
    versions = [factories.make_item(bank, gift).current_version for gift in ITEMS]
    for form_item in FormItem.objects.order_by("pk"):
        form_item.version = versions[form_item.position - 1]
        form_item.option_order = list(range(len(form_item.version.content.get("options", []))))
        form_item.save()
    return exam


@pytest.fixture
def attempt(exam: Exam, learner: StaffProfile) -> Attempt:
    """The learner's second attempt, open; the first one was scored before."""
    now = timezone.now()
    part = exam.parts.get()
    first = start_attempt(learner, part, now=now - timedelta(hours=2), by=learner.user)
    save_response(Answer(first.pk, first.staff_id, 1, 1, 1, 0), now=now - timedelta(hours=2))
    submit_attempt(first, now=now - timedelta(hours=1), by=learner.user)
    attempt = start_attempt(learner, part, now=now, by=learner.user)
    save_response(Answer(attempt.pk, attempt.staff_id, 1, 1, 1, 0), now=now)
    return attempt


@pytest.fixture
def candidate(client: Client, attempt: Attempt, learner: StaffProfile) -> Client:
    """The browser that the attempt is open on."""
    client.force_login(learner.user)
    client.cookies.update(keep_seat(HttpResponse(), attempt).cookies)
    return client


def addresses(attempt: Attempt) -> Iterator[str]:
    """Every address of the site; where it takes an identifier, with those of all that the attempt hangs on."""
    part = attempt.part
    item = FormItem.objects.filter(form=attempt.form).first().version.item
    first = Attempt.objects.exclude(pk=attempt.pk).get()
    rows = [attempt, first, part, part.exam, part.blueprint, part.blueprint.bank, item]
    for route in routes(get_resolver()):
        yield from {CONVERTER.sub(lambda found, row=row: _fill(found, row), route): None for row in rows}


def routes(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """The written routes, those by regular expressions left out: Wagtail's pages and documents."""
    for each in resolver.url_patterns:
        route = getattr(each.pattern, "_route", None)
        if isinstance(each, URLResolver):
            yield from routes(each, prefix + (route or ""))
        elif route is not None:
            yield prefix + route


def _fill(found: re.Match[str], row: Any) -> str:
    return str(row.uuid if found[1] == "uuid" else row.pk)


def body_of(answer: HttpResponseBase) -> str:
    content = answer.content if isinstance(answer, HttpResponse) else b"".join(answer)
    return content.decode(errors="replace")


def leaks(text: str) -> list[str]:
    return [marker for marker in MARKERS if marker in text]


def test_every_address_keeps_the_keys(candidate: Client, attempt: Attempt) -> None:
    pages = {address: candidate.get(address) for address in addresses(attempt)}

    assert {address: leaks(body_of(page)) for address, page in pages.items() if leaks(body_of(page))} == {}
    assert sum(page.status_code == 200 for page in pages.values()) > 20
    assert candidate.get(f"/attempts/{attempt.uuid}/").status_code == 200  # signed in and seated to the end


def test_paper_is_among_them(candidate: Client, attempt: Attempt) -> None:
    paper = f"/attempts/{attempt.uuid}/"

    text = body_of(candidate.get(paper))

    assert paper in set(addresses(attempt))
    assert "gần đúng" in text
    assert leaks(text) == []


def test_answers_to_saves_keep_the_keys(candidate: Client, attempt: Attempt) -> None:
    paper = f"/attempts/{attempt.uuid}/"
    ticket = issue_ticket(Ticket(attempt.pk, attempt.staff_id, attempt.seat))
    wrong = {"ticket": ticket, "position": 1, "value": 2, "sequence": 9}

    answers = [
        *(
            candidate.post(url, json.dumps(wrong), content_type="application/json")
            for url in (SAVE, SAVE, PULSE)
        ),
        candidate.post(SAVE, json.dumps(wrong | {"position": 77}), content_type="application/json"),
        candidate.post(paper, {"seat": "1", "sequence": "20", "item-2": "1", "act": "review"}, follow=True),
        candidate.post(f"{paper}result/"),
    ]

    assert [leaks(body_of(answer)) for answer in answers] == [[]] * len(answers)


def test_search_finds_what_it_looks_for(client: Client, attempt: Attempt, examiner: StaffProfile) -> None:
    """The search itself: those who may see the key do see it."""
    client.force_login(examiner.user)
    items = [row.version.item for row in FormItem.objects.filter(form=attempt.form)]

    text = " ".join(body_of(client.get(f"/banks/items/{item.uuid}/")) for item in items)

    assert {"GOPY", "DAPAN", "271.828"} <= set(leaks(text))
