"""Days on which agencies are closed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """One row is one day that differs from the week: a holiday, or a Saturday worked in exchange."""

    on = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    works = models.BooleanField(_("is worked"), default=False)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.name}"
