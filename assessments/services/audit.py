"""What staff do to banks, items and exams, kept in Wagtail's audit log beside what they do to pages."""

from datetime import datetime
from typing import Any

from django.db import models
from wagtail.models import ModelLogEntry

from people.models import User


def record(instance: models.Model, action: str, *, now: datetime, by: User | None, **data: Any) -> None:
    """One line of the log: `action` is one of those in `wagtail_hooks`; by nobody means the command line."""
    ModelLogEntry.objects.log_action(
        instance, f"assessments.{action}", user=by, timestamp=now, data=data or None
    )
