"""What trainers and examiners fill in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.core.gift import GiftItem, read_gift
from assessments.core.gift.reader import MAX_CODE, MAX_TOPIC
from assessments.core.gift.writer import write_content
from assessments.core.safe_browser import read_keys
from assessments.forms.review import ReviewField
from assessments.models import Blueprint, Exam, ExamPart, Item, ItemBank, ItemState, Level
from assessments.services.item_import import MAX_BYTES, clean_item, sentence
from assessments.services.items import content_of
from assessments.views.words import KINDS
from courses.models import Competence, CoursePage
from people.fields import Choosing, UploadField
from people.models import Agency
from people.text import nfc

LOCAL_TIME = "%Y-%m-%dT%H:%M"
MAX_COUNT = 200


class BankForm(Choosing, forms.ModelForm[ItemBank]):
    """A bank; its purpose is fixed once it holds items."""

    class Meta:
        model = ItemBank
        fields = ["code", "title", "agency", "purpose", "course"]

    def __init__(self, *args: Any, agencies: "QuerySet[Agency]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _limit(self, agencies)
        if self.instance.pk and self.instance.items.exists():
            self.fields["purpose"].disabled = True


class ItemFilter(forms.Form):
    """Which items of a bank to list."""

    topic = forms.ChoiceField(label=_("Topic"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("all")), *Level.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *ItemState.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *KINDS.items()])

    def __init__(self, data: Mapping[str, Any], *, topics: list[str]) -> None:
        super().__init__(data)
        self.fields["topic"].choices = [("", _("all")), *((topic, topic) for topic in topics)]  # type: ignore[attr-defined]

    def narrow(self, items: "QuerySet[Item]") -> "QuerySet[Item]":
        """The items that fit; a wrong value in the address narrows nothing."""
        self.is_valid()
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        if kind := wanted.pop("kind", ""):
            wanted["current_version__kind"] = kind
        return items.filter(**wanted)


class ItemForm(forms.Form):
    """One item, written in GIFT: question, then answers in braces."""

    code = forms.CharField(label=_("Code"), max_length=MAX_CODE)
    topic = forms.CharField(label=_("Topic"), max_length=MAX_TOPIC)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)
    gift = forms.CharField(
        label=_("Question and answers"),
        max_length=20_000,
        help_text=_(
            "Write the question, then the answers in braces: = before a right answer, ~ before a wrong one."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )
    competences = forms.ModelMultipleChoiceField(
        label=_("Competences"),
        queryset=Competence.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, bank: ItemBank, item: Item | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bank, self.item = bank, item
        if item:
            self.fields["code"].disabled = True

    def clean_code(self) -> str:
        """A code that no other item of the bank has."""
        code = nfc(self.cleaned_data["code"])
        if not self.item and self.bank.items.filter(code__iexact=code).exists():
            raise forms.ValidationError(_("Another item of this bank has this code."))
        return code

    def clean_gift(self) -> str:
        """Text that reads as exactly one item."""
        text = self.cleaned_data["gift"]
        found = read_gift(text)
        if found.problems:
            raise forms.ValidationError([sentence(problem) for problem in found.problems])
        if len(found.items) != 1:
            raise forms.ValidationError(_("Write exactly one question with its answers."))
        self.read = clean_item(found.items[0])
        return text

    def draft(self) -> GiftItem:
        """The item as the form says."""
        given = self.cleaned_data
        return replace(
            self.read, code=given["code"], topic=nfc(given["topic"]), level=given["level"], tags=()
        )


class ReturnForm(forms.Form):
    """A word with an item that goes back to its author."""

    note = forms.CharField(
        label=_("What should be changed?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def initial_of(item: Item) -> dict[str, Any]:
    """The form's values for an item as it stands."""
    return {
        "code": item.code,
        "topic": item.topic,
        "level": item.level,
        "gift": write_content(content_of(item.current_version)) if item.current_version else "",
        "competences": item.competences.all(),
    }


