"""Fields of forms that several pages share: an agency within reach, a file, a choice not made yet."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from .importing.agencies import is_code
from .models import Agency
from .text import clean_text, fold

CHOOSE = _("Choose…")
NO_SUCH_AGENCY = _("You manage no such agency. Choose one from the list.")
HOW = _("Type some letters of the name or the code, then choose.")
DASHES = BLANK_CHOICE_DASH[0][1]
# A list to look through; more are searched by typing. Beyond the most, the lower levels are typed without an offer.
_FEW = 100
_MOST = 1000


class OfferingInput(forms.TextInput):
    """A text field that offers what may be typed; the browser narrows the offers, without scripts."""

    def __init__(self, offers: Sequence[str]) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.offers = offers

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field with its datalist."""
        list_id = f"{(attrs or {}).get('id', name)}_offers"
        field = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((offer,) for offer in self.offers))
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)


def offer_agencies(field: forms.Field, agencies: "QuerySet[Agency]") -> None:
    """Lets people choose from the agencies instead of typing a code: few in a list, more while they type."""
    few = agencies.count() <= _FEW
    rows = agencies.order_by("path") if few else agencies.order_by("depth", "path")[:_MOST]
    offers = [(agency.code, f"{agency.code} – {agency.name}") for agency in rows]
    if few:
        field.widget = forms.Select(choices=[("", CHOOSE), *offers])
    else:
        field.widget = OfferingInput([text for _code, text in offers])
        field.help_text = f"{HOW} {field.help_text}".strip()
    field.widget.is_required = field.required


def told_agency(text: str) -> str:
    """What names the agency: the code of an offer, or the text as it is."""
    code, _dash, name = clean_text(text).partition(" – ")
    return code if name and is_code(code.upper()) else clean_text(text)


class AgencyField(forms.CharField):
    """An agency of a given set, named by its code or by its whole name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, **kwargs)
        self.agencies: QuerySet[Agency] = Agency.objects.none()

    def offer(self, agencies: "QuerySet[Agency]") -> None:
        """The set: shown to choose from, and nothing else is taken."""
        self.agencies = agencies
        offer_agencies(self, agencies)

    def clean(self, value: Any) -> Any:
        """The agency; outside the set it does not exist."""
        told = told_agency(super().clean(value) or "")
        if not told:
            return None
        found = self.agencies.filter(Q(code__iexact=told) | Q(search_key=fold(told)))[:2]
        if len(found) != 1:
            raise ValidationError(NO_SUCH_AGENCY)
        return found[0]


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
