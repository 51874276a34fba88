"""What the worker does for this app. Arguments are ids only."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from people.models import StaffProfile
from people.services.notices import notify

from .models import Assignment, Enrolment
from .obligations import obliged
from .services import sync_all_access

CHUNK = 200


def mirror_access() -> None:
    """Brings Wagtail's groups in line with the roles: agencies may have moved, grants been written in bulk."""
    sync_all_access()


def tell_obliged(assignment_id: int) -> int:
    """Tells everybody whom an assignment obliges and who has not done it, once each; returns how many.

    Nobody is told after the due day: the reminders speak then.
    """
    now = timezone.now()
    assignment = Assignment.objects.select_related("course", "agency").get(pk=assignment_id)
    today = timezone.localdate(now)
    if assignment.due_on < today:
        return 0
    done = Enrolment.objects.active().filter(course=assignment.course).exclude(completed_at=None)
    waiting = obliged(assignment, max(today, assignment.starts_on)).exclude(pk__in=done.values("staff"))
    people = list(waiting.order_by("pk"))
    for start in range(0, len(people), CHUNK):
        with transaction.atomic():
            for staff in people[start : start + CHUNK]:
                _tell(staff, assignment, now)
    return len(people)


def _tell(staff: StaffProfile, assignment: Assignment, now: datetime) -> None:
    with translation.override(staff.user.language):
        notify(
            staff.user,
            "course_assigned",
            _("You have been assigned the course %(course)s") % {"course": assignment.course.title},
            _("Please complete it by %(day)s.") % {"day": f"{assignment.due_on:%d/%m/%Y}"},
            reverse("my_learning"),
            now=now,
            dedupe_key=f"assigned:{assignment.uuid}",
        )
