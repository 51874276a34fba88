"""What an invigilator writes down with an act."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.services.interventions import MOST_MINUTES


class NoteForm(forms.Form):
    """A reason, if there is one to tell."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("The candidate can read it afterwards."),
    )


class ReasonForm(NoteForm):
    """A reason, in any case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True


class CancellationForm(forms.Form):
    """Why a sitting does not take place."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The candidates and invigilators read it in their notice."),
    )


class ExtensionForm(ReasonForm):
    """How many minutes more, and why."""

    minutes = forms.IntegerField(label=_("Minutes more"), min_value=1, max_value=MOST_MINUTES)
    field_order = ("minutes", "reason")
