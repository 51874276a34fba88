"""The worker, played in the test's own process."""

from importlib import import_module

from django_q.models import OrmQ


def run_tasks() -> int:
    """Runs everything that is queued, and what that queues, in order; returns how many tasks ran."""
    ran = 0
    while queued := OrmQ.objects.order_by("pk").first():
        task = queued.task
        queued.delete()
        module, name = task["func"].rsplit(".", 1)
        getattr(import_module(module), name)(*task["args"], **task.get("kwargs", {}))
        ran += 1
    return ran
