"""What this app does when something happened."""

from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.dispatch import receiver
from django_q.tasks import async_task

from .mail import has_mail
from .models import ImportRun, Notice
from .signals import import_confirmed, import_uploaded, notice_created, staff_invited

_MAILS_A_TASK = 50
SCHEDULES = {"people.keep_current": ("people.tasks.keep_people_current", "5 0 * * *")}


@receiver(notice_created, dispatch_uid="queue_notice_email")
def queue_notice_email(notice: Notice, **kwargs: Any) -> None:
    """Leaves the e-mail to the worker, in the transaction of the notice."""
    if has_mail():
        async_task("people.tasks.send_notice_email", notice.pk)


@receiver(import_uploaded, dispatch_uid="queue_import_reading")
def queue_import_reading(run: ImportRun, **kwargs: Any) -> None:
    """Leaves the reading of the file to the worker."""
    async_task("people.tasks.read_import_file", run.pk)


@receiver(import_confirmed, dispatch_uid="queue_import_storing")
def queue_import_storing(run: ImportRun, **kwargs: Any) -> None:
    """Leaves the storing of the rows to the worker."""
    async_task("people.tasks.store_import_rows", run.pk)


@receiver(staff_invited, dispatch_uid="queue_invitations")
def queue_invitations(user_ids: Sequence[int], **kwargs: Any) -> None:
    """Leaves the letters to the worker, some at a time."""
    for start in range(0, len(user_ids), _MAILS_A_TASK):
        async_task("people.tasks.send_invitations", list(user_ids[start : start + _MAILS_A_TASK]))


def plan_tasks(using: str, **_signal: Any) -> None:
    """Plans the daily round; planning again changes nothing."""
    from django_q.models import Schedule

    if Schedule._meta.db_table not in connections[using].introspection.table_names():
        return  # a migration of another app alone
    for name, (func, cron) in SCHEDULES.items():
        Schedule.objects.update_or_create(
            name=name, defaults={"func": func, "schedule_type": Schedule.CRON, "cron": cron}
        )
