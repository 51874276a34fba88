"""Forms of this app."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.fields import Choosing
from people.models import Agency
from people.text import clean_name

from .models import Certificate, CertificateQuerySet, CertificateState


class RegisterFilter(forms.Form):
    """What to show of the register; lives in the address."""

    q = forms.CharField(label=_("Name, number or code"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), *CertificateState.choices, ("unsure", _("valid, but the result changed"))],
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=2020, max_value=2100)

    def apply(self, certificates: CertificateQuerySet) -> QuerySet[Certificate]:
        """The certificates that fit; an unreadable filter narrows nothing."""
        if not self.is_valid():
            return certificates
        words, state, year = (self.cleaned_data[name] for name in ("q", "state", "year"))
        found = certificates.matching(words)
        if state:
            found = found.contradicted() if state == "unsure" else found.filter(state=state)
        return found.filter(year=year) if year else found


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The holder reads this reason. It stays in the register."),
    )


class SignatoryForm(Choosing, forms.Form):
    """A new signatory of one of the agencies that the user keeps."""

    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none())
    authority = forms.CharField(
        label=_("Authority line"), max_length=120, required=False, help_text=_("For example: TL. Chủ tịch")
    )
    position = forms.CharField(label=_("Position"), max_length=120)
    full_name = forms.CharField(label=_("Full name"), max_length=120, help_text=_("Without academic titles."))
    place = forms.CharField(
        label=_("Place of issue"), max_length=80, help_text=_("The province or city, as on official papers.")
    )
    valid_from = forms.DateField(label=_("Signs from"), help_text=_("Day/month/year, for example 01/12/2026"))

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = cast("forms.ModelChoiceField[Agency]", self.fields["agency"])
        agency.queryset = agencies

    def clean(self) -> dict[str, Any]:
        """Texts are stored clean and composed, whatever keyboard they came from."""
        data = super().clean() or {}
        for name in ("authority", "position", "full_name", "place"):
            if data.get(name):
                data[name] = clean_name(data[name])
        return data

    def clean_valid_from(self) -> date:
        """Years of four digits that make sense."""
        day: date = self.cleaned_data["valid_from"]
        if not 2020 <= day.year <= 2100:
            raise forms.ValidationError(_("Check the year."))
        return day
