"""Blueprints, exams with their parts, and the forms assembled for them."""

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.core.review import PRESETS, BadPolicy, check_policy
from courses.models import CoursePage
from people.models import Agency

from .bank import ItemBank, ItemVersion, Level


class Blueprint(models.Model):
    """One row is what a test must cover; its rows ask for topic × level × count."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(ItemBank, models.PROTECT, related_name="blueprints", verbose_name=_("item bank"))
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        verbose_name = _("blueprint")
        verbose_name_plural = _("blueprints")
        constraints = [models.UniqueConstraint("bank", "title", name="one_blueprint_per_bank_and_title")]

    def __str__(self) -> str:
        return self.title


class BlueprintRow(models.Model):
    """One row asks for a number of items of one topic and level."""

    blueprint = models.ForeignKey(Blueprint, models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField(pgettext_lazy("place in a list", "position"), default=0)
    topic = models.CharField(_("topic"), max_length=200)
    level = models.CharField(pgettext_lazy("of an item", "level"), max_length=2, choices=Level)
    count = models.PositiveSmallIntegerField(_("number of items"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("blueprint row")
        verbose_name_plural = _("blueprint rows")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "blueprint", "topic", "level", name="one_blueprint_row_per_topic_and_level"
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="blueprint_row_asks_for_items"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} · {self.level} · {self.count}"


class ExamState(models.TextChoices):
    """Where an exam stands."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")


class Counts(models.TextChoices):
    """Which attempt counts."""

    HIGHEST = "highest", _("the highest")
    LAST = "last", _("the last")
    FIRST = "first", _("the first")
    MEAN = "mean", _("the mean of all")


def default_review() -> dict[str, list[str]]:
    """Pass or fail, the score and the scores by topic, at any time afterwards."""
    return {moment: list(parts) for moment, parts in PRESETS["topics"].items()}


def validate_review(value: Any) -> None:
    """Refuses what is no review policy."""
    try:
        check_policy(value)
    except BadPolicy as error:
        raise ValidationError(_("This is no review policy.")) from error


class CertificateOn(models.TextChoices):
    """What leads to a certificate."""

    NONE = "none", _("nothing")
    RESULT = "result", _("a passed result")
    COMPLETION = "completion", _("the completed course")


class CertificateApproval(models.TextChoices):
    """When a certificate is issued."""

    AT_ONCE = "at_once", _("at once")
    BATCH = "batch", _("after a batch approval")


