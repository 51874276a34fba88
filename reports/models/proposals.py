"""Proposals: the machine proposes, people decide."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import Agency, StaffProfile, User
from people.scope import AnyUser, agencies_for

from .rollups import RollUpRun
from .rules import Direction, RuleVersion


class ProposalState(models.TextChoices):
    """Where a proposal stands; a negative one first waits for the person's say."""

    AWAITING_STATEMENT = "awaiting_statement", _("waiting for the person's say")
    UNDER_REVIEW = "under_review", _("under review")
    SUBMITTED = "submitted", _("submitted for decision")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN_STATES = [ProposalState.AWAITING_STATEMENT, ProposalState.UNDER_REVIEW, ProposalState.SUBMITTED]


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Reads over proposals."""

    def open(self) -> "ProposalQuerySet":
        """Those not yet decided or withdrawn."""
        return self.filter(state__in=OPEN_STATES)

    def visible_to(self, user: AnyUser, *roles: str) -> "ProposalQuerySet":
        """Those about people and agencies that the user's roles reach."""
        return self.filter(agency__in=agencies_for(user, *roles))

    def told_to(self, user: User) -> "ProposalQuerySet":
        """Those about the user that the user may know of: a hearing was opened, or a decision announced."""
        told = Q(statement_until__isnull=False) | Q(announced_at__isnull=False)
        return self.filter(told, subject_user=user)


class Proposal(models.Model):
    """One row is one proposal about one subject, with the evidence frozen as it was."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(RollUpRun, models.PROTECT, related_name="proposals")
    rule_version = models.ForeignKey(RuleVersion, models.PROTECT, related_name="proposals")
    rule_code = models.CharField(_("rule"), max_length=10)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    period = models.CharField(_("period"), max_length=10)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="proposals")
    subject_staff = models.ForeignKey(
        StaffProfile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("person"),
    )
    subject_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    subject_name = models.CharField(_("subject"), max_length=255)
    outcome = models.CharField(_("what is proposed"), max_length=300)
    state = models.CharField(_("state"), max_length=20, choices=ProposalState)
    evidence = models.JSONField(_("evidence"))
    evidence_hash = models.CharField(max_length=64, editable=False)
    legal_basis = models.CharField(_("legal basis"), max_length=400, blank=True)
    created_at = models.DateTimeField(_("proposed at"))
    statement_until = models.DateField(_("say until"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="proposals_submitted"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="proposals_decided"
    )
    decision_reason = models.CharField(_("reason"), max_length=1000, blank=True)
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "rule_code",
                "subject_staff",
                "period",
                condition=Q(state__in=OPEN_STATES, subject_staff__isnull=False),
                name="one_open_proposal_per_rule_person_period",
            ),
            models.UniqueConstraint(
                "rule_code",
                "agency",
                "period",
                condition=Q(state__in=OPEN_STATES, subject_staff__isnull=True),
                name="one_open_proposal_per_rule_agency_period",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")),
                name="submitter_does_not_decide",
            ),
            models.CheckConstraint(
                condition=Q(subject_user=None) | Q(decided_by=None) | ~Q(decided_by=F("subject_user")),
                name="subject_does_not_decide",
            ),
            models.CheckConstraint(
                condition=Q(subject_user=None) | Q(submitted_by=None) | ~Q(submitted_by=F("subject_user")),
                name="subject_does_not_submit",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "rejected"])
                | (Q(decided_by__isnull=False) & Q(decided_at__isnull=False) & ~Q(decision_reason="")),
                name="decision_names_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "approved", "rejected"]) | Q(submitted_by__isnull=False),
                name="submitted_proposal_names_the_submitter",
            ),
            models.CheckConstraint(
                condition=Q(announced_at=None) | Q(state__in=["approved", "rejected"]),
                name="only_a_decision_is_announced",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_code} · {self.subject_name} · {self.period}"


class ProposalEvent(models.Model):
    """One row is one step of a proposal: who, when, what. Appended, never rewritten."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="events")
    kind = models.SlugField(_("step"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("proposal step")
        verbose_name_plural = _("proposal steps")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.proposal_id} · {self.kind}"


class Statement(models.Model):
    """One row is what a person concerned said about a proposal, in their own words."""

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="statement")
    text = models.TextField(_("your words"), max_length=4000)
    given_at = models.DateTimeField(_("given at"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")

    def __str__(self) -> str:
        return f"{self.proposal_id}"
