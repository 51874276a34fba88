"""Certificates: the register first, the PDF made from it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import Exam, Result
from courses.models import CoursePage, Enrolment
from people.models import Agency, StaffProfile


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


class Signatory(models.Model):
    """One row is who signs an agency's certificates from one day until (not including) another."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="signatories", verbose_name=_("agency"))
    authority = models.CharField(_("authority line"), max_length=120, blank=True)
    position = models.CharField(_("position"), max_length=120)
    full_name = models.CharField(_("full name"), max_length=120)
    place = models.CharField(_("place of issue"), max_length=80)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

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


class CertificateState(models.TextChoices):
    """What a certificate is worth."""

    VALID = "valid", _("valid")
    REVOKED = "revoked", _("revoked")
    SUPERSEDED = "superseded", _("superseded")


class Certificate(models.Model):
    """One row is one issued certificate: what is printed on it was copied at the moment of issue."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="certificates")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    serial = models.CharField(_("serial"), max_length=60, unique=True)
    code = models.CharField(_("check code"), max_length=20, unique=True)
    staff = models.ForeignKey(StaffProfile, models.PROTECT, related_name="certificates")
    course = models.ForeignKey(CoursePage, models.PROTECT, null=True, blank=True, related_name="certificates")
    result = models.ForeignKey(Result, models.PROTECT, null=True, blank=True, related_name="certificates")
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    facts = models.JSONField(_("printed facts"))
    facts_hash = models.CharField(max_length=64)
    state = models.CharField(
        _("state"), max_length=12, choices=CertificateState, default=CertificateState.VALID
    )
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_reason = models.CharField(_("reason"), max_length=500, blank=True)
    superseded_by = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )
    pdf = models.FileField(_("PDF"), upload_to="certificates/%Y/%m/", blank=True)
    rendered_at = models.DateTimeField(_("rendered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint("agency", "year", "number", name="no_certificate_number_twice"),
            models.UniqueConstraint(
                "result", condition=Q(state="valid"), name="one_valid_certificate_per_result"
            ),
            models.UniqueConstraint(
                "enrolment", condition=Q(state="valid"), name="one_valid_certificate_per_completion"
            ),
            models.CheckConstraint(
                condition=Q(result=None) ^ Q(enrolment=None),
                name="certificate_is_for_a_result_or_a_completion",
            ),
            models.CheckConstraint(
                condition=~Q(state="revoked") | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
                name="revoked_certificate_says_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.serial


class CertificateClaim(models.Model):
    """One row is one earned certificate that waits for the batch approval of its agency."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="certificate_claims")
    staff = models.ForeignKey(StaffProfile, models.PROTECT, related_name="certificate_claims")
    result = models.OneToOneField(
        Result, models.PROTECT, null=True, blank=True, related_name="certificate_claim"
    )
    enrolment = models.OneToOneField(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="certificate_claim"
    )
    claimed_at = models.DateTimeField(_("earned at"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    certificate = models.OneToOneField(
        Certificate, models.PROTECT, null=True, blank=True, related_name="claim"
    )

    class Meta:
        verbose_name = _("certificate claim")
        verbose_name_plural = _("certificate claims")
        constraints = [
            models.CheckConstraint(
                condition=Q(result=None) ^ Q(enrolment=None), name="claim_is_for_a_result_or_a_completion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} · {self.exam}"
