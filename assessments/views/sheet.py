"""The items of a form and their grid as HTML: rendered once in a process, whoever asks first; requests fill in answers.

A form is frozen and its digest covers all that is shown, so nothing here grows old. Rendering thirty items costs more
than everything else on the page together.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from assessments.core.gaps import Gaps, Pieces, cut, fill
from assessments.models import Attempt, Form
from assessments.services.papers import paper_of
from assessments.templatetags.exam import write_gap

SHEETS_KEPT = 256
SHOWN = 0


@dataclass(frozen=True)
class Sheet:
    """What the paper's template shows."""

    items: SafeString
    grid: SafeString


def filled_sheet(attempt: Attempt, values: Mapping[int, Any], *, current: int) -> Sheet:
    """The attempt's form with the answers given so far."""
    write = partial(write_gap, values={**values, SHOWN: current})
    form = attempt.form
    parts = _blank_sheet(form, form.sha256, attempt.part.layout, get_language() or "")
    return Sheet(*(SafeString(fill(pieces, write)) for pieces in parts))


@lru_cache(maxsize=SHEETS_KEPT)
def _blank_sheet(form: Form, _digest: str, layout: str, _language: str) -> tuple[Pieces, Pieces]:
    mark = secrets.token_hex(16)
    facts = {
        "items": [item | {"value": Gaps(mark, item["position"])} for item in paper_of(form)],
        "here": Gaps(mark, SHOWN),
        "layout": layout,
    }
    items = render_to_string("assessments/_paper_items.html", facts)
    return cut(items, mark), cut(render_to_string("assessments/_grid.html", facts), mark)
