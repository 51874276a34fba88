"""Forms of this app. All text comes in as NFC and without invisible signs."""

import re
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from .auth import find_account
from .fields import AgencyField, UploadField, offer_agencies, told_agency
from .importing import StaffRecord
from .importing.values import PartialDate, read_date
from .models import Agency, BirthPrecision, Role, StaffKind, StaffProfile, User
from .models.staff import StaffQuerySet
from .services.staff_entry import judge_newcomer
from .spreadsheet import Limits
from .text import clean_name, clean_text, fold, looks_like_legacy_font

IMPORT_KINDS = [("staff", _("Staff list")), ("agencies", _("List of agencies"))]
# As a list writes them.
KINDS = [
    ("", _("Choose")),
    ("CB", StaffKind.OFFICIAL.label),
    ("CC", StaffKind.CIVIL_SERVANT.label),
    ("VC", StaffKind.PUBLIC_EMPLOYEE.label),
    ("HĐ", StaffKind.CONTRACT.label),
]
GENDERS = [("", _("not stated")), ("male", _("male")), ("female", _("female"))]


def agencies_named(agencies: "QuerySet[Agency]", words: str) -> "QuerySet[Agency]":
    """Those with this code, or whose name contains the words, accents aside; and all below them."""
    found = agencies.filter(Q(code__iexact=words.strip()) | Q(search_key__contains=fold(words)))
    below = Q(pk__in=[])
    for path in found.values_list("path", flat=True)[:200]:
        below |= Q(path__startswith=path)
    return agencies.filter(below)


def _serving(staff: StaffQuerySet, agencies: "QuerySet[Agency]", words: str) -> StaffQuerySet:
    named = StaffProfile.objects.within(agencies_named(agencies, words))
    return staff.filter(pk__in=named.values("pk"))


