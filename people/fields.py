"""Fields of forms that several pages share: an agency within reach, a file, a choice not made yet."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

CHOOSE = _("Choose…")
DASHES = BLANK_CHOICE_DASH[0][1]


class UploadField(forms.FileField):
    """A file that somebody sends from their device."""

    default_error_messages = {"required": _("Choose a file.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=255, **kwargs)


class Choosing(forms.BaseForm):
    """A form whose selects say what to do instead of showing dashes. Put it before the form's own base."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = CHOOSE if field.empty_label == DASHES else field.empty_label
            elif isinstance(field, forms.ChoiceField):
                choices = list(cast(Iterable[tuple[Any, Any]], field.choices))
                field.choices = [("", CHOOSE) if choice == ("", DASHES) else choice for choice in choices]
