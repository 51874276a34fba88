"""Scores, which are appended, and results, which are derived from them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import StaffProfile

from .attempts import Attempt
from .exams import Exam


class Score(models.Model):
    """One row is one scoring of one attempt; a new scoring is a new row, the latest one counts."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="scores")
    rule = models.CharField(_("scoring rule"), max_length=40)
    item_scores = models.JSONField(_("scores by position"))
    raw = models.DecimalField(_("raw score"), max_digits=9, decimal_places=4)
    maximum = models.DecimalField(_("maximum"), max_digits=9, decimal_places=4)
    scaled = models.DecimalField(_("scaled score"), max_digits=5, decimal_places=2)
    topics = models.JSONField(_("scores by topic"), default=list)
    rulings = models.JSONField(_("rulings applied"), default=list)
    scored_at = models.DateTimeField(_("scored at"))
    scored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.scaled}"


class ResultQuerySet(models.QuerySet["Result"]):
    """Reads over results."""

    def standing(self) -> "ResultQuerySet":
        """Without those whose every attempt was declared void."""
        return self.filter(attempts_used__gt=0)


class Result(models.Model):
    """One row is what counts for a person and exam in a period. Facts are copied at the moment, not joined later."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff = models.ForeignKey(StaffProfile, models.PROTECT, related_name="results")
    exam = models.ForeignKey(Exam, models.PROTECT, related_name="results")
    period = models.CharField(_("period"), max_length=10)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)
    passed = models.BooleanField(_("passed"))
    cut_score = models.DecimalField(_("cut score"), max_digits=5, decimal_places=2)
    rule = models.CharField(_("scoring rule"), max_length=40)
    parts = models.JSONField(_("counting scores by part"), default=list)
    topics = models.JSONField(_("scores by topic"), default=list)
    attempts_used = models.PositiveSmallIntegerField(_("attempts used"), default=1)
    first_score = models.DecimalField(_("score of the first attempt"), max_digits=5, decimal_places=2)
    full_name = models.CharField(_("full name"), max_length=120)
    agency_code = models.CharField(_("agency code"), max_length=35, blank=True)
    agency_name = models.CharField(_("agency"), max_length=255, blank=True)
    settled_at = models.DateTimeField(_("settled at"))

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [
            models.UniqueConstraint("staff", "exam", "period", name="one_result_per_person_exam_period")
        ]

    def __str__(self) -> str:
        return f"{self.full_name} · {self.exam} · {self.score}"


class Settlement(models.Model):
    """One row is what a result said from a moment on; appended, so that figures of an earlier day can be counted."""

    FACTS = ("score", "passed", "first_score", "attempts_used", "settled_at")

    result = models.ForeignKey(Result, models.CASCADE, related_name="settlements")
    at = models.DateTimeField(_("since"))
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)
    passed = models.BooleanField(_("passed"))
    first_score = models.DecimalField(_("score of the first attempt"), max_digits=5, decimal_places=2)
    attempts_used = models.PositiveSmallIntegerField(_("attempts used"))
    settled_at = models.DateTimeField(_("settled at"))

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.result_id} · {self.score}"
