"""The competency framework: what courses and items point at."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.search import index

from people.text import fold, nfc


class Framework(models.TextChoices):
    """Where a competence is written down."""

    QD757 = "qd757", _("Basic digital knowledge and skills (Decision 757/QĐ-BKHCN)")
    TT03 = "tt03", _("IT skill standard (Circular 03/2014/TT-BTTTT)")


class Competence(index.Indexed, models.Model):
    """One row is one competence of a framework."""

    framework = models.CharField(_("framework"), max_length=10, choices=Framework)
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    group = models.CharField(_("group"), max_length=120, blank=True)
    digcomp = models.CharField(_("DigComp competence"), max_length=10, blank=True)
    position = models.PositiveSmallIntegerField(pgettext_lazy("place in a list", "position"), default=0)
    search_key = models.CharField(max_length=260, editable=False, default="")

    search_fields = [
        index.SearchField("search_key"),
        index.AutocompleteField("search_key"),
        index.FilterField("framework"),
    ]

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering = ["framework", "position"]
        constraints = [models.UniqueConstraint("framework", "code", name="one_competence_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the search key with the words."""
        self.title, self.group = nfc(self.title), nfc(self.group)
        self.search_key = fold(f"{self.code} {self.title}")
        super().save(*args, **kwargs)
