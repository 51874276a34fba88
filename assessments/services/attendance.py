"""Who came to a sitting and how far each one is, as the sitting's page and its printed lists show it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from assessments.models import Attempt, AttemptState, Place, PlaceState, Score, Sitting
from people.models import Posting

WORKING, FINISHED, NEVER_BEGAN = "working", "finished", "never_began"


@dataclass(frozen=True)
class Row:
    """One candidate of a sitting; `state` is the place's, or once admitted working, finished, never_began."""

    number: int
    place: Place
    agency: str
    state: str
    attempts: tuple[Attempt, ...]

    @property
    def scores(self) -> list[Score]:
        """The score in force of each part that was scored, in order of the parts."""
        found = [
            max(attempt.scores.all(), key=lambda score: score.pk, default=None) for attempt in self.attempts
        ]
        return [score for score in found if score]


def rows_of(sitting: Sitting) -> list[Row]:
    """Every candidate by name, with the agency where they serve on the day of the sitting."""
    day = timezone.localdate(sitting.begins_at)
    posting = Posting.objects.on(day).filter(staff=OuterRef("staff"))
    places = (
        sitting.places.select_related("staff__user", "moved_to", "admitted_by__staff")
        .annotate(agency=Subquery(posting.values("agency__name")[:1]))
        .order_by("staff__sort_key", "staff__staff_code")
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


def attempts_by_person(sitting: Sitting) -> dict[int, list[Attempt]]:
    """The attempts of the sitting that were not voided, in order of the parts."""
    found: dict[int, list[Attempt]] = defaultdict(list)
    attempts = Attempt.objects.filter(sitting=sitting).exclude(state=AttemptState.VOIDED)
    for attempt in (
        attempts.select_related("part").prefetch_related("scores").order_by("part__position", "number")
    ):
        found[attempt.staff_id].append(attempt)
    return found


def _state(place: Place, attempts: list[Attempt]) -> str:
    if place.state != PlaceState.ADMITTED:
        return place.state
    if any(attempt.state == AttemptState.IN_PROGRESS for attempt in attempts):
        return WORKING
    if attempts:
        return FINISHED
    return NEVER_BEGAN if place.sitting.state == "closed" else place.state
