"""Files that people upload to be read in."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .agency import Agency


class ImportRun(models.Model):
    """One row is one uploaded file: what it would do, whether that was confirmed, and the report to keep."""

    class State(models.TextChoices):
        """Where the run stands."""

        UPLOADED = "uploaded", _("uploaded")
        READING = "reading", _("being read")
        PREVIEWED = "previewed", _("waiting for your confirmation")
        APPLYING = "applying", _("being imported")
        APPLIED = "applied", _("imported")
        FAILED = "failed", _("could not be read")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.SlugField(_("kind"))
    file = models.FileField(_("file"), upload_to="imports/%Y/%m/")
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="import_runs")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="import_runs")
    options = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UPLOADED)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    report = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("uploaded at"))
    put_off_until = models.DateTimeField(null=True, blank=True, editable=False)
    applied_at = models.DateTimeField(_("imported at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name
