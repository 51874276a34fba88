"""Items and the banks that hold them. Practice and exam items live in separate banks."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import Competence, CoursePage
from people.models import Agency
from people.sanitize import plain_text


class Purpose(models.TextChoices):
    """What a bank's items are for."""

    PRACTICE = "practice", _("practice (self-checks in lessons)")
    EXAM = "exam", _("exams")


class Level(models.TextChoices):
    """How much an item asks of the candidate."""

    RECALL = "NB", _("recall")
    UNDERSTANDING = "TH", _("understanding")
    APPLICATION = "VD", _("application")


class ItemState(models.TextChoices):
    """Where an item stands; see `core.lifecycle`."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    LIVE = "live", _("in use")
    RETIRED = "retired", _("retired")


class ItemBank(models.Model):
    """One row is one bank of one agency; its purpose never changes once it holds items."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="item_banks", verbose_name=_("agency"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    course = models.ForeignKey(
        CoursePage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="item_banks",
        verbose_name=_("course"),
    )

    class Meta:
        verbose_name = _("item bank")
        verbose_name_plural = _("item banks")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"

    @property
    def practice(self) -> bool:
        """True for a bank of self-checks."""
        return self.purpose == Purpose.PRACTICE


class Item(models.Model):
    """One row is one question; what it says is in its versions."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(ItemBank, models.PROTECT, related_name="items")
    code = models.CharField(_("code"), max_length=80)
    topic = models.CharField(_("topic"), max_length=200)
    level = models.CharField(pgettext_lazy("of an item", "level"), max_length=2, choices=Level)
    state = models.CharField(_("state"), max_length=10, choices=ItemState, default=ItemState.DRAFT)
    current_version = models.OneToOneField(
        "ItemVersion", models.PROTECT, null=True, blank=True, related_name="current_of"
    )
    competences = models.ManyToManyField(
        Competence, blank=True, related_name="items", verbose_name=_("competences")
    )

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["bank", "code"]
        constraints = [models.UniqueConstraint("bank", "code", name="one_item_per_bank_and_code")]

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """One row is an item's frozen content; a change makes a new version."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=20)
    stem = models.TextField(_("stem"))
    content = models.JSONField(_("content"))
    practice = models.BooleanField(default=False, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("item version")
        verbose_name_plural = _("item versions")
        constraints = [models.UniqueConstraint("item", "number", name="one_item_version_per_number")]

    def __str__(self) -> str:
        return f"{self.item} v{self.number}"

    @property
    def plain_stem(self) -> str:
        """The question as plain text, for lists."""
        return plain_text(self.stem) if self.content["html"] else self.stem
