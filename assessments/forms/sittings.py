"""What examiners and invigilators fill in about sittings."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.forms.authors import LOCAL_TIME
from assessments.models import (
    Exam,
    ExamState,
    IncidentKind,
    IncidentReport,
    Place,
    Sitting,
    SittingState,
)
from assessments.services.candidates import Entry, entries_for, entries_in, entries_of
from courses.forms import AgencyField, CourseField
from courses.models import CoursePage
from people.fields import Choosing, UploadField
from people.models import Agency, User
from people.spreadsheet import BadSpreadsheet
from people.text import clean_text

TIMES = ("begins_at", "late_until", "ends_at")


class SittingForm(Choosing, forms.ModelForm[Sitting]):
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

    way = "list"

    lines = forms.CharField(
        label=_("Staff codes or e-mail addresses"),
        max_length=200_000,
        help_text=_("One person a line."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def entries(self) -> list[Entry]:
        """Who stands in it."""
        return entries_of(self.cleaned_data["lines"])


class CandidateFile(forms.Form):
    """Candidates as an Excel file."""

    way = "file"
    file = UploadField(
        label=_("Excel file (.xlsx)"),
        help_text=_("A column with staff codes or e-mail addresses, as in a staff list. At most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> Any:
        """A workbook that can be read; its lines are kept."""
        file = self.cleaned_data["file"]
        try:
            self.found = entries_in(file)
        except BadSpreadsheet as error:
            raise forms.ValidationError(error.message) from error
        return file

    def entries(self) -> list[Entry]:
        """Who stands in it."""
        return self.found


class CandidateCourse(forms.Form):
    """Everybody whom a course obliges."""

    way = "course"
    course = CourseField(CoursePage.objects.none(), label=_("Course"), empty_label=_("Choose…"))
    agency = AgencyField(
        Agency.objects.none(),
        label=_("Agency"),
        empty_label=_("Choose…"),
        help_text=_("Everybody there and below it to whom the course is assigned today."),
    )

    def __init__(self, *args: Any, agencies: "QuerySet[Agency]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses, places = self.fields["course"], self.fields["agency"]
        courses.queryset = CoursePage.objects.live().order_by("code")  # type: ignore[attr-defined]
        places.queryset = agencies  # type: ignore[attr-defined]

    def entries(self) -> list[Entry]:
        """Who is obliged today."""
        facts = self.cleaned_data
        return entries_for(facts["course"], facts["agency"], on=timezone.localdate())


class PlacesField(forms.ModelMultipleChoiceField):
    """Candidates of a sitting by name, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Place) -> str:
        """Name and staff code."""
        return f"{obj.staff.full_name} ({obj.staff.staff_code})"


class SittingFilter(forms.Form):
    """Which sitting of an exam."""

    sitting = forms.ModelChoiceField(
        Sitting.objects.none(),
        label=_("Sitting"),
        required=False,
        to_field_name="uuid",
        empty_label=_("All"),
        error_messages={"invalid_choice": _("There is no such sitting here.")},
    )

    def __init__(self, *args: Any, sittings: "QuerySet[Sitting]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sitting"].queryset = sittings  # type: ignore[attr-defined]
        self.fields["sitting"].label_from_instance = _when_and_which  # type: ignore[attr-defined]


def _when_and_which(sitting: Sitting) -> str:
    return f"{sitting.title}, {timezone.localtime(sitting.begins_at):%H:%M %d/%m/%Y}"


class MoveForm(forms.Form):
    """No-shows and the make-up sitting that takes them."""

    places = PlacesField(Place.objects.none(), label=_("Candidates"))
    target = forms.ModelChoiceField(
        Sitting.objects.none(),
        label=_("Make-up sitting"),
        empty_label=_("Choose…"),
        help_text=_("Another sitting of the same exam that is not closed."),
    )

    def __init__(
        self, *args: Any, places: "QuerySet[Place]", targets: "QuerySet[Sitting]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].queryset = places  # type: ignore[attr-defined]
        self.fields["places"].initial = places
        self.fields["target"].queryset = targets  # type: ignore[attr-defined]


class IncidentForm(forms.ModelForm[IncidentReport]):
    """What happened, when, and whom it concerns."""

    class Meta:
        model = IncidentReport
        fields = ["kind", "happened_at", "text", "places"]
        field_classes = {"places": PlacesField}
        widgets = {
            "kind": forms.RadioSelect,
            "happened_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_TIME),
            "text": forms.Textarea(attrs={"rows": 8}),
            "places": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "text": _("A report is written once and cannot be changed. Read it again before you save it.")
        }

    def __init__(self, *args: Any, places: "QuerySet[Place]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = IncidentKind.choices  # type: ignore[attr-defined]
        self.fields["places"].queryset = places  # type: ignore[attr-defined]
        self.fields["happened_at"].input_formats = [LOCAL_TIME, "%d/%m/%Y %H:%M"]  # type: ignore[attr-defined]

    def clean_happened_at(self) -> datetime:
        """Not in the future."""
        happened_at: datetime = self.cleaned_data["happened_at"]
        if happened_at > timezone.now():
            raise forms.ValidationError(_("This lies in the future."))
        return happened_at
