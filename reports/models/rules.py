"""Rules of reward and follow-up: versioned data with adjustable numbers, never constants in code."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import Agency


class LegalBasis(models.Model):
    """One row is one legal text that a rule rests on, for as long as it is in force."""

    class Status(models.TextChoices):
        """How sure we are, and whether it still stands."""

        IN_FORCE = "in_force", _("in force")
        REPLACED = "replaced", _("replaced")
        UNVERIFIED = "unverified", _("to be verified")

    code = models.CharField(_("number and sign"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=300)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    effective_from = models.DateField(_("effective from"), null=True, blank=True)
    effective_to = models.DateField(_("effective until"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Subject(models.TextChoices):
    """Whom a rule speaks of."""

    PERSON = "person", _("a person")
    AGENCY = "agency", _("an agency")


class Direction(models.TextChoices):
    """What a proposal would mean for its subject."""

    POSITIVE = "positive", _("recognition")
    NEGATIVE = "negative", _("follow-up")


class Rule(models.Model):
    """One row is one rule by its code; what it says is in its versions."""

    code = models.SlugField(_("code"), max_length=10, unique=True)
    title = models.CharField(_("title"), max_length=200)
    subject = models.CharField(_("concerns"), max_length=10, choices=Subject)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"


class RuleVersion(models.Model):
    """One row is a rule's sentence and numbers from one day on; a change makes a new version."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    sentence = models.CharField(_("the rule as a sentence"), max_length=500)
    outcome = models.CharField(_("what is proposed"), max_length=300)
    parameters = models.JSONField(_("numbers"), default=dict)
    legal_basis = models.ForeignKey(
        LegalBasis,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rule_versions",
        verbose_name=_("legal basis"),
    )
    effective_from = models.DateField(_("effective from"))
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("rule version")
        verbose_name_plural = _("rule versions")
        ordering = ["rule", "number"]
        constraints = [models.UniqueConstraint("rule", "number", name="one_rule_version_per_number")]

    def __str__(self) -> str:
        return f"{self.rule.code} v{self.number}"


class RuleSwitch(models.Model):
    """One row switches one rule off for one agency and everything below it."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="switches")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="rule_switches")
    off_from = models.DateField(_("off from"))
    off_until = models.DateField(_("off until"), null=True, blank=True)
    switched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    switched_at = models.DateTimeField(_("switched at"))

    class Meta:
        verbose_name = _("rule switch")
        verbose_name_plural = _("rule switches")
        constraints = [
            models.UniqueConstraint(
                "rule", "agency", condition=Q(off_until=None), name="one_open_switch_per_rule_agency"
            ),
            models.CheckConstraint(
                condition=Q(off_until=None) | Q(off_until__gte=F("off_from")),
                name="rule_switch_ends_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule.code} · {self.agency}"
