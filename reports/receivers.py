"""What this app does when the database was migrated: it plans its regular tasks."""

from typing import Any

from django.db import connections

SCHEDULES = {
    "reports.roll-up": ("reports.tasks.roll_up_on_schedule", "30 1 * * *"),
    "reports.proposals": ("reports.tasks.look_after_proposals", "0 7 * * *"),
}


def plan_tasks(using: str, **_signal: Any) -> None:
    """Plan the nightly count, and reminders at seven in the morning; planning again changes nothing."""
    from django_q.models import Schedule

    if Schedule._meta.db_table not in connections[using].introspection.table_names():
        return  # a migration of another app alone
    for name, (func, cron) in SCHEDULES.items():
        Schedule.objects.update_or_create(
            name=name, defaults={"func": func, "schedule_type": Schedule.CRON, "cron": cron}
        )
