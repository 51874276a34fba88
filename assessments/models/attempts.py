"""Attempts and what was answered in them."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.core.noted import KINDS
from people.models import StaffProfile

from .exams import ExamPart, Form
from .sittings import Sitting


class AttemptState(models.TextChoices):
    """Where an attempt stands; see `core.lifecycle`. Overdue is a fact of the clock, not a state."""

    IN_PROGRESS = "in_progress", _("in progress")
    SUBMITTED = "submitted", _("submitted")
    SCORED = "scored", _("scored")
    VOIDED = "voided", _("voided")


class ClosedBy(models.TextChoices):
    """Who closed an attempt."""

    CANDIDATE = "candidate", _("the candidate")
    CLOCK = "clock", _("the clock")
    INVIGILATOR = "invigilator", _("an invigilator")


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Reads over attempts."""

    def official(self) -> "AttemptQuerySet":
        """Without rehearsals and simulations."""
        return self.filter(trial=False)

    def published(self) -> "AttemptQuerySet":
        """Those whose result is not withheld, or was handed in before the exam's last publication."""
        covered = Q(submitted_at__lte=F("part__exam__results_published_at"))
        return self.filter(covered | Q(part__exam__withhold_results=False) | Q(trial=True))

    def open(self) -> "AttemptQuerySet":
        """Those still in progress by their state."""
        return self.filter(state=AttemptState.IN_PROGRESS)

    def running(self, *, now: datetime) -> "AttemptQuerySet":
        """Those that still take answers, now or once they are resumed."""
        return self.open().filter(Q(closes_at__gt=now) | Q(paused_at__isnull=False))

    def overdue(self, *, now: datetime) -> "AttemptQuerySet":
        """Those whose last moment to save has passed. While an attempt is paused, its time stands still."""
        return self.filter(closes_at__lte=now, paused_at=None)

    def finished(self) -> "AttemptQuerySet":
        """Submitted or scored."""
        return self.filter(state__in=[AttemptState.SUBMITTED, AttemptState.SCORED])

    def noted(self) -> "AttemptQuerySet":
        """Those of which something was noted for review, the latest first: how often, by kind, from when to when."""
        counts = {kind: Count("events", Q(events__kind=kind)) for kind in KINDS}
        span = {"first_noted_at": Min("events__at"), "last_noted_at": Max("events__at")}
        found = self.filter(events__kind__in=KINDS).annotate(**counts, **span)
        return found.order_by("-last_noted_at", "-pk")


class Attempt(models.Model):
    """One row is one candidate's go at one part, with the policy as it was at the start."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    part = models.ForeignKey(ExamPart, models.PROTECT, related_name="attempts")
    staff = models.ForeignKey(StaffProfile, models.PROTECT, related_name="attempts")
    form = models.ForeignKey(Form, models.PROTECT, related_name="attempts")
    sitting = models.ForeignKey(Sitting, models.PROTECT, null=True, blank=True, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("number"))
    period = models.CharField(_("period"), max_length=10)
    state = models.CharField(
        _("state"), max_length=12, choices=AttemptState, default=AttemptState.IN_PROGRESS
    )
    seat = models.PositiveIntegerField(_("seat"), default=1)
    at_item = models.PositiveSmallIntegerField(
        _("item that is shown, where there is no way back"), null=True, blank=True
    )
    trial = models.BooleanField(_("trial"), default=False)
    started_at = models.DateTimeField(_("started at"))
    deadline = models.DateTimeField(_("deadline"))
    closes_at = models.DateTimeField(_("last moment to save"))
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    closed_by = models.CharField(_("closed by"), max_length=12, choices=ClosedBy, blank=True)
    policy = models.JSONField(_("policy at the start"), default=dict)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(
                "part", "staff", condition=Q(state="in_progress"), name="one_open_attempt_per_part"
            ),
            models.UniqueConstraint(
                "part", "staff", "period", "trial", "number", name="one_attempt_per_number"
            ),
            models.CheckConstraint(
                condition=Q(deadline__gte=F("started_at")), name="attempt_ends_after_its_start"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gte=F("deadline")), name="attempt_closes_after_its_deadline"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["in_progress", "voided"]) | Q(submitted_at__isnull=False),
                name="finished_attempt_says_when",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(state="in_progress"), name="only_an_open_attempt_is_paused"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} · {self.staff} · {self.number}"

    def is_overdue(self, now: datetime) -> bool:
        """As `overdue` for a row at hand."""
        return self.state == AttemptState.IN_PROGRESS and self.paused_at is None and now >= self.closes_at


class Presence(models.Model):
    """One row says when a candidate's page was last heard of other than by a save. Losing it harms nothing."""

    attempt = models.OneToOneField(Attempt, models.CASCADE, primary_key=True, related_name="presence")
    seen_at = models.DateTimeField(_("seen at"))
    unsaved = models.PositiveSmallIntegerField(_("answers not saved yet"), default=0)
    device = models.CharField(_("device"), max_length=60, blank=True)
    address = models.CharField(_("network address"), max_length=45, blank=True)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")

    def __str__(self) -> str:
        return str(self.attempt_id)


class AttemptEvent(models.Model):
    """One row is one thing that happened to an attempt; the Attempt row is its own start event."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="events")
    kind = models.SlugField(_("kind"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("attempt event")
        verbose_name_plural = _("attempt events")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.kind}"


class Response(models.Model):
    """One row is the current answer to one item of one attempt. No index on columns that a save touches."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="responses", db_index=False)
    position = models.PositiveSmallIntegerField(pgettext_lazy("place in a list", "position"))
    value = models.JSONField(_("answer"))
    seat = models.PositiveIntegerField(_("seat"))
    sequence = models.PositiveIntegerField(_("sequence"))
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = [models.UniqueConstraint("attempt", "position", name="one_response_per_item")]

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.position}"


class ResponseLogQuerySet(models.QuerySet["ResponseLog"]):
    """Reads over what was received."""

    def to_judge(self) -> "ResponseLogQuerySet":
        """The late ones, without those that count by now, as after a pause, or that the same page took back in time."""
        same = {name: OuterRef(name) for name in ("attempt", "position", "seat")}
        again = ResponseLog.objects.filter(late=False, sequence__gte=OuterRef("sequence"), **same)
        return self.filter(late=True).exclude(Exists(again))


class ResponseLog(models.Model):
    """One row is one answer as it was received; late ones are kept for a person to judge."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="response_log")
    position = models.PositiveSmallIntegerField(pgettext_lazy("place in a list", "position"))
    value = models.JSONField(_("answer"))
    seat = models.PositiveIntegerField(_("seat"))
    sequence = models.PositiveIntegerField(_("sequence"))
    received_at = models.DateTimeField(_("received at"))
    client_at = models.DateTimeField(_("browser's time"), null=True, blank=True)
    late = models.BooleanField(_("late"), default=False)

    objects = ResponseLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("response log entry")
        verbose_name_plural = _("response log")

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.position} · {self.seat}.{self.sequence}"
