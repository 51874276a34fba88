"""Roll-up runs: immutable figures of one period as of one day."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from people.models import Agency, StaffProfile


class RollUpRun(models.Model):
    """One row is one count over the whole tree, never changed afterwards."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    period = models.CharField(_("period"), max_length=10)
    as_of = models.DateField(_("as of"))
    created_at = models.DateTimeField(_("made at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    unplaced = models.PositiveIntegerField(_("people at agencies outside the tree"), default=0)
    sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("roll-up run")
        verbose_name_plural = _("roll-up runs")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.period} · {self.as_of:%d/%m/%Y}"


class RollUpNode(models.Model):
    """One row is one agency's figures, its own and its whole subtree's; agency facts are as of the run's day."""

    run = models.ForeignKey(RollUpRun, models.CASCADE, related_name="nodes")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    code = models.CharField(_("agency code"), max_length=35)
    name = models.CharField(_("agency"), max_length=255)
    parent_code = models.CharField(_("parent's code"), max_length=35, blank=True)
    own = models.JSONField(_("own figures"))
    subtree = models.JSONField(_("figures of the whole subtree"))

    class Meta:
        verbose_name = _("roll-up row")
        verbose_name_plural = _("roll-up rows")
        constraints = [models.UniqueConstraint("run", "agency", name="one_row_per_run_and_agency")]

    def __str__(self) -> str:
        return f"{self.run} · {self.code}"


class RollUpPerson(models.Model):
    """One row is one person's standing on one obligatory course, as the run found it: what rules read."""

    run = models.ForeignKey(RollUpRun, models.CASCADE, related_name="persons")
    staff = models.ForeignKey(StaffProfile, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="+")
    full_name = models.CharField(_("full name"), max_length=120)
    staff_code = models.CharField(_("staff code"), max_length=40)
    due_on = models.DateField(_("due on"))
    enrolled = models.BooleanField(_("enrolled"))
    completed = models.BooleanField(_("completed"))
    sat = models.BooleanField(_("sat"))
    passed = models.BooleanField(_("passed"))
    overdue = models.BooleanField(_("overdue"))
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True)
    facts = models.JSONField(_("further facts"), default=dict)

    class Meta:
        verbose_name = _("roll-up person")
        verbose_name_plural = _("roll-up persons")
        constraints = [
            models.UniqueConstraint("run", "staff", "course", name="one_row_per_run_person_course")
        ]

    def __str__(self) -> str:
        return f"{self.run} · {self.full_name}"
