"""Who came to a sitting and how far each one is, as the sitting's page and its printed lists show it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from assessments.models import (
    Attempt,
    AttemptState,
    ExamPart,
    Place,
    PlaceState,
    Score,
    Sitting,
    SittingState,
)
from people.models import Posting

from .results import is_withheld

WORKING, FINISHED, NEVER_BEGAN, FREED = "working", "finished", "never_began", "freed"
BY_NAME = ("staff__sort_key", "staff__staff_code")


@dataclass(frozen=True)
class Row:
    """One candidate of a sitting.

    `state` is the place's, or once admitted working, finished, never_began, or after a cancellation freed.
    """

    number: int
    place: Place
    agency: str
    state: str
    attempts: tuple[Attempt, ...]

    def scores_of(self, parts: Sequence[ExamPart]) -> list[Score | None]:
        """The score in force of each part; None where it was not sat, or is not scored yet."""
        latest = {attempt.part_id: _score_of(attempt) for attempt in self.attempts}
        return [latest.get(part.pk) for part in parts]

    def passed(self, parts: Sequence[ExamPart]) -> bool | None:
        """Whether every part was passed here, by the cut scores of the day; None while a score is missing."""
        scores = self.scores_of(parts)
        cuts = {attempt.part_id: Decimal(attempt.policy["cut_score"]) for attempt in self.attempts}
        known = [score for score in scores if score]
        if len(known) < len(parts):
            return None
        return all(score.scaled >= cuts[score.attempt.part_id] for score in known)

    @property
    def waits(self) -> bool:
        """Whether something was handed in here whose result waits for the exam council."""
        return any(attempt.submitted_at and is_withheld(attempt) for attempt in self.attempts)

    def published(self) -> "Row":
        """The same without what the exam council has not published: no score, neither passed nor failed."""
        return replace(self, attempts=tuple(each for each in self.attempts if not is_withheld(each)))


def rows_of(sitting: Sitting, *, without: str = "") -> list[Row]:
    """Every candidate by name, with the agency where they serve on the day; `without` leaves a state of places out."""
    day = timezone.localdate(sitting.begins_at)
    posting = Posting.objects.on(day).filter(staff=OuterRef("staff"))
    places = (
        sitting.places.exclude(state=without)
        .select_related("staff__user", "moved_to", "admitted_by__staff")
        .annotate(agency=Subquery(posting.values("agency__name")[:1]))
        .order_by(*BY_NAME)
    )
    attempts = attempts_by_person(sitting)
    return [
        Row(
            number,
            place,
            place.agency or "",
            _state(place, attempts[place.staff_id]),
            tuple(attempts[place.staff_id]),
        )
        for number, place in enumerate(places, start=1)
    ]


def numbers_in(sittings: Collection[Sitting]) -> dict[tuple[int, int], int]:
    """The number that each candidate has on the printed lists, by sitting and staff. One query."""
    places = Place.objects.filter(sitting__in=sittings).exclude(state=PlaceState.MOVED)
    rows = places.order_by("sitting", *BY_NAME).values_list("sitting", "staff")
    return {
        row: number for _, room in groupby(rows, itemgetter(0)) for number, row in enumerate(room, start=1)
    }


def attempts_by_person(sitting: Sitting) -> dict[int, list[Attempt]]:
    """The attempts of the sitting that were not voided, in order of the parts."""
    found: dict[int, list[Attempt]] = defaultdict(list)
    attempts = Attempt.objects.filter(sitting=sitting).exclude(state=AttemptState.VOIDED)
    for attempt in (
        attempts.select_related("part__exam")
        .prefetch_related("scores__attempt")
        .order_by("part__position", "number")
    ):
        found[attempt.staff_id].append(attempt)
    return found


def _state(place: Place, attempts: list[Attempt]) -> str:
    if place.state != PlaceState.ADMITTED:
        cancelled = place.sitting.state == SittingState.CANCELLED
        return FREED if cancelled and place.state == PlaceState.EXPECTED else place.state
    if any(attempt.state == AttemptState.IN_PROGRESS for attempt in attempts):
        return WORKING
    if attempts:
        return FINISHED
    return NEVER_BEGAN if place.sitting.is_over else place.state


def _score_of(attempt: Attempt) -> Score | None:
    return max(attempt.scores.all(), key=lambda score: score.pk, default=None)
