"""The append-only record."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LedgerEntry(models.Model):
    """One row is one act that nobody may rewrite; each carries the hash of the one before it."""

    kind = models.SlugField(_("kind"))
    subject = models.CharField(_("subject"), max_length=120, db_index=True)
    payload = models.JSONField(_("facts"), default=dict)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} · {self.subject}"