class Exam(models.Model):
    """One row is a test with a policy."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="exams", verbose_name=_("agency"))
    course = models.ForeignKey(
        CoursePage, models.PROTECT, null=True, blank=True, related_name="exams", verbose_name=_("course")
    )
    official = models.BooleanField(_("official"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=ExamState, default=ExamState.DRAFT)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("last moment to start"), null=True, blank=True)
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed in a year"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    access_code = models.CharField(_("access code"), max_length=20, blank=True)
    wait_hours = models.PositiveSmallIntegerField(_("hours to wait after the first attempt"), default=72)
    wait_hours_later = models.PositiveSmallIntegerField(_("hours to wait after later attempts"), default=72)
    counts = models.CharField(
        _("which attempt counts"), max_length=10, choices=Counts, default=Counts.HIGHEST
    )
    kept_months = models.PositiveSmallIntegerField(
        _("months for which a passed part is kept"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("For exams of several parts. Blank: a part counts within its year only."),
    )
    withhold_results = models.BooleanField(_("results wait for the exam council"), default=False)
    results_published_at = models.DateTimeField(_("results published at"), null=True, blank=True)
    results_settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    review = models.JSONField(
        _("what candidates see afterwards"), default=default_review, validators=[validate_review]
    )
    certificate_on = models.CharField(
        _("certificate for"), max_length=12, choices=CertificateOn, default=CertificateOn.RESULT
    )
    certificate_approval = models.CharField(
        _("certificate is issued"),
        max_length=10,
        choices=CertificateApproval,
        default=CertificateApproval.AT_ONCE,
    )
    config_keys = models.TextField(
        _("config keys of the Safe Exam Browser"),
        blank=True,
        help_text=_("One a line. Only a browser with these settings opens the test. Empty: any browser."),
    )
    program_keys = models.TextField(
        _("browser exam keys of the Safe Exam Browser"),
        blank=True,
        help_text=_("One a line, for each version and system that you allow. Empty: any version."),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="exam_closes_after_it_opens",
            ),
            models.CheckConstraint(condition=Q(attempts_allowed__gt=0), name="exam_allows_an_attempt"),
        ]

    def __str__(self) -> str:
        return self.title


class Layout(models.TextChoices):
    """How the paper is laid out."""

    ONE_PAGE = "one_page", _("all items on one page")
    ONE_ITEM = "one_item", _("one item a page")


class ExamPart(models.Model):
    """One row is one timed part of an exam, with its own cut score."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exam = models.ForeignKey(Exam, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField(pgettext_lazy("place in a list", "position"), default=1)
    title = models.CharField(_("title"), max_length=200)
    blueprint = models.ForeignKey(
        Blueprint, models.PROTECT, related_name="parts", verbose_name=_("blueprint")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    cut_score = models.DecimalField(
        _("cut score"),
        max_digits=5,
        decimal_places=2,
        default=50,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    layout = models.CharField(_("layout"), max_length=10, choices=Layout, default=Layout.ONE_PAGE)
    forms_count = models.PositiveSmallIntegerField(
        _("number of forms"), default=4, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    grace_seconds = models.PositiveSmallIntegerField(_("grace in seconds"), default=60)
    exposure_cap = models.PositiveSmallIntegerField(
        _("one item stands in at most this share of the forms (%)"),
        default=100,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    one_way = models.BooleanField(_("no way back to an earlier item"), default=False)
    shuffle_items = models.BooleanField(_("shuffle items"), default=True)
    shuffle_options = models.BooleanField(_("shuffle options"), default=True)

    class Meta:
        verbose_name = _("exam part")
        verbose_name_plural = _("exam parts")
        ordering = ["exam", "position"]
        constraints = [
            models.UniqueConstraint("exam", "position", name="one_exam_part_per_position"),
            models.CheckConstraint(
                condition=Q(cut_score__gte=0) & Q(cut_score__lte=100), name="cut_score_is_from_0_to_100"
            ),
            models.CheckConstraint(
                condition=Q(one_way=False) | Q(layout="one_item"),
                name="one_way_parts_show_one_item_a_page",
                violation_error_message=_(
                    "Without a way back the paper shows one item a page: choose that layout."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Form(models.Model):
    """One row is one assembled paper of a part, frozen before anybody starts."""

    part = models.ForeignKey(ExamPart, models.PROTECT, related_name="forms")
    number = models.PositiveSmallIntegerField(_("number"))
    seed = models.CharField(_("seed"), max_length=64)
    sha256 = models.CharField(max_length=64, editable=False)
    assembled_at = models.DateTimeField(_("assembled at"))
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        constraints = [models.UniqueConstraint("part", "number", name="one_form_per_part_and_number")]

    def __str__(self) -> str:
        return f"{self.part} · {self.number}"


class FormItem(models.Model):
    """One row is one item on one form, with the order of its options."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(pgettext_lazy("place in a list", "position"))
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="form_items")
    option_order = models.JSONField(default=list)
    practice = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("form item")
        verbose_name_plural = _("form items")
        ordering = ["form", "position"]
        constraints = [
            models.UniqueConstraint("form", "position", name="one_form_item_per_position"),
            models.UniqueConstraint("form", "version", name="no_item_twice_on_a_form"),
            models.CheckConstraint(condition=Q(practice=False), name="forms_hold_exam_items_only"),
        ]

    def __str__(self) -> str:
        return f"{self.form} · {self.position}"
