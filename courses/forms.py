"""What HR managers fill in."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Agency, StaffProfile
from people.models.staff import StaffQuerySet

from .models import CoursePage, ExemptionReason

DAY_HINT = _("For example 30/11/2026.")


class DayField(forms.DateField):
    """A day as people write it here: 30/11/2026."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "short", "inputmode": "numeric", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.DateInput(attrs=attrs))
        kwargs.setdefault("help_text", DAY_HINT)
        kwargs.setdefault(
            "error_messages", {"invalid": _("Write the day as day/month/year, for example 30/11/2026.")}
        )
        super().__init__(**kwargs)


class AgencyField(forms.ModelChoiceField):
    """Agencies as a tree."""

    def label_from_instance(self, obj: Agency) -> str:
        """The name, indented by its depth, with its code."""
        return f"{'— ' * (obj.depth - 1)}{obj.name} ({obj.code})"


class CourseField(forms.ModelChoiceField):
    """Courses by code."""

    def label_from_instance(self, obj: CoursePage) -> str:
        """The code and the title."""
        return f"{obj.code} {obj.title}"


class AssignmentForm(forms.Form):
    """Which agency must take which course by when."""

    course = CourseField(CoursePage.objects.none(), label=_("Course"), empty_label=_("Choose…"))
    agency = AgencyField(
        Agency.objects.none(),
        label=_("Agency"),
        empty_label=_("Choose…"),
        help_text=_("Everybody there and in the agencies below it, joiners included."),
    )
    starts_on = DayField(
        label=_("From"), required=False, help_text=_("Empty: from today. For example 01/12/2026.")
    )
    due_on = DayField(label=_("Due on"))

    def __init__(self, *args: Any, agencies: "QuerySet[Agency]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses: forms.ModelChoiceField = self.fields["course"]  # type: ignore[assignment]
        places: forms.ModelChoiceField = self.fields["agency"]  # type: ignore[assignment]
        courses.queryset = CoursePage.objects.live().order_by("code")
        places.queryset = agencies


class ExemptionForm(forms.Form):
    """Who is freed from what, why, and for how long."""

    staff_code = forms.CharField(
        label=_("Staff code or e-mail"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    course = CourseField(
        CoursePage.objects.none(), label=_("Course"), required=False, empty_label=_("Every course")
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=ExemptionReason)
    valid_from = DayField(label=_("From"))
    valid_to = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: until it is withdrawn. For example 31/05/2027."),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("For example the number of the decision. No details about health."),
    )

    def __init__(self, *args: Any, staff: StaffQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visible_staff = staff
        courses: forms.ModelChoiceField = self.fields["course"]  # type: ignore[assignment]
        courses.queryset = CoursePage.objects.order_by("code")

    def clean_staff_code(self) -> StaffProfile:
        """The one person of that code or e-mail among those the manager answers for."""
        asked = self.cleaned_data["staff_code"].strip()
        by_code = self.visible_staff.filter(staff_code__iexact=asked)
        found = by_code.first() or self.visible_staff.filter(user__email__iexact=asked).first()
        if found is None:
            raise ValidationError(_("Nobody in your agencies has this staff code or e-mail."))
        return found

    def clean(self) -> dict[str, Any]:
        """The last day does not lie before the first."""
        cleaned: dict[str, Any] = super().clean() or {}
        first: date | None = cleaned.get("valid_from")
        last: date | None = cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day lies before the first day."))
        return cleaned
