"""What an examiner fills in for a rehearsal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.services.rehearsals import MOST_CANDIDATES, MOST_MINUTES


class RehearsalForm(forms.Form):
    """How many simulated candidates, and for how long they answer."""

    candidates = forms.IntegerField(
        label=_("Simulated candidates"),
        min_value=1,
        max_value=MOST_CANDIDATES,
        help_text=_("As many as will sit at the same time, in all rooms together."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes of answering"),
        min_value=1,
        max_value=MOST_MINUTES,
        help_text=_("Before that, everybody presses start within one minute."),
    )
