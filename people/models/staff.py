"""Civil servants and where they served."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ..sealing import open_sealed, seal
from ..text import fold, sort_key
from .agency import Agency


class StaffKind(models.TextChoices):
    """Decides which law applies (DOMAIN: decrees differ by kind)."""

    OFFICIAL = "official", _("cadre (cán bộ)")
    CIVIL_SERVANT = "civil_servant", _("civil servant (công chức)")
    PUBLIC_EMPLOYEE = "public_employee", _("public employee (viên chức)")
    CONTRACT = "contract", _("contract staff (hợp đồng)")


class BirthPrecision(models.TextChoices):
    """How much of the birth date is known."""

    DAY = "day", _("day")
    YEAR = "year", _("year only")


class StaffQuerySet(models.QuerySet["StaffProfile"]):
    """Reads over staff."""

    def real(self) -> "StaffQuerySet":
        """Without the simulated candidates of rehearsals."""
        return self.filter(simulated=False)

    def within(self, agencies: "models.QuerySet[Agency]", on: date | None = None) -> "StaffQuerySet":
        """Those who serve in one of the agencies on a day (None: by their open posting)."""
        postings = Posting.objects.filter(agency__in=agencies)
        postings = postings.on(on) if on else postings.filter(ended_on=None)
        return self.real().filter(pk__in=postings.values("staff"))

    def matching(self, words: str) -> "StaffQuerySet":
        """Those whose name, staff code or e-mail contains every word, accents and case aside."""
        found = self
        for word in fold(words).split():
            found = found.filter(
                Q(search_key__contains=word) | Q(staff_code__icontains=word) | Q(user__email__icontains=word)
            )
        return found


class StaffProfile(models.Model):
    """One row is one civil servant."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="staff")
    staff_code = models.CharField(_("staff code"), max_length=40)
    full_name = models.CharField(_("full name"), max_length=120)
    sort_key = models.CharField(max_length=600, editable=False, db_index=True)
    search_key = models.CharField(max_length=240, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=StaffKind)
    position = models.CharField(_("position"), max_length=160, blank=True)
    gender = models.CharField(_("gender"), max_length=20, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    born_precision = models.CharField(
        _("precision of the birth date"), max_length=4, choices=BirthPrecision, default=BirthPrecision.DAY
    )
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    identity_sealed = models.BinaryField(default=b"", editable=False)
    needs_review = models.JSONField(_("to review"), default=list, blank=True)
    simulated = models.BooleanField(_("simulated"), default=False, editable=False)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")
        ordering = ["sort_key", "staff_code"]
        constraints = [models.UniqueConstraint(Lower("staff_code"), name="one_person_per_staff_code")]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keeps the sort and search keys with the name."""
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def set_keys(self) -> None:
        """Derives the keys; bulk writers call it themselves."""
        self.sort_key = sort_key(self.full_name)
        self.search_key = fold(self.full_name)

    @property
    def identity_number(self) -> str:
        """The national identity number, or an empty text. It is kept encrypted."""
        return open_sealed(bytes(self.identity_sealed))

    @identity_number.setter
    def identity_number(self, value: str) -> None:
        self.identity_sealed = seal(value)

    @property
    def identity_masked(self) -> str:
        """Enough of the number to tell two apart."""
        number = self.identity_number
        return f"•••••••••{number[-3:]}" if number else ""

    @property
    def born(self) -> str:
        """The birth date as far as it is known."""
        if self.born_on is None:
            return ""
        by_year = self.born_precision == BirthPrecision.YEAR
        return f"{self.born_on:%Y}" if by_year else f"{self.born_on:%d/%m/%Y}"

    def posting_on(self, day: date) -> "Posting | None":
        """Where the person served on a day."""
        return self.postings.on(day).select_related("agency").first()

    @property
    def current_posting(self) -> "Posting | None":
        """The open posting."""
        return self.postings.filter(ended_on=None).select_related("agency").first()


class PostingQuerySet(models.QuerySet["Posting"]):
    """Reads over postings."""

    def on(self, day: date) -> "PostingQuerySet":
        """The rows valid on a day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), started_on__lte=day)


class Posting(models.Model):
    """One row says that one person served at one agency from one day until (not including) another."""

    staff = models.ForeignKey(StaffProfile, models.CASCADE, related_name="postings")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="postings")
    position = models.CharField(_("position"), max_length=160, blank=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["staff", "-started_on"]
        constraints = [
            models.UniqueConstraint("staff", condition=Q(ended_on=None), name="one_open_posting_per_person"),
            models.UniqueConstraint("staff", "started_on", name="one_posting_per_person_and_day"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gt=F("started_on")), name="posting_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} · {self.agency}"
