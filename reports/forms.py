"""What people type on this side."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Agency
from people.text import nfc
from reports.periods import BadPeriod, Period, default_as_of, parse_period
from reports.rules import RULES, BadParameters, Parameter, check_parameters


class RunForm(forms.Form):
    """Which period to count, as of which day."""

    period = forms.CharField(label=_("Period"), max_length=10, help_text=_("2026, 2026-Q4 or 2026-11"))
    as_of = forms.DateField(
        label=_("As of"), required=False, help_text=_("Empty: the end of the period, or today before that.")
    )

    def clean_period(self) -> Period:
        """The period itself."""
        try:
            return parse_period(self.cleaned_data["period"])
        except BadPeriod as fault:
            raise forms.ValidationError(str(fault)) from None

    def day(self, today: date) -> date:
        """The as-of date that was asked for, or the usual one."""
        return self.cleaned_data["as_of"] or default_as_of(self.cleaned_data["period"], today)


class WordsForm(forms.Form):
    """One text that is kept: a say, a reason."""

    text = forms.CharField(label=_("Your words"), max_length=4000, widget=forms.Textarea({"rows": 6}))

    def clean_text(self) -> str:
        """One normal form of the letters."""
        return nfc(self.cleaned_data["text"])


class NoteForm(forms.Form):
    """A word for the decider."""

    note = forms.CharField(
        label=_("Note for the decider"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def clean_note(self) -> str:
        """One normal form of the letters."""
        return nfc(self.cleaned_data["note"])


class ReasonForm(forms.Form):
    """Why a proposal is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))

    def clean_reason(self) -> str:
        """One normal form of the letters."""
        return nfc(self.cleaned_data["reason"])


class DecisionForm(ReasonForm):
    """Yes or no, and why."""

    field_order = ("approve", "reason")
    approve = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Approve the proposal")), ("no", _("Do not approve"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class SwitchForm(forms.Form):
    """Off or on, for one agency and everything below it."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Agency"), to_field_name="uuid", empty_label=_("Choose…")
    )
    off = forms.TypedChoiceField(
        label=_("In this agency the rule is"),
        choices=[("off", _("Switched off")), ("on", _("Switched on"))],
        coerce=lambda value: value == "off",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, agencies: "QuerySet[Agency]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class NumbersForm(forms.Form):
    """The numbers of a rule, one field each, for a new version."""

    effective_from = forms.DateField(label=_("In force from"))

    def __init__(self, *args: Any, rule: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = RULES[rule].parameters
        for parameter in self.known:
            self.fields[parameter.name] = forms.CharField(label=parameter.label, help_text=_bounds(parameter))
        self.order_fields([*(parameter.name for parameter in self.known), "effective_from"])

    def clean(self) -> dict[str, Any]:
        """Checks all numbers at once, as the rule will."""
        given = {
            p.name: _read(self.cleaned_data[p.name], p) for p in self.known if p.name in self.cleaned_data
        }
        try:
            self.numbers = check_parameters(self.known, given)
        except BadParameters as fault:
            for name, sentence in fault.problems.items():
                self.add_error(name, sentence)
        return self.cleaned_data


def _bounds(parameter: Parameter) -> str:
    text = f"{parameter.low}–{parameter.high}"
    return f"{text} (14, 7, 1)" if parameter.many else text


def _read(text: str, parameter: Parameter) -> object:
    """Typed text as numbers; what is no number is left for the check to refuse."""
    try:
        return [int(part) for part in text.split(",")] if parameter.many else int(text)
    except ValueError:
        return text
