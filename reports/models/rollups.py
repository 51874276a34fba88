"""Roll-up runs: immutable figures of one period as of one day."""

import uuid
from functools import reduce
from operator import or_
from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q, QuerySet
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


class NodeQuerySet(models.QuerySet["RollUpNode"]):
    """Reads over the tree of one run."""

    def below(self, node: "RollUpNode") -> "NodeQuerySet":
        """The agency and everything below it, in the tree of that run."""
        return self.filter(run=node.run_id, path__startswith=node.path)

    def within(self, agencies: "QuerySet[Agency]") -> "NodeQuerySet":
        """Rows of agencies that somebody may see."""
        return self.filter(agency__in=agencies)


class RollUpNode(models.Model):
    """One row is one agency's figures, its own and its whole subtree's; agency facts are as of the run's day."""

    run = models.ForeignKey(RollUpRun, models.CASCADE, related_name="nodes")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    code = models.CharField(_("agency code"), max_length=35)
    name = models.CharField(_("agency"), max_length=255)
    parent_code = models.CharField(_("parent's code"), max_length=35, blank=True)
    path = models.TextField(_("line of codes from the root"), default="")
    own = models.JSONField(_("own figures"))
    subtree = models.JSONField(_("figures of the whole subtree"))

    objects = NodeQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("roll-up row")
        verbose_name_plural = _("roll-up rows")
        constraints = [models.UniqueConstraint("run", "agency", name="one_row_per_run_and_agency")]

    def __str__(self) -> str:
        return f"{self.run} · {self.code}"


class PersonQuerySet(models.QuerySet["RollUpPerson"]):
    """Reads over the obligation rows of runs."""

    def below(self, *nodes: RollUpNode) -> "PersonQuerySet":
        """Those who served in one of the agencies or below it, in the tree of their run."""
        beneath = reduce(or_, map(RollUpNode.objects.below, nodes))
        return self.filter(run=nodes[0].run_id, agency__in=beneath.values("agency"))

    def per_person(self) -> "PersonQuerySet":
        """One dict per person with `duties` and how many of them are enrolled, completed, … (…_count)."""
        counts = {f"{name}_count": Count("pk", filter=Q(**{name: True})) for name in STANDINGS}
        people = self.order_by().values("staff_id", "staff__uuid", "full_name", "staff_code", "agency_id")
        return cast("PersonQuerySet", people.annotate(duties=Count("pk"), **counts))

    def measured(self, measure: str) -> "PersonQuerySet":
        """After `per_person`: those whom a measure of a node counts."""
        return self.filter(MEASURED[measure])


STANDINGS = ("enrolled", "completed", "has_exam", "sat", "passed", "overdue")
# How a measure of a node picks its persons: at least one to take part, all to finish (docs/algorithms/roll-up.md).
MEASURED = {
    "in_scope": Q(duties__gt=0),
    "enrolled": Q(enrolled_count__gt=0),
    "completed": Q(completed_count=F("duties")),
    "sat": Q(sat_count__gt=0),
    "passed": Q(sat_count__gt=0, passed_count=F("sat_count")),
    "overdue": Q(overdue_count__gt=0),
}


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
    has_exam = models.BooleanField(_("has an exam"), default=False)
    sat = models.BooleanField(_("sat"))
    passed = models.BooleanField(_("passed"))
    overdue = models.BooleanField(_("overdue"))
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True)
    facts = models.JSONField(_("further facts"), default=dict)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("roll-up person")
        verbose_name_plural = _("roll-up persons")
        constraints = [
            models.UniqueConstraint("run", "staff", "course", name="one_row_per_run_person_course")
        ]

    def __str__(self) -> str:
        return f"{self.run} · {self.full_name}"
