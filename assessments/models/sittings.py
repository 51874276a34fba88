"""Sittings (ca thi): who sits where and when, who watches, and what is written down about it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import Agency, StaffProfile

from .exams import Exam


class SittingState(models.TextChoices):
    """Where a sitting stands; see `core.lifecycle`."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


OVER = (SittingState.CLOSED, SittingState.CANCELLED)


class StartMode(models.TextChoices):
    """When the time of a sitting's candidates begins to run."""

    WHEN_READY = "when_ready", _("each starts when ready")
    TOGETHER = "together", _("for all at the sitting's beginning")


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Reads over sittings."""

    def published(self) -> "SittingQuerySet":
        """Those that candidates know of and that are not over."""
        return self.filter(state=SittingState.PUBLISHED)

    def ahead(self) -> "SittingQuerySet":
        """Those that are prepared or under way: neither closed nor cancelled."""
        return self.exclude(state__in=OVER)


class Sitting(models.Model):
    """One row is one room or time slot of an exam."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exam = models.ForeignKey(Exam, models.PROTECT, related_name="sittings", verbose_name=_("exam"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="sittings", verbose_name=_("agency"))
    title = models.CharField(_("title"), max_length=120)
    room = models.CharField(_("room"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SittingState, default=SittingState.DRAFT)
    trial = models.BooleanField(_("rehearsal"), default=False)
    begins_at = models.DateTimeField(_("begins at"))
    late_until = models.DateTimeField(_("last moment to start"))
    ends_at = models.DateTimeField(_("everybody stops at"), null=True, blank=True)
    start_mode = models.CharField(
        _("the time runs"), max_length=10, choices=StartMode, default=StartMode.WHEN_READY
    )
    access_code = models.CharField(_("access code"), max_length=20, blank=True)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    invigilators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="sittings", verbose_name=_("invigilators")
    )

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["begins_at", "pk"]
        constraints = [
            models.UniqueConstraint("exam", "title", name="one_sitting_per_exam_and_title"),
            models.CheckConstraint(
                condition=Q(late_until__gte=F("begins_at")), name="sitting_takes_in_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("late_until")),
                name="sitting_ends_after_the_last_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam} · {self.title}"

    @property
    def is_over(self) -> bool:
        """Closed or cancelled: nobody joins or starts any more."""
        return self.state in OVER


class SittingEvent(models.Model):
    """One row is one act on a whole sitting: paused, resumed, closed, cancelled …"""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="events")
    kind = models.SlugField(_("kind"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("sitting event")
        verbose_name_plural = _("sitting events")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.sitting_id} · {self.kind}"


class PlaceState(models.TextChoices):
    """Whether the person came."""

    EXPECTED = "expected", _("expected")
    ADMITTED = "admitted", _("admitted")
    ABSENT = "absent", _("absent")
    MOVED = "moved", _("moved to another sitting")


class Place(models.Model):
    """One row is one person's place in a sitting."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="places")
    staff = models.ForeignKey(StaffProfile, models.PROTECT, related_name="places")
    state = models.CharField(_("state"), max_length=10, choices=PlaceState, default=PlaceState.EXPECTED)
    identity_checked = models.BooleanField(_("identity checked"), default=False)
    admitted_at = models.DateTimeField(_("admitted at"), null=True, blank=True)
    admitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    moved_to = models.ForeignKey(Sitting, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("sitting", "staff", name="one_place_per_person_and_sitting"),
            models.CheckConstraint(
                condition=~Q(state="admitted")
                | Q(admitted_at__isnull=False, admitted_by__isnull=False, identity_checked=True),
                name="admitted_after_the_identity_was_checked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting} · {self.staff}"


class IncidentKind(models.TextChoices):
    """What an incident report is about."""

    IDENTITY = "identity", _("identity")
    TECHNICAL = "technical", _("technical")
    ITEM_FAULT = "item_fault", _("fault in an item")
    MISCONDUCT = "misconduct", _("misconduct")


class IncidentReport(models.Model):
    """One row is one report (biên bản) of a sitting; written once, never changed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="incidents")
    kind = models.CharField(_("category"), max_length=12, choices=IncidentKind)
    happened_at = models.DateTimeField(_("happened at"))
    text = models.TextField(_("what happened"), max_length=5000)
    places = models.ManyToManyField(Place, blank=True, related_name="incidents", verbose_name=_("candidates"))
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("incident report")
        verbose_name_plural = _("incident reports")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.sitting} · {self.get_kind_display()}"
