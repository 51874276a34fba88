"""Bring the sample province into an empty database, through the services that everybody uses."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone, translation

from assessments.models import Exam, Result
from certificates.models import CertificateClaim
from certificates.services import appoint_signatory, approve_claims, award
from courses.models import Assignment, CoursePage
from courses.services import assign, ensure_catalogue, ensure_site
from people.models import Agency, Role
from people.receivers import queue_notice_email
from people.signals import notice_created
from samples import exams, pages
from samples.accounts import account, exempt_some, import_lists, open_accounts, read_story, upload_joiners
from samples.cohort import Cohort, Planned, Way, today_of, working_hour
from samples.proposals import play_proposals
from samples.sittings import make_sittings

COURSES = ("kns-07", "kns-02")
OPENED = timedelta(days=100)
PREPARED = timedelta(days=95)
ANNOUNCED = timedelta(days=90)
LAST_BATCH = timedelta(days=14)
CHATTY = ("django-q", "django_tasks", "wagtail")
Say = Callable[[str], Any]


class NotEmpty(Exception):
    """The database already has agencies: the samples would mix with somebody's data."""


def load(*, now: datetime, say: Say, share: float = 1.0) -> None:
    """The whole story up to `now`; `share` of the people take part (a test needs few). Raises NotEmpty.

    Everything or nothing, and no e-mail leaves: the addresses are invented.
    """
    if Agency.objects.exists():
        raise NotEmpty
    with transaction.atomic(), translation.override("vi"), quietly():
        story = read_story()
        say("── agencies, staff, roles")
        make_people(story, now=now)
        say("── courses, items, exams")
        make_content(story, now=now)
        say("── three months of learning and exams")
        play_months(story, now=now, share=share)
        say("── certificates, roll-ups, proposals")
        give_certificates(story, now=now)
        hr, decider = account(story, Role.HR_MANAGER), account(story, Role.DECIDER)
        upload_joiners(story, now=now - timedelta(hours=3))
        play_proposals(period_of_most(now), story, now=now, hr=hr, decider=decider)
        say("── sittings")
        make_sittings(story, now=now)


def make_people(story: dict[str, Any], *, now: datetime) -> None:
    """Reference data, then everybody, a hundred days ago."""
    call_command("load_reference", stdout=_Nowhere())
    ensure_site(now=now - OPENED)
    import_lists(now=now - OPENED)
    open_accounts(story, now=now - OPENED)
    hr = account(story, Role.HR_MANAGER)
    exempt_some(story, now=now - ANNOUNCED, by=hr)
    signatory = dict(story["signatory"])
    agency = Agency.objects.get(code=signatory.pop("agency"))
    appoint_signatory(
        agency,
        **signatory,
        valid_from=today_of(now - OPENED),
        now=now - OPENED,
        by=account(story, Role.ADMINISTRATOR),
    )


def make_content(story: dict[str, Any], *, now: datetime) -> None:
    """Banks, courses with lessons, exams: trainers write, an examiner approves and publishes."""
    trainer, examiner = account(story, Role.TRAINER), account(story, Role.EXAMINER)
    exams.make_banks(now=now - OPENED, trainer=trainer, examiner=examiner)
    catalogue = ensure_catalogue(Agency.objects.get(code=story["province"]), now=now - OPENED)
    practice = exams.practice_items()
    for folder in COURSES:
        pages.make_course(folder, catalogue, practice, now=now - PREPARED, by=trainer)
    exams.attach_banks()
    last_day = timezone.localtime(now + timedelta(days=60))
    closes_at = last_day.replace(hour=17, minute=0, second=0, microsecond=0)
    exams.make_exams(now=now - ANNOUNCED, closes_at=closes_at, by=examiner)
    exams.make_new_items(now=now - timedelta(days=2), trainer=trainer)


def play_months(story: dict[str, Any], *, now: datetime, share: float) -> None:
    """The assignments, and what people did about them."""
    hr = account(story, Role.HR_MANAGER)
    for facts in story["assignments"]:
        begun = now - timedelta(days=facts["starts_days_ago"])
        assignment = assign(
            CoursePage.objects.get(code=facts["course"]),
            Agency.objects.get(code=facts["agency"]),
            today_of(now) + timedelta(days=facts["due_in_days"]),
            now=begun,
            by=hr,
        )
        exam = Exam.objects.get(course=assignment.course)
        planned = _planned(story, assignment)
        Cohort(now=now, seed=exams.SEED, planned=planned).play(assignment, exam, share)


def give_certificates(story: dict[str, Any], *, now: datetime) -> None:
    """In the order in which they were earned, so that numbers run with the dates.

    Claims up to two weeks ago were approved in one batch.
    """
    approved_at = working_hour(now - LAST_BATCH)
    passed = Result.objects.filter(passed=True).order_by("settled_at", "pk")
    for result in passed.filter(settled_at__lt=approved_at):
        award(result, now=result.settled_at)
    approve_claims(CertificateClaim.objects.all(), now=approved_at, by=account(story, Role.ADMINISTRATOR))
    for result in passed.filter(settled_at__gte=approved_at):
        award(result, now=result.settled_at)


def period_of_most(now: datetime) -> str:
    """The year that holds most of the past three months."""
    return str(timezone.localtime(now - timedelta(days=45)).year)


def sign_ins(story: dict[str, Any]) -> Iterator[str]:
    """One line per account: role, address, name."""
    for facts in story["accounts"]:
        yield f"{Role(facts['role']).label:<22} {facts['email']:<32} {facts['full_name']}"


def _planned(story: dict[str, Any], assignment: Assignment) -> dict[str, Planned]:
    plans = {facts["email"]: facts["plan"].get(assignment.course.code) for facts in story["accounts"]}
    return {
        email: Planned(Way(plan["way"]), plan.get("starts_days_ago"), plan.get("ability"))
        for email, plan in plans.items()
        if plan
    }


@contextmanager
def quietly() -> Iterator[None]:
    """No e-mail is queued while this lasts, and nothing tells of each page and queue row."""
    before = {name: logging.getLogger(name).level for name in CHATTY}
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    notice_created.disconnect(dispatch_uid="queue_notice_email")
    try:
        yield
    finally:
        notice_created.connect(queue_notice_email, dispatch_uid="queue_notice_email")
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


class _Nowhere:
    def write(self, text: str) -> None:
        """Takes what a command says and forgets it."""