class ItemImportForm(forms.Form):
    """A question file."""

    file = UploadField(label=_("Question file (GIFT)"), help_text=_("A text file in UTF-8, at most 2 MB."))

    def clean_file(self) -> Any:
        """A file of a size that questions have."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is too large: at most 2 MB."))
        return file


class BlueprintForm(forms.ModelForm[Blueprint]):
    """A blueprint as a table: a row per topic of the bank, a number per level."""

    class Meta:
        model = Blueprint
        fields = ["title"]

    def __init__(self, *args: Any, topics: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counts = self._counts()
        self.cells = {
            (topic, level): f"n-{row}-{level}" for row, topic in enumerate(topics) for level in Level.values
        }
        for (topic, level), name in self.cells.items():
            self.fields[name] = forms.IntegerField(
                label=f"{topic} · {level}",
                min_value=0,
                max_value=MAX_COUNT,
                required=False,
                initial=counts.get((topic, level)),
                widget=forms.NumberInput(attrs={"aria-label": f"{topic} · {level}", "inputmode": "numeric"}),
            )

    def wanted(self) -> dict[tuple[str, str], int]:
        """Items wanted per topic and level."""
        return {cell: self.cleaned_data[name] or 0 for cell, name in self.cells.items()}

    def clean(self) -> dict[str, Any]:
        """A blueprint asks for something."""
        data = super().clean() or {}
        if not self.errors and not any(data[name] for name in self.cells.values()):
            raise forms.ValidationError(_("Ask for at least one item."))
        return data

    def _counts(self) -> dict[tuple[str, str], int]:
        rows = self.instance.rows.all() if self.instance.pk else []
        return {(row.topic, row.level): row.count for row in rows}


class ExamForm(Choosing, forms.ModelForm[Exam]):
    """An exam and its policy."""

    review = ReviewField(label=_("What candidates see afterwards"))

    class Meta:
        model = Exam
        fields = [
            "code",
            "title",
            "agency",
            "course",
            "official",
            "opens_at",
            "closes_at",
            "attempts_allowed",
            "wait_hours",
            "wait_hours_later",
            "access_code",
            "counts",
            "kept_months",
            "withhold_results",
            "review",
            "certificate_on",
            "certificate_approval",
            "config_keys",
            "program_keys",
        ]
        widgets = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_TIME)
            for name in ("opens_at", "closes_at")
        } | {
            name: forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})
            for name in ("config_keys", "program_keys")
        }

    def __init__(self, *args: Any, agencies: "QuerySet[Agency]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _limit(self, agencies)
        for name in ("opens_at", "closes_at"):
            self.fields[name].input_formats = [LOCAL_TIME, "%d/%m/%Y %H:%M"]  # type: ignore[attr-defined]

    def clean_config_keys(self) -> str:
        """One key a line."""
        return _keys(self.cleaned_data["config_keys"])

    def clean_program_keys(self) -> str:
        """One key a line."""
        return _keys(self.cleaned_data["program_keys"])


class ExamPartForm(Choosing, forms.ModelForm[ExamPart]):
    """One timed part."""

    class Meta:
        model = ExamPart
        fields = [
            "title",
            "blueprint",
            "minutes",
            "cut_score",
            "layout",
            "one_way",
            "forms_count",
            "exposure_cap",
            "grace_seconds",
            "shuffle_items",
            "shuffle_options",
        ]

    def __init__(self, *args: Any, blueprints: "QuerySet[Blueprint]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["blueprint"].queryset = blueprints  # type: ignore[attr-defined]


def _keys(text: str) -> str:
    """Keys of a Safe Exam Browser as they are compared."""
    try:
        return "\n".join(read_keys(text))
    except ValueError as error:
        raise forms.ValidationError(_("A key has 64 signs, 0 to 9 and a to f. Write one a line.")) from error


def _limit(form: forms.ModelForm[Any], agencies: "QuerySet[Agency]") -> None:
    """Nobody names an agency or course outside their reach."""
    form.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
    form.fields["course"].queryset = CoursePage.objects.filter(agency__in=agencies)  # type: ignore[attr-defined]
