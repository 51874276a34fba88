"""The sample province, lived in, with a row for everything that a page can show."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TransactionTestCase
from django.urls import reverse
from django.utils import timezone

from assessments.models import (
    Attempt,
    AttemptEvent,
    Blueprint,
    Exam,
    ItemBank,
    Presence,
    RehearsalFault,
    Sitting,
)
from assessments.play.rehearsal import Verdict
from assessments.services import interventions
from assessments.services.allowances import save_group, set_accommodation, set_override
from assessments.services.item_import import preview_item_import
from assessments.services.rehearsals import break_off, finish_rehearsal, open_rehearsal
from assessments.services.rescoring import draft_ruling, fingerprint, make_ruling, preview, report_item
from people.models import ImportRun, StaffProfile, User
from people.services.import_runs import apply_import, confirm_import, read_import, upload_import
from reports.models import Proposal, ProposalState
from samples.load import load
from tests import factories
from tests.restoring import put_back, take_snapshot
from tests.sheets import STAFF_HEADER, other_person, person, workbook

GIFT = "$CATEGORY: Mật khẩu\n\n// [id:M1] [tag:NB]\n::M1::Câu nào đúng?{=một ~hai ~ba}\n\n::Hỏng::Câu hỏng{=một\n"
ACCOUNTS = {
    "learner": "hocvien@lamgiang.gov.vn",
    "beginner": "hocvien2@lamgiang.gov.vn",
    "manager": "nhansu.tinh@lamgiang.gov.vn",
    "commune": "nhansu.xa@lamgiang.gov.vn",
    "trainer": "giangvien@lamgiang.gov.vn",
    "examiner": "khaothi@lamgiang.gov.vn",
    "invigilator": "giamthi@lamgiang.gov.vn",
    "decider": "quyetdinh@lamgiang.gov.vn",
    "administrator": "quantri@lamgiang.gov.vn",
}


class SampleSite:
    """Where it answers, who may look, and rows to look at."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._clients: dict[str, Client] = {}
        self.runs: dict[str, ImportRun] = {}

    def user(self, who: str) -> User:
        """One of the cast: an account of the story, or whom a proposal waits for."""
        if who == "subject":
            return self.proposal(ProposalState.AWAITING_STATEMENT).subject_user
        return User.objects.get(email=ACCOUNTS["learner" if who == "candidate" else who])

    def cookies(self, who: str) -> list[Any]:
        """Those of a signed-in browser; the candidate's is the one that began the exam."""
        if who not in self._clients:
            client = self._clients[who] = Client()
            client.force_login(self.user(who))
            if who == "candidate":
                part = Exam.objects.get(code="LG-THU-2026").parts.get()
                client.post(reverse("part_start", args=[part.uuid]))
        return [
            {
                "name": name,
                "value": cookie.value,
                "domain": urlsplit(self.url).hostname,
                "path": cookie["path"],
            }
            for name, cookie in self._clients[who].cookies.items()
        ]

    def proposal(self, state: str) -> Proposal:
        """A proposal about a person, in the given state."""
        return Proposal.objects.filter(state=state, subject_user__isnull=False).first()

    def open_attempt(self) -> Attempt:
        """The candidate's paper under way."""
        self.cookies("candidate")
        return Attempt.objects.get(state="in_progress", staff__user=self.user("candidate"))


@contextmanager
def open_sample_site(url: str) -> Iterator[SampleSite]:
    """Loads the story of few people, keeps it from test to test, and leaves the database as it was."""
    before = take_snapshot()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(lambda case: None))
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
        try:
            load(now=timezone.now(), say=io.StringIO().write, share=0.12)
            site = SampleSite(url)
            _upload_lists(site)
            _draft_exam()
            _watched_room(site)
            _rehearsals(site)
            _own_rules(site)
            _withheld_results()
            _faulty_item(site)
            yield site
        finally:
            put_back(before)


def _upload_lists(site: SampleSite) -> None:
    now, by = timezone.now(), site.user("manager")
    rows = [
        STAFF_HEADER,
        person(agency="H88.01.2"),
        other_person(agency="H88.01.2", identity="12345"),
        person(),
    ]
    for state in ("previewed", "applied", "failed", "uploaded"):
        content = b"no workbook" if state == "failed" else workbook(rows).getvalue()
        run = upload_import("staff", SimpleUploadedFile("can_bo.xlsx", content), now=now, by=by)
        if state != "uploaded":
            read_import(run.pk, now=now)
        if state == "applied":
            confirm_import(run)
            apply_import(run.pk, now=now)
        site.runs[state] = run
    bank = ItemBank.objects.filter(purpose="exam").first()
    site.runs["items"] = preview_item_import(bank, "de.gift", GIFT.encode(), now=now, by=site.user("trainer"))


