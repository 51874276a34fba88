"""What the application tells a person."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One row is one message to one person, shown in the application; e-mail goes beside it."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.SlugField(_("kind"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=120, blank=True, editable=False)
    created_at = models.DateTimeField(_("sent at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "recipient",
                "dedupe_key",
                condition=~Q(dedupe_key=""),
                name="one_notice_per_recipient_and_key",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
