"""The style sheets keep to their rules: colours live in tokens.css, nothing is fetched from elsewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SHEETS = sorted((ROOT / "lms/static/css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# The focus ring keeps its ink in both themes, and paper is black on white.
ALLOWED = {"tokens.css": None, "print.css": None, "base.css": {"#1c2530"}, "components.css": {"#1c2530"}}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_colours_come_from_tokens(sheet: Path) -> None:
    allowed = ALLOWED.get(sheet.name, {"#1c2530"})
    found = set(re.findall(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b", sheet.read_text(encoding="utf-8")))

    assert allowed is None or found <= allowed


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_sheets_fetch_only_our_own(sheet: Path) -> None:
    addresses = re.findall(r"url\(([^)]*)\)", sheet.read_text(encoding="utf-8"))

    assert all(address.startswith('"../') for address in addresses)


def test_templates_hold_no_style_or_script_inline() -> None:
    inline = re.compile(r"\sstyle=|<style|\son\w+=\"|<script(?![^>]*\bsrc=)")
    pages = [page for page in TEMPLATES if "pdf" not in page.parts]

    found = [page.name for page in pages if inline.search(page.read_text(encoding="utf-8"))]

    assert found == []
