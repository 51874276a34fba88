"""What an examiner says to a late answer."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LateDecisionForm(forms.Form):
    """Which answer, yes or no, and why."""

    entry = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    act = forms.ChoiceField(choices=[("accept", ""), ("refuse", "")])
    reason = forms.CharField(label=_("Reason"), max_length=500)
