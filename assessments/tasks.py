"""What the worker does for exams: it closes what is over, each minute, and heals, each hour."""

from django.utils import timezone

from assessments.models import (
    Attempt,
    AttemptState,
    Exam,
    ItemRuling,
    RehearsalFault,
    RehearsalRun,
    Result,
    Sitting,
)
from assessments.play.rehearsal import plan_for, play_for_the_record
from assessments.services.attempt_notices import tell_decided_before
from assessments.services.attempts import close_overdue, score_unscored
from assessments.services.completion import complete_missed
from assessments.services.pauses import remind_of_pauses
from assessments.services.publication import settle_published
from assessments.services.rehearsals import RehearsalRefused, break_off, check_quiet, give_up_stuck
from assessments.services.rescoring import carry_out, carry_out_missed
from assessments.services.results import settle_result
from assessments.services.sitting_notices import tell_candidates, tell_of_cancellation
from assessments.services.sittings import close_finished


def sweep() -> int:
    """Close every attempt whose time is over, whether or not a browser is there; return how many.

    What was left standing, a rehearsal or a pause, is found too.
    """
    now = timezone.now()
    closed = close_overdue(now=now)
    give_up_stuck(now=now)
    remind_of_pauses(now=now)
    return closed


def heal() -> int:
    """Find what is due and missing, and do it: scores, results, courses, notices, sittings that nobody closed."""
    now = timezone.now()
    waiting = Exam.objects.filter(results_published_at__isnull=False)
    published = sum(settle_published(exam, now=now) for exam in waiting)
    healed = score_unscored(now=now) + published + settle_missing() + complete_missed(now=now)
    healed += carry_out_missed(now=now) + tell_decided_before(now=now)
    return healed + close_finished(now=now)


def rescore(ruling_id: int) -> int:
    """Carry out an examiner's ruling on an item; return how many attempts have a new score."""
    return carry_out(ItemRuling.objects.get(pk=ruling_id), now=timezone.now())


def settle_exam(exam_id: int) -> int:
    """Settle what an exam's publication lets count; return how many results came of it."""
    return settle_published(Exam.objects.get(pk=exam_id), now=timezone.now())


def tell_places(sitting_id: int) -> int:
    """Tell the candidates of a published sitting when and where they sit, once each; return how many there are."""
    return tell_candidates(Sitting.objects.get(pk=sitting_id), now=timezone.now())


def tell_cancelled(sitting_id: int) -> int:
    """Tell everybody who counted on a cancelled sitting, once each; return how many there are."""
    return tell_of_cancellation(Sitting.objects.get(pk=sitting_id), now=timezone.now())


def rehearse(run_id: int) -> None:
    """Play a rehearsal that an examiner asked for, unless meanwhile somebody needs the machine."""
    run = RehearsalRun.objects.select_related("sitting__exam").get(pk=run_id)
    try:
        check_quiet(now=timezone.now())
    except RehearsalRefused:
        break_off(run, RehearsalFault.NOT_QUIET, now=timezone.now())
    else:
        play_for_the_record(run, plan_for(run))


def settle_missing() -> int:
    """Settle each result that scored attempts allow and that is not there; return how many came of it."""
    now = timezone.now()
    attempts = (
        Attempt.objects.official()
        .published()
        .filter(state=AttemptState.SCORED)
        .select_related("staff", "part__exam")
    )
    settled = set(Result.objects.values_list("staff", "exam", "period"))
    due = {
        (attempt.staff_id, attempt.part.exam_id, attempt.period): attempt
        for attempt in attempts
        if (attempt.staff_id, attempt.part.exam_id, attempt.period) not in settled
    }
    found = [settle_result(each.staff, each.part.exam, each.period, now=now) for each in due.values()]
    return sum(result is not None for result in found)
