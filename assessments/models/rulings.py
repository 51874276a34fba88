"""Faults in items: what candidates report, and what examiners rule for everybody who had the item."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .attempts import Attempt
from .bank import ItemVersion
from .exams import Exam


class ItemReport(models.Model):
    """One row is what a candidate says is wrong with an item of the paper."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="item_reports")
    position = models.PositiveSmallIntegerField(pgettext_lazy("place in a list", "position"))
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="reports")
    text = models.TextField(_("what is wrong"), max_length=1000)
    reported_at = models.DateTimeField(_("reported at"))

    class Meta:
        verbose_name = _("report of an item")
        verbose_name_plural = _("reports of items")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("attempt", "position", name="one_report_per_attempt_and_item")]

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.position}"


class RulingKind(models.TextChoices):
    """What is done with a faulty item."""

    NEUTRALISED = "neutralised", _("full marks for everybody")
    CORRECTED = "corrected", _("scored by the corrected key")


class ItemRuling(models.Model):
    """One row decides how an item of an exam is scored for everybody who had it; the latest of an item holds."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exam = models.ForeignKey(Exam, models.PROTECT, related_name="rulings")
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="rulings")
    kind = models.CharField(_("ruling"), max_length=12, choices=RulingKind)
    replacement = models.ForeignKey(ItemVersion, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changes = models.JSONField(_("scores before and after"), default=list)
    done_at = models.DateTimeField(_("carried out at"), null=True, blank=True)

    class Meta:
        verbose_name = _("ruling on an item")
        verbose_name_plural = _("rulings on items")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="neutralised", replacement__isnull=True)
                | Q(kind="corrected", replacement__isnull=False),
                name="corrected_item_has_its_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.exam} · {self.version_id} · {self.kind}"
