"""Who learns what, how far they are, and who must."""

import uuid
from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import Agency, StaffProfile

from .pages import CoursePage, LessonPage


def path_prefixes(path: str) -> list[str]:
    """The tree paths of an agency and of everything above it, the root first."""
    step = Agency.steplen
    return [path[:end] for end in range(step, len(path) + 1, step)]


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Reads over enrolments."""

    def active(self) -> "EnrolmentQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


class Enrolment(models.Model):
    """One row is one person taking one course."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff = models.ForeignKey(StaffProfile, models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField(_("enrolled at"))
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    last_lesson = models.ForeignKey(LessonPage, models.SET_NULL, null=True, blank=True, related_name="+")
    percent = models.PositiveSmallIntegerField(
        _("percent of lessons"), default=0, validators=[MaxValueValidator(100)]
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                "staff",
                "course",
                condition=Q(withdrawn_at=None),
                name="one_active_enrolment_per_person_and_course",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="enrolment_percent_is_at_most_100"),
        ]

    def __str__(self) -> str:
        return f"{self.staff} · {self.course}"


class LessonProgress(models.Model):
    """One row is one lesson that a learner opened."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="progress")
    lesson = models.ForeignKey(LessonPage, models.CASCADE, related_name="progress")
    opened_at = models.DateTimeField(_("opened at"))
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        constraints = [models.UniqueConstraint("enrolment", "lesson", name="one_progress_per_lesson")]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.lesson}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Reads over assignments."""

    def standing(self) -> "AssignmentQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)

    def running(self, day: date) -> "AssignmentQuerySet":
        """Standing ones that have begun by a day, due or overdue."""
        return self.standing().filter(starts_on__lte=day)

    def within(self, agencies: "models.QuerySet[Agency]") -> "AssignmentQuerySet":
        """Those made for one of the agencies."""
        return self.filter(agency__in=agencies)

    def reaching(self, paths: Collection[str]) -> "AssignmentQuerySet":
        """Those that oblige somebody at or under one of the tree paths: made there, below, or above."""
        reach = Q(agency__path__in={prefix for path in paths for prefix in path_prefixes(path)})
        for path in paths:
            reach |= Q(agency__path__startswith=path)
        return self.filter(reach) if paths else self.none()


class Assignment(models.Model):
    """One row obliges everybody in one agency and below it to take one course by a day, joiners included."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="assignments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assignments")
    starts_on = models.DateField(_("from"))
    due_on = models.DateField(_("due on"))
    assigned_at = models.DateTimeField(_("assigned at"))
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments_made")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assignments_withdrawn"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")), name="assignment_is_due_after_its_start"
            ),
            models.UniqueConstraint(
                "course",
                "agency",
                "due_on",
                condition=Q(withdrawn_at=None),
                name="one_assignment_per_course_agency_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} · {self.agency} · {self.due_on:%d/%m/%Y}"


class ExemptionReason(models.TextChoices):
    """Why somebody need not take part (they reset the clock)."""

    PARENTAL = "parental", _("maternity leave, or raising a child under 12 months")
    ILLNESS = "illness", _("long illness under treatment")
    STUDY = "study", _("full-time study")
    SECONDMENT = "secondment", _("seconded or transferred in the period")
    RETIREMENT = "retirement", _("retires within 12 months")
    DISABILITY = "disability", _("a disability that needs support")
    SYSTEM_FAULT = "system_fault", _("a confirmed fault of the system or the line")


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    """Reads over exemptions."""

    def standing(self) -> "ExemptionQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)

    def on(self, day: date) -> "ExemptionQuerySet":
        """The standing ones that hold on a day, their last day included."""
        return self.standing().filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def from_course(self, course_id: int) -> "ExemptionQuerySet":
        """Those that free from a course, by name or with every other."""
        return self.filter(Q(course=None) | Q(course=course_id))


class Exemption(models.Model):
    """One row frees one person from one course, or from all, from one day to another."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff = models.ForeignKey(StaffProfile, models.CASCADE, related_name="exemptions")
    course = models.ForeignKey(CoursePage, models.PROTECT, null=True, blank=True, related_name="exemptions")
    reason = models.CharField(_("reason"), max_length=20, choices=ExemptionReason)
    note = models.CharField(_("note"), max_length=300, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    granted_at = models.DateTimeField(_("granted at"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="exemptions_granted"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="exemptions_withdrawn"
    )

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="exemption_ends_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} · {self.get_reason_display()}"
