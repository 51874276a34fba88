"""Sixty-four threads at one attempt: saves, repetitions, takeovers, submits and the clock, by a seed."""

import fcntl
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assessments.models import Attempt, AttemptEvent, Response, ResponseLog, Score
from assessments.services.attempts import close_overdue, submit_attempt, take_over_seat
from assessments.services.errors import Refusal
from assessments.services.saving import Answer, Saved, save_response
from tests.conftest import NOON
from tests.races import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

THREADS, ITEMS = 64, 4
END = NOON + timedelta(minutes=31)
Call = Callable[[], Any]


@pytest.fixture(autouse=True)
def one_at_a_time() -> Iterator[None]:
    """PostgreSQL has a hundred connections: two processes of tests do not take sixty-four each."""
    with (Path(tempfile.gettempdir()) / "sixty-four-threads.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def calls(attempt: Attempt, draw: random.Random) -> list[Call]:
    """Mostly saves; two takeovers, two submits, two sweeps at the end of the time, in any order."""

    def save() -> Call:
        seat, sequence = draw.choice([1, 1, 1, 2]), draw.randint(1, 9)
        position, value = draw.randint(1, ITEMS), draw.choice([0, 0, 3])
        at = draw.choice([NOON, NOON, NOON, END])
        return lambda: save_response(
            Answer(attempt.pk, attempt.staff_id, seat, sequence, position, value), now=at
        )

    def others() -> list[Call]:
        return [
            lambda: take_over_seat(attempt, now=NOON, by=None),
            lambda: submit_attempt(Attempt.objects.get(pk=attempt.pk), now=NOON, by=None),
            lambda: close_overdue(now=END),
        ]

    some = [save() for _ in range(20)]
    found = [*some, *draw.choices(some, k=THREADS - 26), *others(), *others()]
    draw.shuffle(found)
    return found


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_one_end_one_score_and_no_write_after_it(open_attempt: Attempt, seed: int) -> None:
    outcomes = together(*calls(open_attempt, random.Random(seed)))

    assert [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Refusal)] == []
    open_attempt.refresh_from_db()
    score = Score.objects.get()
    rows = Response.objects.order_by("position")
    assert open_attempt.state == "scored"
    assert AttemptEvent.objects.filter(kind="submitted").count() == 1
    assert sum(each is True or (type(each) is int and each == 1) for each in outcomes) == 1  # who closed it
    assert score.raw == sum(row.value == 0 for row in rows)
    assert {(row.position, row.seat, row.sequence) for row in rows} == newest_in_the_log()
    assert len([each for each in outcomes if isinstance(each, Saved)]) >= rows.count()


def newest_in_the_log() -> set[tuple[int, int, int]]:
    """Of what was logged in time, the newest of each item."""
    newest: dict[int, tuple[int, int]] = {}
    for position, *stamp in ResponseLog.objects.filter(late=False).values_list(
        "position", "seat", "sequence"
    ):
        newest[position] = max(newest.get(position, (0, 0)), tuple(stamp))
    return {(position, *stamp) for position, stamp in newest.items()}
