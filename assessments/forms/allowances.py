"""Accommodations of a person, and rules of one's own in an exam."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.models import Accommodation, CandidateGroup, Override
from assessments.services.allowances import FIELDS
from people.models import StaffProfile
from people.text import clean_text

from .authors import LOCAL_TIME

WITHOUT = [
    ("opens_at", _("opens at once")),
    ("closes_at", _("no last moment to start")),
    ("minutes", _("no time limit")),
    ("attempts_allowed", _("any number of attempts")),
    ("access_code", _("no access code")),
]
MAX_CODES = 2000


class ReasonForm(forms.Form):
    """Why something is changed."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("Name the decision or document. It is kept.")
    )

    def clean_reason(self) -> str:
        """Text without invisible signs."""
        return clean_text(self.cleaned_data["reason"])


class AccommodationForm(forms.ModelForm[Accommodation]):
    """What one person is given in every exam."""

    class Meta:
        model = Accommodation
        fields = ["factor", "extra_minutes", "no_limit", "large_type", "reason"]
        help_texts = {
            "factor": _("1.5 makes 60 minutes 90. It comes before the minutes more."),
            "reason": _("Name the decision or document, not the illness."),
        }

    def facts(self) -> dict[str, Any]:
        """All but the reason."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class RulesForm(ReasonForm):
    """Which of an exam's rules are others: what is left blank stays as the exam says."""

    opens_at = forms.DateTimeField(label=_("Opens at"), required=False)
    closes_at = forms.DateTimeField(label=_("Last moment to start"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=1440)
    attempts_allowed = forms.IntegerField(
        label=_("Attempts allowed in a year"), required=False, min_value=1, max_value=99
    )
    access_code = forms.CharField(label=_("Access code"), required=False, max_length=20)
    without = forms.MultipleChoiceField(
        label=_("Lift altogether"), choices=WITHOUT, required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["code", "title", "codes", *FIELDS, "without", "reason"]

    def __init__(self, *args: Any, candidates: "QuerySet[StaffProfile]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        for name in ("opens_at", "closes_at"):
            field: Any = self.fields[name]
            field.widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_TIME)
            field.input_formats = [LOCAL_TIME, "%d/%m/%Y %H:%M"]

    def clean(self) -> dict[str, Any]:
        """Something is changed, and nothing in two ways."""
        data = super().clean() or {}
        for name in set(data.get("without", [])) & {name for name in FIELDS if data.get(name)}:
            self.add_error(name, _("Fill this in or lift it, not both."))
        if not self.errors and not self.changes():
            raise forms.ValidationError(_("Change at least one rule."))
        opens_at, closes_at = data.get("opens_at"), data.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("This lies before the opening."))
        return data

    def changes(self) -> dict[str, Any]:
        """The fields that are other than the exam's, with their values; None or no code lifts a rule."""
        given = {name: self.cleaned_data[name] for name in FIELDS if self.cleaned_data.get(name)}
        lifted = {name: "" if name == "access_code" else None for name in self.cleaned_data["without"]}
        return given | lifted


class PersonRulesForm(RulesForm):
    """Rules for one candidate, named by the staff code."""

    code = forms.CharField(label=_("Staff code"), max_length=40)

    def clean_code(self) -> StaffProfile:
        """The candidate; who may not sit the exam does not exist here."""
        return find_candidates(self.candidates, self.cleaned_data["code"])[0]


class GroupRulesForm(RulesForm):
    """Rules for a group of candidates."""

    title = forms.CharField(label=_("Name of the group"), max_length=120)
    codes = forms.CharField(
        label=_("Staff codes"),
        max_length=60_000,
        help_text=_("One a line, or with spaces or commas between: a column of a spreadsheet can be pasted."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, exam_groups: "QuerySet[CandidateGroup]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exam_groups = exam_groups

    def clean_title(self) -> str:
        """A name that no other group of the exam has."""
        title = clean_text(self.cleaned_data["title"])
        if self.exam_groups.filter(title=title).exists():
            raise forms.ValidationError(_("Another group of this exam has this name."))
        return title

    def clean_codes(self) -> list[StaffProfile]:
        """The members."""
        return find_candidates(self.candidates, self.cleaned_data["codes"])


def find_candidates(candidates: "QuerySet[StaffProfile]", text: str) -> list[StaffProfile]:
    """Who is named by pasted staff codes, in that order; raises ValidationError with the codes of nobody."""
    codes = list(dict.fromkeys(code.upper() for code in re.split(r"[\s,;]+", clean_text(text)) if code))
    if len(codes) > MAX_CODES:
        raise forms.ValidationError(_("These are too many at once: at most 2,000."))
    named = candidates.annotate(code=Upper("staff_code")).filter(code__in=codes)
    known = {person.staff_code.upper(): person for person in named}
    unknown = [code for code in codes if code not in known]
    if unknown or not codes:
        raise forms.ValidationError(
            ngettext(
                "Nobody with this staff code may sit this exam: %(codes)s.",
                "Nobody with these staff codes may sit this exam: %(codes)s.",
                len(unknown),
            )
            % {"codes": ", ".join(unknown[:20]) or "–"}
        )
    return [known[code] for code in codes]


def initial_of(override: Override) -> dict[str, Any]:
    """The form's values for an override as it stands."""
    named = {name: getattr(override, name) for name in override.fields}
    return named | {"without": [name for name, value in named.items() if not value]}
