"""Rehearsals of a sitting with simulated candidates: asked for, under way, and what came out."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .sittings import Sitting


class RehearsalState(models.TextChoices):
    """How far a rehearsal is."""

    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    FAILED = "failed", _("broken off")


class RehearsalFault(models.TextChoices):
    """Why a rehearsal has no verdict."""

    NO_WORKER = "no_worker", _("the task worker did not begin it")
    NOT_QUIET = "not_quiet", _("somebody sits an exam by now, or is about to")
    STOPPED = "stopped", _("it was broken off on the way")


class RehearsalRunQuerySet(models.QuerySet["RehearsalRun"]):
    """Reads over rehearsals."""

    def running(self) -> "RehearsalRunQuerySet":
        """Those that wait for the worker or are under way."""
        return self.filter(state=RehearsalState.RUNNING)

    def stuck(self, *, now: datetime) -> "RehearsalRunQuerySet":
        """Those that should have begun or ended by now."""
        return self.running().filter(due_by__lte=now)


class RehearsalRun(models.Model):
    """One row is one rehearsal. Its candidates and their attempts are trial rows; here stand only numbers."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="rehearsals")
    state = models.CharField(
        _("state"), max_length=10, choices=RehearsalState, default=RehearsalState.RUNNING
    )
    fault = models.CharField(_("fault"), max_length=10, choices=RehearsalFault, blank=True)
    candidates = models.PositiveIntegerField(_("simulated candidates"))
    seconds = models.PositiveIntegerField(_("seconds of answering"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    due_by = models.DateTimeField(_("to be done by"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    facts = models.JSONField(_("verdict"), default=dict, blank=True)
    errors = models.JSONField(_("errors"), default=dict, blank=True)

    objects = RehearsalRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("rehearsal of a sitting")
        verbose_name_plural = _("rehearsals of sittings")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint("state", condition=Q(state="running"), name="one_rehearsal_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(fault="") | ~Q(state="failed") & Q(fault=""),
                name="broken_off_rehearsal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting} · {self.asked_at:%Y-%m-%d %H:%M}"
