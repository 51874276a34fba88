"""A small cohort, played through the pages of a real server."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Attempt, Exam, Result
from people.models import Agency, StaffProfile
from tests import factories


def play(server: Any, exam: Exam, **options: Any) -> dict[str, Any]:
    out = StringIO()
    given = {"candidates": 3, "trial": True, "concurrency": 1, "base_url": server.url} | options
    call_command("play_exam", exam=exam.code, stdout=out, **given)
    return json.loads(out.getvalue().splitlines()[-1])


@pytest.mark.django_db(transaction=True)
def test_cohort_sits_every_part(live_server: Any, department: Agency) -> None:
    exam = factories.make_open_exam(department, parts=2)

    told = play(live_server, exam)

    assert (told["starts"], told["submits"], told["errors"]) == (6, 6, 0)
    assert Attempt.objects.filter(trial=True, state="scored").count() == 6
    assert (Result.objects.count(), StaffProfile.objects.real().count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_same_cohort_may_play_again(live_server: Any, department: Agency) -> None:
    exam = factories.make_open_exam(department, forms=1)

    first, second = play(live_server, exam), play(live_server, exam)

    assert (first["errors"], second["errors"]) == (0, 0)
    assert StaffProfile.objects.filter(simulated=True).count() == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [({"trial": False}, "--trial"), ({"candidates": 0}, "--candidates"), ({"exam": "NONE"}, "NONE")],
)
def test_play_refuses_what_makes_no_sense(department: Agency, options: dict[str, Any], words: str) -> None:
    exam = factories.make_open_exam(department)

    with pytest.raises(CommandError, match=words):
        call_command("play_exam", **({"exam": exam.code, "candidates": 1, "trial": True} | options))
