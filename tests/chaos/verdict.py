"""What the database holds against what was acknowledged."""

from dataclasses import dataclass

from tests.chaos.storm import Witness


@dataclass(frozen=True)
class Verdict:
    """Counts of broken promises; all must be 0."""

    lost: int = 0
    regressed: int = 0
    after_close: int = 0

    @property
    def is_clean(self) -> bool:
        """Every promise was kept."""
        return not (self.lost or self.regressed or self.after_close)


def judge(witnesses: list[Witness]) -> Verdict:
    """Lost: acknowledged and not in the log, or its item has no answer at all. Regressed: the current answer is older
    than the newest acknowledged one, or has another value than what was sent. After close: counts though it was
    received when the time was over."""
    from django.db.models import F

    from assessments.models import Response, ResponseLog

    rows = Response.objects.values_list("attempt_id", "position", "sequence", "value")
    current = {(attempt, position): (sequence, value) for attempt, position, sequence, value in rows}
    logged = set(ResponseLog.objects.values_list("attempt_id", "position", "sequence"))
    lost = regressed = 0
    for witness in witnesses:
        for position, sequences in witness.acknowledged.items():
            place = (witness.attempt.pk, position)
            lost += sum((*place, each) not in logged for each in sequences) + (place not in current)
            sequence, value = current.get(place, (0, None))
            regressed += sequence < max(sequences) or witness.sent[position].get(sequence) != value
    late = Response.objects.filter(saved_at__gte=F("attempt__closes_at")).count()
    return Verdict(lost, regressed, late)
