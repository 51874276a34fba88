"""What examiners and invigilators fill in about sittings."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.forms.authors import LOCAL_TIME
from assessments.models import Exam, ExamState, Sitting, SittingState
from people.models import Agency, User
from people.text import clean_text

TIMES = ("begins_at", "late_until", "ends_at")


class SittingForm(forms.ModelForm[Sitting]):
    """One room or time slot. What candidates already rely on is fixed once it is published."""

    class Meta:
        model = Sitting
        fields = [
            "exam",
            "title",
            "agency",
            "room",
            "begins_at",
            "late_until",
            "ends_at",
            "start_mode",
            "access_code",
            "trial",
        ]
        widgets = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_TIME) for name in TIMES
        } | {
            "start_mode": forms.RadioSelect,
            "access_code": forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
        }
        help_texts = {
            "late_until": _("Who has not started by then is turned away."),
            "ends_at": _("Empty: each has the full time from their own start."),
            "access_code": _("Written on the board in the room and typed by each candidate. Empty: none."),
            "trial": _("Nothing follows from a rehearsal: no result, no certificate."),
        }

    def __init__(
        self, *args: Any, exams: "QuerySet[Exam]", agencies: "QuerySet[Agency]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exam"].queryset = exams.exclude(state=ExamState.CLOSED)  # type: ignore[attr-defined]
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        for name in TIMES:
            self.fields[name].input_formats = [LOCAL_TIME, "%d/%m/%Y %H:%M"]  # type: ignore[attr-defined]
        if self.instance.state != SittingState.DRAFT:
            for name in ("exam", "agency", "trial"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        """Times in their order, each fault at its field."""
        data = super().clean() or {}
        begins, late, ends = (data.get(name) for name in TIMES)
        if begins and late and late <= begins:
            self.add_error("late_until", _("This must lie after the beginning of the sitting."))
        if late and ends and ends <= late:
            self.add_error("ends_at", _("This must lie after the last moment to start."))
        return data

    def clean_access_code(self) -> str:
        """Without invisible signs."""
        return clean_text(self.cleaned_data["access_code"])


class InvigilatorsForm(forms.Form):
    """Who watches."""

    users = forms.ModelMultipleChoiceField(
        label=_("Invigilators"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Holders of the role invigilator or examiner over the agency of the sitting."),
    )

    def __init__(self, *args: Any, users: "QuerySet[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["users"].queryset = users  # type: ignore[attr-defined]


class CandidateList(forms.Form):
    """Candidates as a pasted list."""

    lines = forms.CharField(
        label=_("Staff codes or e-mail addresses"),
        max_length=200_000,
        help_text=_("One person a line."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
