"""Issued certificates and the claims that wait for approval."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import Exam, Result
from courses.models import CoursePage, Enrolment
from people import scope
from people.models import Agency, Role, StaffProfile
from people.text import fold

from ..facts import CertificateFacts, facts_hash

KEEPERS = (Role.HR_MANAGER, Role.ADMINISTRATOR)


class CertificateState(models.TextChoices):
    """What a certificate is worth."""

    VALID = "valid", _("valid")
    REVOKED = "revoked", _("revoked")
    SUPERSEDED = "superseded", _("superseded")


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Reads over certificates."""

    def valid(self) -> "CertificateQuerySet":
        """Those that stand."""
        return self.filter(state=CertificateState.VALID)

    def visible_to(self, user: scope.AnyUser) -> "CertificateQuerySet":
        """Those that a keeper's agencies issued, and those of the staff who serve there today."""
        agencies = scope.agencies_for(user, *KEEPERS)
        staff = scope.staff_visible_to(user, *KEEPERS)
        return self.filter(Q(agency__in=agencies) | Q(staff__in=staff))

    def of_or_visible_to(self, user: scope.AnyUser) -> "CertificateQuerySet":
        """The user's own, and what a keeper sees."""
        return self.filter(Q(staff__user_id=user.pk) | Q(pk__in=self.visible_to(user).values("pk")))

    def matching(self, words: str) -> "CertificateQuerySet":
        """Those whose serial, code, or holder's name contains every word, accents and case aside."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(serial__icontains=word)
                | Q(code__icontains=word)
                | Q(staff__search_key__contains=fold(word))
            )
        return found

    def contradicted(self) -> "CertificateQuerySet":
        """Valid ones whose result has been scored anew and is no longer a pass: a person must look."""
        return self.valid().filter(result__passed=False)

    def unrendered(self) -> "CertificateQuerySet":
        """Those without a PDF yet."""
        return self.filter(rendered_at=None)


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

    objects = CertificateQuerySet.as_manager()

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

    @property
    def earned(self) -> Result | Enrolment:
        """What it was earned by; a constraint sees to it that there is one."""
        return earned_by(self)

    @property
    def printed(self) -> CertificateFacts:
        """What it says. Raises ValueError for facts of an unknown schema."""
        return CertificateFacts.from_json(self.facts)

    @property
    def is_intact(self) -> bool:
        """Whether the stored facts are still those that were hashed at issue."""
        return facts_hash(self.facts) == self.facts_hash


class CertificateClaimQuerySet(models.QuerySet["CertificateClaim"]):
    """Reads over claims."""

    def waiting(self) -> "CertificateClaimQuerySet":
        """Those that nobody has approved."""
        return self.filter(approved_at=None)

    def visible_to(self, user: scope.AnyUser) -> "CertificateClaimQuerySet":
        """Those whose exam belongs to an agency that the user keeps."""
        return self.filter(exam__agency__in=scope.agencies_for(user, *KEEPERS))


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

    objects = CertificateClaimQuerySet.as_manager()

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

    @property
    def earned(self) -> Result | Enrolment:
        """What it was earned by; a constraint sees to it that there is one."""
        return earned_by(self)


def earned_by(row: Certificate | CertificateClaim) -> Result | Enrolment:
    """The one of result and enrolment that is there."""
    if row.result is not None:
        return row.result
    if row.enrolment is None:
        raise ValueError(f"{row.pk} was earned by nothing")
    return row.enrolment
