"""Three months of learning and sitting exams, played through the services at moments of the past.

Seeded: the same moment and the same lists give the same story. About three people in four pass in the end.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from django.utils import timezone

from assessments.core.items import ItemContent, from_json
from assessments.models import Attempt, Exam, FormItem, Response, ResponseLog
from assessments.services.attempts import start_attempt, submit_attempt
from courses.models import Assignment, Enrolment, LessonPage
from courses.obligations import obliged
from courses.services import enrol, record_progress
from people.models import StaffProfile
from samples.answers import chance_right, give_answer

SECONDS_AN_ITEM = 45
WAIT = timedelta(days=4)


class Way(Enum):
    """How far somebody gets."""

    IDLE = "idle"
    READING = "reading"
    READ = "read"
    SITS = "sits"
    FAILS = "fails"


# Shares of people on each way; the last two sit the exam, FAILS uses up every attempt.
SHARES = {Way.IDLE: 8, Way.READING: 11, Way.READ: 5, Way.SITS: 74, Way.FAILS: 2}


@dataclass(frozen=True)
class Planned:
    """What one person of the story does with one course, and when they begin if that matters."""

    way: Way
    starts_days_ago: int | None = None
    ability: float | None = None


@dataclass
class Learner:
    """One person obliged by one assignment, and what they are like."""

    staff: StaffProfile
    way: Way
    ability: float
    started_at: datetime


class Cohort:
    """Plays everybody whom an assignment obliges, up to now."""

    def __init__(self, *, now: datetime, seed: str, planned: dict[str, Planned]) -> None:
        """`planned`: what some people do, by e-mail; the others go by dice."""
        self.now = now
        self.seed = seed
        self.planned = planned
        self.pick = random.Random(seed)  # noqa: S311 - which wrong answer somebody gives
        self.papers: dict[int, list[tuple[int, str, ItemContent]]] = {}

    def play(self, assignment: Assignment, exam: Exam, share: float = 1.0) -> int:
        """Plays a share of the obliged people; returns how many sat the exam."""
        sat = 0
        for learner in self._learners(assignment, share):
            if learner.way is not Way.IDLE:
                sat += self._play_one(learner, assignment, exam)
        return sat

    def _learners(self, assignment: Assignment, share: float) -> Iterator[Learner]:
        first = timezone.localtime(self.now) - timedelta(
            days=(today_of(self.now) - assignment.starts_on).days
        )
        until = min(assignment.due_on, today_of(self.now))
        span = max((until - assignment.starts_on).days - 2, 1)
        people = obliged(assignment, today_of(self.now)).select_related("user").order_by("staff_code")
        for staff in people:
            dice = random.Random(f"{self.seed}:{assignment.course.code}:{staff.staff_code}")  # noqa: S311
            chosen = dice.random() < share
            planned = self.planned.get(staff.user.email) or Planned(_dice_way(dice))
            day = first + timedelta(days=int(span * dice.random() ** 0.8))
            if planned.starts_days_ago is not None:
                day = timezone.localtime(self.now) - timedelta(days=planned.starts_days_ago)
            started = day.replace(
                hour=dice.randint(8, 15), minute=dice.randint(0, 59), second=0, microsecond=0
            )
            if chosen or staff.user.email in self.planned:
                ability = planned.ability or max(-1.0, min(1.0, dice.gauss(0.0, 0.3)))
                yield Learner(staff, planned.way, ability, started)

    def _play_one(self, learner: Learner, assignment: Assignment, exam: Exam) -> int:
        dice = random.Random(f"{self.seed}:{exam.code}:{learner.staff.staff_code}")  # noqa: S311
        enrolment = enrol(learner.staff, assignment.course, now=learner.started_at)
        done_at = self._read(enrolment, learner, dice)
        if learner.way in {Way.READING, Way.READ} or done_at > self.now:
            return 0
        moment = done_at + timedelta(hours=dice.randint(1, 40))
        for _go in range(exam.attempts_allowed):
            moment = working_hour(moment)
            if moment + timedelta(hours=2) > self.now:
                return 1 if _go else 0
            if self.sit(learner, exam, moment, dice):
                break
            learner.ability += 0.3 if learner.way is Way.SITS else 0
            moment += WAIT + timedelta(minutes=dice.randint(0, 200))
        return 1

    def _read(self, enrolment: Enrolment, learner: Learner, dice: random.Random) -> datetime:
        lessons: list[LessonPage] = list(enrolment.course.lessons())
        if learner.way is Way.READING:
            lessons = lessons[: dice.randint(1, len(lessons) - 1)]
        moment = learner.started_at
        for lesson in lessons:
            moment += timedelta(minutes=lesson.minutes + dice.randint(1, 90))
            if moment > self.now:
                break
            record_progress(enrolment, lesson, now=moment)
        return moment

    def sit(self, learner: Learner, exam: Exam, moment: datetime, dice: random.Random) -> bool:
        """One attempt at every part; true if the result is then a pass."""
        for part in exam.parts.order_by("position"):
            attempt = start_attempt(learner.staff, part, now=moment, by=learner.staff.user)
            self._answer(attempt, learner, moment, dice)
            ended = moment + timedelta(seconds=SECONDS_AN_ITEM * len(self._paper(attempt)))
            submit_attempt(attempt, now=min(ended, attempt.deadline), by=learner.staff.user)
        return learner.staff.results.get(exam=exam, period=attempt.period).passed

    def _answer(self, attempt: Attempt, learner: Learner, moment: datetime, dice: random.Random) -> None:
        """The rows that `save_response` would write, all at once: seven thousand saves would take a minute."""
        limit = 0.55 if learner.way is Way.FAILS else 1.0
        paper, responses = self._paper(attempt), []
        # By level, not by position: which form somebody draws must not change the story.
        rolls = {
            position: dice.random() < min(chance_right(learner.ability, level), limit)
            for level, position in sorted((level, position) for position, level, _content in paper)
        }
        for sequence, (position, _level, content) in enumerate(paper, start=1):
            facts = {"attempt": attempt, "position": position, "seat": attempt.seat, "sequence": sequence}
            facts["value"] = give_answer(content, right=rolls[position], dice=self.pick)
            responses.append((facts, moment + timedelta(seconds=SECONDS_AN_ITEM * sequence // 2)))
        Response.objects.bulk_create(Response(**facts, saved_at=at) for facts, at in responses)
        ResponseLog.objects.bulk_create(ResponseLog(**facts, received_at=at) for facts, at in responses)

    def _paper(self, attempt: Attempt) -> list[tuple[int, str, ItemContent]]:
        """Position, level and content of each item, read once per form."""
        if attempt.form_id not in self.papers:
            rows = FormItem.objects.filter(form=attempt.form_id).select_related("version__item")
            self.papers[attempt.form_id] = [
                (row.position, row.version.item.level, from_json(row.version.content))
                for row in rows.order_by("position")
            ]
        return self.papers[attempt.form_id]


def _dice_way(dice: random.Random) -> Way:
    return dice.choices(list(SHARES), weights=list(SHARES.values()))[0]


def today_of(moment: datetime) -> date:
    """The day in Vietnam."""
    return timezone.localdate(moment)


def working_hour(moment: datetime) -> datetime:
    """The same moment, or the next one between 8 and 16 o'clock."""
    local = timezone.localtime(moment)
    if local.hour < 8:
        return local.replace(hour=8)
    if local.hour >= 16:
        return (local + timedelta(days=1)).replace(hour=8)
    return local
