"""When people sit: heavy work keeps out of these hours."""

from datetime import datetime, timedelta

from django.db.models import Max

from assessments.models import Attempt, Sitting

# Candidates come and press start before a sitting begins; what begins now would still run then.
BEFORE = timedelta(minutes=15)


def busy_until(now: datetime) -> datetime | None:
    """When the official sittings that are open, or are about to open, should be over; None where there is none."""
    begun = Sitting.objects.published().filter(trial=False, exam__official=True, begins_at__lte=now + BEFORE)
    sitting = Attempt.objects.running(now=now).filter(sitting__in=begun)
    stops = dict(sitting.order_by().values_list("sitting").annotate(Max("closes_at")))
    ends = [
        max(
            each.ends_at or each.late_until + timedelta(minutes=each.minutes or 0),
            stops.get(each.pk, each.begins_at),
        )
        for each in begun.annotate(minutes=Max("exam__parts__minutes"))
        if each.pk in stops or now < (each.ends_at or each.late_until)
    ]
    return max(ends, default=None)
