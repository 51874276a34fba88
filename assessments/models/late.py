"""What examiners decide on answers that came too late, or from where they no longer counted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .attempts import ResponseLog


class LateDecision(models.Model):
    """One row is one decision on one late answer, never changed. The value is the one that was judged."""

    entry = models.OneToOneField(ResponseLog, models.CASCADE, related_name="decision")
    value = models.JSONField(_("answer"))
    accepted = models.BooleanField(_("accepted"))
    reason = models.CharField(_("reason"), max_length=500)
    decided_at = models.DateTimeField(_("decided at"))
    told_at = models.DateTimeField(_("candidate told at"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("decision on a late answer")
        verbose_name_plural = _("decisions on late answers")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="late_decision_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} · {self.accepted}"
