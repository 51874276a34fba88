"""What is wrong with an item: said by a candidate, and ruled on by an examiner."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.allowances import ReasonForm
from people.text import nfc


class ItemReportForm(forms.Form):
    """What a candidate says is wrong with an item."""

    text = forms.CharField(
        label=_("What is wrong with this item?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: two answers are right, a picture is missing, a word cannot be read."),
    )

    def clean_text(self) -> str:
        """As one form of Unicode, without the zero character."""
        return nfc(self.cleaned_data["text"])


class RulingForm(ReasonForm):
    """The reason of a ruling, and that the list was read where scores get lower."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    lowered = forms.BooleanField(label=_("I have read the list of those whose score gets lower"))

    def __init__(self, *args: Any, lowers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not lowers:
            del self.fields["lowered"]