class UploadForm(forms.Form):
    """A list to import."""

    kind = forms.ChoiceField(label=_("What the file holds"), choices=IMPORT_KINDS, widget=forms.RadioSelect)
    file = UploadField(
        label=_("Excel file (.xlsx)"),
        help_text=_("Up to 20 MB. Columns are recognised by their headings, in any order."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
    strict = forms.BooleanField(label=_("Import nothing if any row is refused"), required=False)

    def clean_file(self) -> Any:
        """Not larger than may be read."""
        file = self.cleaned_data["file"]
        if file.size > Limits().file_bytes:
            raise ValidationError(_("The file is larger than 20 MB. Split the list into several files."))
        return file


class StaffFilter(forms.Form):
    """Which staff to show; lives in the address."""

    q = forms.CharField(label=_("Name, code or e-mail"), required=False, max_length=100)
    agency = forms.CharField(label=_("Agency (name or code)"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *StaffKind.choices])
    review = forms.BooleanField(label=_("Only those to review"), required=False)

    def apply(self, staff: StaffQuerySet, agencies: "QuerySet[Agency]") -> StaffQuerySet:
        """The people who fit; an unreadable filter narrows nothing."""
        if not self.is_valid():
            return staff
        facts = self.cleaned_data
        if facts["agency"]:
            staff = _serving(staff, agencies, facts["agency"])
        if facts["kind"]:
            staff = staff.filter(kind=facts["kind"])
        if facts["review"]:
            staff = staff.exclude(needs_review=[])
        return staff.matching(facts["q"])


class StaffForm(forms.Form):
    """One person's facts, corrected by hand."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    email = forms.EmailField(label=_("Official e-mail"), help_text=_("The person signs in with it."))
    kind = forms.ChoiceField(label=_("Kind"), choices=StaffKind.choices)
    position = forms.CharField(label=_("Position"), max_length=160, required=False)
    gender = forms.ChoiceField(label=_("Gender"), choices=GENDERS, required=False)
    born_on = forms.CharField(
        label=_("Date of birth"),
        max_length=10,
        required=False,
        help_text=_("Day/month/year, or only the year if the day is not known."),
    )
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    identity_number = forms.CharField(
        label=_("Identity number"),
        max_length=20,
        required=False,
        help_text=_("12 digits. It is kept encrypted."),
    )
    checked = forms.BooleanField(label=_("I have checked what was to be reviewed"), required=False)

    def __init__(self, *args: Any, staff: StaffProfile, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff, self.today = staff, today
        if not staff.needs_review:
            del self.fields["checked"]

    def clean_full_name(self) -> str:
        """A name in Unicode, cleaned."""
        written = self.cleaned_data["full_name"]
        if looks_like_legacy_font(written):
            raise ValidationError(
                _("This text was typed for an old font (TCVN3 or VNI). Convert it to Unicode.")
            )
        return clean_name(written)

    def clean_email(self) -> str:
        """An address that nobody else has."""
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exclude(pk=self.staff.user_id).exists():
            raise ValidationError(_("Another person has this e-mail."))
        return email

    def clean_position(self) -> str:
        """One clean line."""
        return clean_text(self.cleaned_data["position"])

    def clean_identity_number(self) -> str:
        """Twelve digits, or nothing; a number that stood there before may stay."""
        number = re.sub(r"\s", "", self.cleaned_data["identity_number"])
        if number and number != self.staff.identity_number and not re.fullmatch(r"\d{12}", number):
            raise ValidationError(_("An identity number has 12 digits."))
        return number

    def clean_born_on(self) -> PartialDate | None:
        """A day, or a year alone."""
        read = read_date(self.cleaned_data["born_on"] or None, latest=self.today)
        if read.refused:
            raise ValidationError(_("This is not a date of birth."))
        return read.value

    def facts(self) -> dict[str, Any]:
        """What to store, by the names of the model."""
        facts = dict(self.cleaned_data)
        born: PartialDate | None = facts.pop("born_on")
        facts["born_on"] = born.on if born else None
        facts["born_precision"] = born.precision if born else BirthPrecision.DAY
        return facts


class NewStaffForm(forms.Form):
    """One person who is not there yet, judged as a row of a staff list; fields are named like its columns."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    staff_code = forms.CharField(label=_("Staff code"), max_length=40)
    email = forms.CharField(
        label=_("Official e-mail"),
        max_length=254,
        help_text=_("The person signs in with it."),
        widget=forms.EmailInput,
    )
    agency_code = forms.CharField(label=_("Agency"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    position = forms.CharField(label=_("Position"), max_length=160, required=False)
    born_on = forms.CharField(
        label=_("Date of birth"),
        max_length=10,
        required=False,
        help_text=_("Day/month/year, or only the year if the day is not known."),
    )
    gender = forms.ChoiceField(label=_("Gender"), choices=GENDERS, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    identity_number = forms.CharField(
        label=_("Identity number"),
        max_length=20,
        required=False,
        help_text=_("12 digits. It is kept encrypted."),
    )

    def __init__(
        self, *args: Any, today: date, by: User, agencies: "QuerySet[Agency]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.by = today, by
        self.record: StaffRecord | None = None
        offer_agencies(self.fields["agency_code"], agencies)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean_agency_code(self) -> str:
        """The code of an offer, or what was typed."""
        return told_agency(self.cleaned_data["agency_code"])

    def clean(self) -> dict[str, Any]:
        """The record to store; every field that is not told well says why."""
        told = {name: self.cleaned_data.get(name, "") for name in self.fields}
        self.record, faults = judge_newcomer(told, today=self.today, by=self.by)
        for name in faults.keys() - self.errors.keys():
            self.add_error(name, faults[name].message)
        return self.cleaned_data


class MoveForm(forms.Form):
    """Where a person serves from a day on."""

    agency = AgencyField(label=_("New agency"))
    position = forms.CharField(label=_("Position"), max_length=160, required=False)
    on = forms.DateField(label=_("From"))

    def __init__(self, *args: Any, agencies: "QuerySet[Agency]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(AgencyField, self.fields["agency"]).offer(agencies)


class ReleaseForm(forms.Form):
    """When a person left."""

    on = forms.DateField(label=_("First day no longer there"))


class GrantForm(forms.Form):
    """A role for a person over an agency."""

    person = forms.CharField(label=_("Staff code or e-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=[c for c in Role.choices if c[0] != Role.LEARNER])
    agency = AgencyField(label=_("Agency"), help_text=_("The role reaches everything below it."))

    def __init__(
        self, *args: Any, accounts: "QuerySet[User]", agencies: "QuerySet[Agency]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = accounts
        cast(AgencyField, self.fields["agency"]).offer(agencies)

    def clean_person(self) -> User:
        """The account; outside the given ones nobody exists."""
        user = find_account(clean_text(self.cleaned_data["person"]), self.accounts)
        if user is None:
            raise ValidationError(_("Nobody in your agencies has this staff code or e-mail."))
        return user


class InviteFilter(forms.Form):
    """Whom to invite; lives in the address."""

    agency = forms.CharField(label=_("Agency (name or code)"), required=False, max_length=100)

    def apply(self, staff: StaffQuerySet, agencies: "QuerySet[Agency]") -> StaffQuerySet:
        """The people who fit."""
        words = self.cleaned_data["agency"] if self.is_valid() else ""
        return _serving(staff, agencies, words) if words else staff
