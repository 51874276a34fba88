"""A form is rendered once, with gaps; filling them gives what rendering for one person gives."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from assessments.core.gaps import Gap, Gaps, cut, fill
from assessments.models import Form
from assessments.views import sheet

CHOICES = [{"id": 1, "text": 'An "x" <b>', "html": False}, {"id": 0, "text": "Bảo", "html": False}]
ROWS = [{"id": 0, "text": "Trái"}, {"id": 1, "text": "Phải"}]
PLAIN: dict[str, Any] = {"stem": "1.2.3 <&>", "html": False, "options": []}
PAPER: list[dict[str, Any]] = [
    PLAIN | {"position": 1, "kind": "single", "options": CHOICES},
    PLAIN | {"position": 2, "kind": "multiple", "options": CHOICES},
    PLAIN | {"position": 3, "kind": "matching", "rows": ROWS, "choices": CHOICES},
    PLAIN | {"position": 4, "kind": "numeric"},
    PLAIN | {"position": 5, "kind": "short"},
    PLAIN | {"position": 6, "kind": "essay"},
]
ANSWERS: list[dict[int, Any]] = [
    {},
    {1: 0, 2: [0, 1], 3: [None, 1], 4: "12,5", 5: '"><script>', 6: "</textarea>\n1.2"},
    {1: 1, 2: [1], 3: [0, 0], 4: "", 5: "Bảo", 6: None},
]


def test_gaps_are_found_again_and_filled() -> None:
    mark = "f00"
    text = f"a{Gaps(mark, 3).leave('checked', 2)}b{Gaps(mark, 4, row=1).leave('typed')}"

    pieces = cut(text, mark)

    assert pieces == ("a", Gap("checked", 3, -1, 2), "b", Gap("typed", 4, 1, -1), "")
    assert fill(pieces, lambda gap: f"<{gap.position}>") == "a<3>b<4>"


def test_text_without_gaps_stays() -> None:
    assert fill(cut("1.2.3", "f00"), lambda _gap: "x") == "1.2.3"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("layout", ["one_page", "one_item"])
@pytest.mark.parametrize("values", ANSWERS, ids=["blank", "answered", "partly"])
def test_filled_sheet_is_what_rendering_gives(
    monkeypatch: pytest.MonkeyPatch, language: str, layout: str, values: dict[int, Any]
) -> None:
    attempt: Any = SimpleNamespace(form=Form(pk=-1, sha256="test"), part=SimpleNamespace(layout=layout))
    monkeypatch.setattr(sheet, "paper_of", lambda _form: PAPER)
    items = [item | {"value": values.get(item["position"])} for item in PAPER]
    facts = {"items": items, "here": 2, "layout": layout}

    with translation.override(language):
        filled = sheet.filled_sheet(attempt, values, current=2)
        plain = [render_to_string(f"assessments/{name}.html", facts) for name in ("_paper_items", "_grid")]

    assert [filled.items, filled.grid] == plain
