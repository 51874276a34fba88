"""What candidates see afterwards, as a table of boxes: a row per moment, a column per part."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from assessments.core.review import AFTERWARDS, PRESETS, BadPolicy, Part, Policy, check_policy
from assessments.views.words import REVIEW_MOMENTS, REVIEW_PARTS, REVIEW_PRESETS


class ReviewTable(forms.Widget):
    """The boxes, and a button for each preset that ticks them."""

    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, list[str]]:
        """The ticked boxes by moment."""
        ticked = [tuple(value.partition(".")[::2]) for value in data.getlist(name)]
        return {moment: [part for at, part in ticked if at == moment] for moment in AFTERWARDS}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """No box ticked says: nothing shows."""
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """As a table."""
        rows = [
            {
                "moment": word,
                "cells": [
                    {"value": f"{moment}.{part}", "part": REVIEW_PARTS[part], "on": part in value[moment]}
                    for part in Part
                ],
            }
            for moment, word in REVIEW_MOMENTS.items()
        ]
        context = {
            "name": name,
            "rows": rows,
            "parts": REVIEW_PARTS.values(),
            "presets": REVIEW_PRESETS.items(),
        }
        return render_to_string("assessments/_review_table.html", context)


class ReviewField(forms.Field):
    """A review policy."""

    widget = ReviewTable

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            help_text=_(
                "While anybody still sits the exam, neither right or wrong nor marks, feedback or key show to anybody."
            ),
            **kwargs,
        )

    def clean(self, value: Any) -> Policy:
        """A policy of known moments and parts."""
        try:
            check_policy(value)
        except BadPolicy as error:
            raise forms.ValidationError(_("This is no review policy.")) from error
        return dict(value)


def filled_in(data: QueryDict) -> QueryDict:
    """What was sent, with the boxes of the preset whose button was pressed."""
    preset = PRESETS.get(data.get("preset", ""))
    if preset is None:
        return data
    data = data.copy()
    data.setlist("review", [f"{moment}.{part}" for moment, parts in preset.items() for part in parts])
    return data
