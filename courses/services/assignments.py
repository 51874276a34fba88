"""Obliging an agency to take a course."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from people import ledger
from people.models import Agency, User

from ..errors import AlreadyAssigned, AlreadyWithdrawn, CourseNotOpen, DueBeforeStart
from ..models import Assignment, CoursePage
from ..signals import course_assigned


@transaction.atomic
def assign(
    course: CoursePage,
    agency: Agency,
    due_on: date,
    *,
    now: datetime,
    by: User,
    starts_on: date | None = None,
) -> Assignment:
    """Obliges everybody in the agency and below it, joiners included, to complete the course by `due_on`.

    Raises CourseNotOpen, DueBeforeStart, AlreadyAssigned.
    """
    today = timezone.localdate(now)
    first = starts_on or today
    if not course.live:
        raise CourseNotOpen
    if due_on < first or due_on < today:
        raise DueBeforeStart
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                course=course,
                agency=agency,
                starts_on=first,
                due_on=due_on,
                assigned_at=now,
                assigned_by=by,
            )
    except IntegrityError as error:
        raise AlreadyAssigned from error
    ledger.append("assignment_made", str(assignment.uuid), _facts(assignment), now=now, by=by)
    course_assigned.send(Assignment, assignment=assignment, now=now)
    return assignment


@transaction.atomic
def withdraw_assignment(assignment: Assignment, *, now: datetime, by: User) -> None:
    """Ends the obligation; what people have learnt stays. Raises AlreadyWithdrawn."""
    changed = Assignment.objects.filter(pk=assignment.pk, withdrawn_at=None).update(
        withdrawn_at=now, withdrawn_by=by
    )
    if not changed:
        raise AlreadyWithdrawn
    assignment.refresh_from_db()
    ledger.append("assignment_withdrawn", str(assignment.uuid), _facts(assignment), now=now, by=by)


def _facts(assignment: Assignment) -> dict[str, str]:
    return {
        "course": assignment.course.code,
        "agency": assignment.agency.code,
        "starts_on": assignment.starts_on.isoformat(),
        "due_on": assignment.due_on.isoformat(),
    }
