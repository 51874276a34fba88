"""What is said to those who asked for a roll-up that the worker makes."""

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from people.models import User
from people.services.notices import notify
from people.yielding import say_moment
from reports.models import RollUpRun


def tell_roll_up_waits(period: str, as_of: str, user_id: int, *, later: datetime, now: datetime) -> None:
    """Tells the person once that the roll-up waits for a sitting to end."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return
    with override(user.language):
        subject = _("Your roll-up waits for a sitting to end")
        words = _("People are sitting a test now. The roll-up of %(period)s is made at about %(at)s.")
        body = words % {"period": period, "at": say_moment(later)}
        key = f"roll-up-waits:{period}:{as_of}:{timezone.localdate(now)}"
        notify(user, "roll-up", subject, body, reverse("reports_runs"), now=now, dedupe_key=key)


def tell_roll_up_is_ready(run: RollUpRun) -> None:
    """Tells who asked for it."""
    user = run.created_by
    if user is None:
        return
    with override(user.language):
        subject = _("The roll-up of %(period)s is ready") % {"period": run.period}
        url = f"{reverse('reports_dashboard')}?{urlencode({'run': run.uuid})}"
        notify(user, "roll-up", subject, "", url, now=run.created_at)
