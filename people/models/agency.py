"""The tree of agencies, and what it was on any earlier day."""

import uuid
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from ..text import fold


class AgencyQuerySet(MP_NodeQuerySet):
    """Reads over the tree of today."""

    def under(self, agency: "Agency") -> "AgencyQuerySet":
        """The agency itself and everything below it."""
        return self.filter(path__startswith=agency.path)


class AgencyManager(MP_NodeManager):
    """Gives agencies in the order of the tree."""

    def get_queryset(self) -> AgencyQuerySet:
        """All agencies, parents before children."""
        return AgencyQuerySet(self.model, using=self._db).order_by("path")

    def under(self, agency: "Agency") -> AgencyQuerySet:
        """The agency itself and everything below it."""
        return self.get_queryset().under(agency)


class Agency(MP_Node):
    """One row is one agency or unit, as it is today; `AgencyPeriod` holds what it was."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("identification code"), max_length=35, unique=True)
    legacy_code = models.CharField(_("old code"), max_length=35, null=True, blank=True, unique=True)
    name = models.CharField(_("name"), max_length=255)
    search_key = models.CharField(max_length=255, editable=False, db_index=True)
    kind = models.CharField(_("level"), max_length=60, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    node_order_by = ["code"]

    objects = AgencyManager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the search key with the name."""
        self.search_key = fold(self.name)
        super().save(*args, **kwargs)


class AgencyPeriodQuerySet(models.QuerySet["AgencyPeriod"]):
    """Reads over the history."""

    def on(self, day: date) -> "AgencyPeriodQuerySet":
        """The rows valid on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class AgencyPeriod(models.Model):
    """One row is an agency's name, codes and parent from one day until (not including) another."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="periods")
    parent = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="child_periods")
    code = models.CharField(_("identification code"), max_length=35)
    legacy_code = models.CharField(_("old code"), max_length=35, null=True, blank=True)
    name = models.CharField(_("name"), max_length=255)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    objects = AgencyPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency period")
        verbose_name_plural = _("agency periods")
        ordering = ["agency", "valid_from"]
        constraints = [
            models.UniqueConstraint("agency", condition=Q(valid_to=None), name="one_open_period_per_agency"),
            models.UniqueConstraint("agency", "valid_from", name="one_period_per_agency_and_day"),
            models.UniqueConstraint("code", condition=Q(valid_to=None), name="one_agency_per_code_today"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="agency_period_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("agency")), name="agency_is_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from:%d/%m/%Y})"
