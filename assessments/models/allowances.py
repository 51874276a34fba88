"""What holds for one candidate other than for all: accommodations, groups and overrides; see `core.allowances`."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import StaffProfile

from .exams import Exam


class Accommodation(models.Model):
    """One row belongs to one person and applies in every exam."""

    staff = models.OneToOneField(StaffProfile, models.CASCADE, related_name="accommodation")
    extra_minutes = models.PositiveSmallIntegerField(
        _("minutes more"), default=0, validators=[MaxValueValidator(1440)]
    )
    factor = models.DecimalField(
        _("factor on the time"),
        max_digits=3,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
    )
    no_limit = models.BooleanField(_("no time limit"), default=False)
    large_type = models.BooleanField(_("large type"), default=False)
    reason = models.CharField(_("reason"), max_length=500)
    granted_at = models.DateTimeField(_("granted at"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("accommodation")
        verbose_name_plural = _("accommodations")
        constraints = [
            models.CheckConstraint(condition=Q(factor__gte=1), name="accommodation_takes_no_time_away")
        ]

    def __str__(self) -> str:
        return str(self.staff)


class CandidateGroup(models.Model):
    """One row is a group of an exam's candidates for whom other rules hold."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exam = models.ForeignKey(Exam, models.CASCADE, related_name="groups")
    title = models.CharField(_("title"), max_length=120)
    members = models.ManyToManyField(StaffProfile, blank=True, related_name="candidate_groups")

    class Meta:
        verbose_name = _("group of candidates")
        verbose_name_plural = _("groups of candidates")
        constraints = [models.UniqueConstraint("exam", "title", name="one_group_per_exam_and_title")]

    def __str__(self) -> str:
        return self.title


class Override(models.Model):
    """One row changes an exam's rules for one person or one group: the fields that `fields` names, and no others."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exam = models.ForeignKey(Exam, models.CASCADE, related_name="overrides")
    staff = models.ForeignKey(StaffProfile, models.CASCADE, null=True, blank=True, related_name="overrides")
    group = models.OneToOneField(
        CandidateGroup, models.CASCADE, null=True, blank=True, related_name="override"
    )
    fields = models.JSONField(_("what it changes"), default=list)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("last moment to start"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    access_code = models.CharField(_("access code"), max_length=20, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        constraints = [
            models.UniqueConstraint(
                "exam", "staff", condition=Q(staff__isnull=False), name="one_override_per_exam_and_person"
            ),
            models.CheckConstraint(
                condition=Q(staff__isnull=True, group__isnull=False)
                | Q(staff__isnull=False, group__isnull=True),
                name="override_is_for_a_person_or_a_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam} · {self.staff or self.group}"
