"""The register of each agency and year, who signs, and what a score is called."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet

from courses.models.learning import path_prefixes
from people.models import Agency


class Register(models.Model):
    """One row is one agency's register of one year; its numbers only grow and are never used again."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="certificate_registers")
    year = models.PositiveSmallIntegerField(_("year"))
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("registers")
        constraints = [models.UniqueConstraint("agency", "year", name="one_register_per_agency_and_year")]

    def __str__(self) -> str:
        return f"{self.agency.code}/{self.year}"


class SignatoryQuerySet(models.QuerySet["Signatory"]):
    """Reads over signatories."""

    def on(self, day: date) -> "SignatoryQuerySet":
        """Those who sign on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def nearest(self, agency: Agency, day: date) -> "Signatory | None":
        """Who signs for an agency on a day: its own signatory, else that of the nearest agency above."""
        above = self.on(day).filter(agency__path__in=path_prefixes(agency.path)).select_related("agency")
        return above.order_by("-agency__depth", "-valid_from").first()


class Signatory(models.Model):
    """One row is who signs an agency's certificates from one day until (not including) another."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="signatories", verbose_name=_("agency"))
    authority = models.CharField(_("authority line"), max_length=120, blank=True)
    position = models.CharField(_("position"), max_length=120)
    full_name = models.CharField(_("full name"), max_length=120)
    place = models.CharField(_("place of issue"), max_length=80)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [
            models.UniqueConstraint(
                "agency", condition=Q(valid_to=None), name="one_signatory_per_agency_today"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} · {self.agency}"


class RatingBandQuerySet(models.QuerySet["RatingBand"]):
    """Reads over rating bands."""

    def word_for(self, score: Decimal, day: date) -> str:
        """What a score is called on a day; empty when no band reaches down to it."""
        bands = self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day, minimum__lte=score)
        return bands.order_by("-minimum").values_list("word", flat=True).first() or ""


@register_snippet
class RatingBand(models.Model):
    """One row says what scores from a minimum upwards are called, from one day until (not including) another."""

    minimum = models.DecimalField(_("from score (0 to 100)"), max_digits=5, decimal_places=2)
    word = models.CharField(_("rating"), max_length=40)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    objects = RatingBandQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate rating")
        verbose_name_plural = _("certificate ratings")
        ordering = ["-minimum"]
        constraints = [
            models.UniqueConstraint("minimum", "valid_from", name="one_rating_per_minimum_and_day"),
            models.CheckConstraint(
                condition=Q(minimum__gte=0) & Q(minimum__lte=100), name="rating_minimum_is_from_0_to_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word} ≥ {self.minimum}"
