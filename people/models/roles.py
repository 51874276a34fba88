"""Who may do what, from which agency downwards."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .agency import Agency


class Role(models.TextChoices):
    """The roles. Everybody with an open posting is a learner without a row."""

    LEARNER = "learner", _("learner")
    HR_MANAGER = "hr_manager", _("HR manager")
    TRAINER = "trainer", _("trainer")
    EXAMINER = "examiner", _("examiner")
    INVIGILATOR = "invigilator", _("invigilator")
    DECIDER = "decider", _("decider")
    ADMINISTRATOR = "administrator", _("administrator")


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Reads over grants."""

    def current(self) -> "RoleGrantQuerySet":
        """Those in force."""
        return self.filter(ended_at=None)


class RoleGrant(models.Model):
    """One row gives one account one role over an agency and everything below it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_grants")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="role_grants")
    granted_at = models.DateTimeField(_("granted at"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="grants_given"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="grants_ended"
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints = [
            models.UniqueConstraint(
                "user",
                "role",
                "agency",
                condition=Q(ended_at=None),
                name="one_open_grant_per_role_and_agency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.agency}"
