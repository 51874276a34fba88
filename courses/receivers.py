"""What this app does when something happened."""

from datetime import datetime
from typing import Any

from django.db import connections
from django.db.models.signals import post_save
from django.dispatch import receiver
from django_q.tasks import async_task

from people.models import RoleGrant

from .models import Assignment
from .services import ensure_catalogue, sync_access
from .services.access import WRITER_ROLES
from .signals import course_assigned

SCHEDULES = {"courses.mirror_access": ("courses.tasks.mirror_access", "41 * * * *")}


def plan_tasks(using: str, **kwargs: Any) -> None:
    """Plans the hourly mirror of roles in groups; planning again changes nothing."""
    from django_q.models import Schedule

    if Schedule._meta.db_table not in connections[using].introspection.table_names():
        return  # a migration of another app alone
    for name, (func, cron) in SCHEDULES.items():
        Schedule.objects.update_or_create(
            name=name, defaults={"func": func, "schedule_type": Schedule.CRON, "cron": cron}
        )


@receiver(post_save, sender=RoleGrant, dispatch_uid="writers_follow_their_roles")
def writers_follow_their_roles(instance: RoleGrant, **kwargs: Any) -> None:
    """A trainer's grant opens the agency's catalogue, its end closes it."""
    if instance.role not in WRITER_ROLES:
        return
    if instance.ended_at is None:
        ensure_catalogue(instance.agency, now=instance.granted_at)
    sync_access(instance.user)


@receiver(course_assigned, dispatch_uid="tell_the_obliged")
def tell_the_obliged(assignment: Assignment, now: datetime, **kwargs: Any) -> None:
    """Leaves the notices to the worker: an agency may have thousands of people."""
    async_task("courses.tasks.tell_obliged", assignment.pk)
