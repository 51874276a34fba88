"""What this app does when the database was migrated: it plans its regular tasks."""

from typing import Any

from django.db import connections

SCHEDULES = {
    "assessments.sweep": ("assessments.tasks.sweep", "* * * * *"),
    "assessments.heal": ("assessments.tasks.heal", "17 * * * *"),
}


def plan_tasks(using: str, **_signal: Any) -> None:
    """Plan the sweeper each minute and the healing round each hour; planning again changes nothing."""
    from django_q.models import Schedule

    if Schedule._meta.db_table not in connections[using].introspection.table_names():
        return  # a migration of another app alone
    for name, (func, cron) in SCHEDULES.items():
        Schedule.objects.update_or_create(
            name=name, defaults={"func": func, "schedule_type": Schedule.CRON, "cron": cron}
        )
