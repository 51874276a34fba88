"""Who may start which part of an exam, and when. All of it is policy, checked at the start and never after."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from assessments.core import clock
from assessments.core.allowances import Rules
from assessments.core.clock import Waiting
from assessments.core.results import months_before
from assessments.models import Attempt, AttemptState, Exam, ExamPart, ExamState
from courses.models import Enrolment
from people.models import Posting, StaffProfile
from people.prepared import Prepared

from .allowances import rules_of
from .errors import (
    ExamIsNotOpen,
    MustWait,
    NoAttemptLeft,
    NotEligible,
    TooManyTries,
    WindowClosesBefore,
    WrongAccessCode,
)
from .places import Entrance, check_place, entrance_of, sat_parts

ATTEMPTS = Prepared(
    lambda staff, part: Attempt.objects.filter(staff=staff, part=part).order_by("number"), staff=int, part=int
)
OPEN_TO = Prepared(
    lambda staff, exam: (
        Exam.objects.filter(pk=exam)
        .filter(
            Exists(
                Posting.objects.filter(
                    staff=staff, ended_on=None, agency__path__startswith=OuterRef("agency__path")
                )
            )
            | Exists(Enrolment.objects.filter(staff=staff, withdrawn_at=None, course=OuterRef("course")))
        )
        .only("pk")
    ),
    staff=int,
    exam=int,
)
TRIES = 5
TRIES_SECONDS = 600


def period_of(now: datetime) -> str:
    """The period that an attempt started now counts for: the calendar year in Vietnam."""
    return str(timezone.localtime(now).year)


def is_trial(staff: StaffProfile, exam: Exam) -> bool:
    """True if nothing may follow from an attempt: the candidate is simulated, or the exam is a rehearsal."""
    return staff.simulated or not exam.official


@dataclass(frozen=True)
class Standing:
    """How a person stands with a part: the rules that hold, the attempts left (None: any number), what is to wait.

    `attempts`: all they ever began; `entrance`: their place in a sitting, None where the exam is sat without.
    """

    attempts: list[Attempt]
    rules: Rules
    attempts_left: int | None
    waiting: Waiting | None
    entrance: Entrance | None

    @property
    def next_start_at(self) -> datetime | None:
        """The first moment of the next attempt while its waiting time runs, if the window is open then."""
        return self.waiting.until if self.waiting and self.waiting.state == "wait" else None


def standing_of(staff: StaffProfile, part: ExamPart, *, now: datetime) -> Standing:
    """Rules, attempts left and waiting time of a person in this period."""
    attempts = ATTEMPTS(staff=staff.pk, part=part.pk)
    entrance = entrance_of(staff, part, now=now)
    rules = rules_of(staff, part.exam, part, sitting=entrance.place.sitting if entrance else None)
    used = _used(attempts, period_of(now), trial=is_trial(staff, part.exam))
    left = None if rules.attempts_allowed is None else max(rules.attempts_allowed - len(used), 0)
    if not used or left == 0:
        return Standing(attempts, rules, left, None, entrance)
    waiting = clock.wait_before_next(
        now,
        last_deadline=used[-1].deadline,
        last_submitted_at=used[-1].submitted_at,
        wait_hours=part.exam.wait_hours if len(used) == 1 else part.exam.wait_hours_later,
        window_closes_at=rules.closes_at,
    )
    return Standing(attempts, rules, left, waiting, entrance)


def check_may_start(staff: StaffProfile, part: ExamPart, *, now: datetime) -> Standing:
    """How the person stands if they may start now; raises what `check_standing` raises."""
    return check_standing(staff, part, standing_of(staff, part, now=now), now=now)


def check_standing(staff: StaffProfile, part: ExamPart, standing: Standing, *, now: datetime) -> Standing:
    """The standing that a start goes by.

    Raises ExamIsNotOpen, NotEligible, NoAttemptLeft, MustWait, WindowClosesBefore, and what `check_place` raises.
    Simulated candidates sit any published exam at any time, without a place: a rehearsal is held before the day. A
    rehearsal uses up no attempt.
    """
    if staff.simulated:
        return _simulated(part.exam, standing)
    _check_window(part.exam, standing.rules, now)
    check_place(staff, part, standing.entrance)
    if not (standing.entrance and standing.entrance.place.sitting.trial):
        _check_allowance(staff, part, standing)
    return standing


def _simulated(exam: Exam, standing: Standing) -> Standing:
    if exam.state != ExamState.PUBLISHED:
        raise ExamIsNotOpen
    return replace(standing, entrance=None)


def _check_allowance(staff: StaffProfile, part: ExamPart, standing: Standing) -> None:
    if standing.entrance is None and not may_sit(staff, part.exam):
        raise NotEligible
    if standing.attempts_left == 0:
        raise NoAttemptLeft
    if standing.waiting and standing.waiting.state == "wait":
        raise MustWait(standing.waiting.until)
    if standing.waiting and standing.waiting.state == "window_closes_before":
        raise WindowClosesBefore(standing.waiting.until)


def check_access_code(staff: StaffProfile, exam: Exam, rules: Rules, code: str) -> None:
    """Returns if the code opens the exam, or none is asked for. Case and spaces do not matter.

    Raises WrongAccessCode, and TooManyTries after five of them in ten minutes.
    """
    if staff.simulated or not rules.access_codes:
        return
    key = f"access-code:{exam.pk}:{staff.pk}"
    if _count_try(key) > TRIES:
        raise TooManyTries
    if not sum(_same(code, each) for each in rules.access_codes):  # any() would stop at the right one
        raise WrongAccessCode
    cache.delete(key)


def _count_try(key: str) -> int:
    """Counted before the comparison, so that tries at the same moment count as well."""
    cache.add(key, 0, TRIES_SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        return 1


def part_due(staff: StaffProfile, exam: Exam, *, asked: str, now: datetime) -> ExamPart:
    """Of the exam's parts the one asked for, else the first that is not passed, else the first.

    In a sitting each part is sat once: the next one is due, passed or not. Raises ExamPart.DoesNotExist for an exam
    without parts.
    """
    parts = list(exam.parts.select_related("exam__agency", "blueprint").order_by("position"))
    if not parts:
        raise ExamPart.DoesNotExist
    wanted = [part for part in parts if str(part.position) == asked]
    left = [part for part in parts if not _is_done(staff, part, now=now)]
    sat = set(sat_parts(staff, exam))
    return [*wanted, *(part for part in left if part.pk not in sat), *left, *parts][0]


def _is_done(staff: StaffProfile, part: ExamPart, *, now: datetime) -> bool:
    """Passed in this period, or before and kept. A withheld result tells nobody that it is no pass."""
    own = Attempt.objects.filter(staff=staff, part=part, trial=is_trial(staff, part.exam)).finished()
    in_period = own.filter(period=period_of(now))
    if in_period.exclude(pk__in=in_period.published()).exists():
        return True
    if part.exam.kept_months:
        in_period |= own.filter(started_at__gte=months_before(now, part.exam.kept_months))
    return in_period.filter(scores__scaled__gte=part.cut_score).exists()


def _used(attempts: list[Attempt], period: str, *, trial: bool) -> list[Attempt]:
    """The attempts that use up the allowance; a voided one does not."""
    return [
        each
        for each in attempts
        if (each.period, each.trial) == (period, trial) and each.state != AttemptState.VOIDED
    ]


def may_sit(staff: StaffProfile, exam: Exam) -> bool:
    """True for `candidates_of` the exam."""
    return bool(OPEN_TO(staff=staff.pk, exam=exam.pk))


def candidates_of(exam: Exam) -> "QuerySet[StaffProfile]":
    """Those enrolled in the exam's course, and those who serve in the exam's agency or below it."""
    serving = Posting.objects.filter(agency__path__startswith=exam.agency.path, ended_on=None)
    may = Q(pk__in=serving.values("staff"))
    if exam.course_id:
        enrolled = Enrolment.objects.filter(course=exam.course_id, withdrawn_at=None)
        may |= Q(pk__in=enrolled.values("staff"))
    return StaffProfile.objects.filter(may)


def _check_window(exam: Exam, rules: Rules, now: datetime) -> None:
    """The window's end is the last moment to start."""
    opens = clock.may_start(now, rules.opens_at, rules.closes_at)
    if exam.state != ExamState.PUBLISHED or opens != "may_start":
        raise ExamIsNotOpen


def _same(given: str, code: str) -> bool:
    return constant_time_compare(*("".join(text.split()).casefold() for text in (given, code)))