def _draft_exam() -> None:
    blueprint = Blueprint.objects.filter(bank__purpose="exam").first()
    exam = Exam.objects.create(code="MOI", title="Bài thi đang soạn", agency=blueprint.bank.agency)
    exam.parts.create(title="Trắc nghiệm", blueprint=blueprint, minutes=35, cut_score=80)


def _own_rules(site: SampleSite) -> None:
    """A group and a person with rules of their own, and a person with an accommodation."""
    exam, person = Exam.objects.get(code="LG-KNS07-2026"), site.user("beginner").staff
    act = {"reason": "Công văn 12/SNV", "now": timezone.now(), "by": site.user("examiner")}
    save_group(exam, "Tổ trực", [person], {"closes_at": None, "minutes": 60}, **act)
    set_override(exam, {"attempts_allowed": 5, "access_code": "HOA-SEN"}, staff=person, **act)
    set_accommodation(site.user("learner").staff, {"factor": Decimal("1.5"), "large_type": True}, **act)


def _withheld_results() -> None:
    """An exam that people sat, whose results wait for the council."""
    Exam.objects.filter(code="LG-KNS02-2026").update(withhold_results=True)


def _watched_room(site: SampleSite) -> None:
    """One candidate in each state: not arrived, offline, worth a look, paused, working, finished."""
    now, by = timezone.now(), site.user("examiner")
    agency = Exam.objects.get(code="LG-THU-2026").agency
    exam = factories.make_open_exam(agency, code="PHONG", official=False)
    simulated = StaffProfile.objects.filter(simulated=True)
    others = list(
        StaffProfile.objects.exclude(pk__in=simulated).exclude(user__email__in=ACCOUNTS.values())[:5]
    )
    beginner = site.user("beginner").staff
    room = factories.make_sitting(
        exam,
        begins_at=now,
        candidates=[beginner, *others],
        invigilators=[by.staff, site.user("invigilator").staff],
        title="Phòng máy 1",
    )
    attempts = [
        factories.make_attempt(staff, exam.parts.get(), now=now, sitting=room)
        for staff in [beginner, *others[1:]]
    ]
    paused, offline, flagged, finished, _working = attempts
    interventions.pause_attempt(paused, now=now, by=by, reason="Mất điện ở bàn 3")
    Attempt.objects.filter(pk=offline.pk).update(started_at=now - timedelta(minutes=7))
    AttemptEvent.objects.create(attempt=flagged, kind="pasted", at=now)
    Presence.objects.create(attempt=flagged, seen_at=now, unsaved=2)
    interventions.end_attempt(finished, reason="Xin về sớm", now=now, by=by)


def _rehearsals(site: SampleSite) -> None:
    """One with a bad verdict, one that the worker never began."""
    sitting, now = Sitting.objects.get(title="Ca 2, sáng"), timezone.now()
    verdict = Verdict(9, 8, 1.0, 2, 90, 2.0, 5.0, 900.0, 950.0, 7, 3, 1, 1.0, 60000)
    run = open_rehearsal(sitting, candidates=9, seconds=60, now=now, by=site.user("examiner"))
    finish_rehearsal(run, verdict.facts(), {"start: HTTP 503": 3}, now=now)
    run = open_rehearsal(sitting, candidates=9, seconds=60, now=now, by=None)
    break_off(run, RehearsalFault.NO_WORKER, now=now)


def _faulty_item(site: SampleSite) -> None:
    """A report of an item, and a ruling on it that changes scores."""
    attempt = Attempt.objects.filter(part__exam__code="LG-KNS07-2026", scores__scaled__lt=100).first()
    wrong = next(key for key, share in attempt.scores.last().item_scores.items() if float(share) < 1)
    report_item(attempt, int(wrong), "Hai phương án đều đúng.", now=timezone.now())
    version = attempt.form.items.get(position=wrong).version
    draft = draft_ruling(attempt.part.exam, version, "neutralised")
    seen = fingerprint(preview(draft))
    make_ruling(draft, seen=seen, reason="Biên bản 5/HĐT", now=timezone.now(), by=site.user("examiner"))
