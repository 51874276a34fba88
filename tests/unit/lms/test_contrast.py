"""The colours of tokens.css, computed: text at least 4.5 to 1, edges of controls at least 3 to 1, in both themes."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[3] / "lms/static/css/tokens.css"
PAIR = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
PLAIN = re.compile(r"--([\w-]+): (#\w{6});")
CSS = TOKENS.read_text(encoding="utf-8")
THEMES = {
    "light": {name: light for name, light, _ in PAIR.findall(CSS)},
    "dark": {name: dark for name, _, dark in PAIR.findall(CSS)},
    "old browser": dict(PLAIN.findall(CSS)),
}
TEXT = [
    ("ink", "paper"),
    ("ink", "mist"),
    ("ink", "lam-tint"),
    ("soft", "paper"),
    ("soft", "mist"),
    ("soft", "lam-tint"),
    ("lam", "paper"),
    ("lam", "mist"),
    ("lam", "lam-tint"),
    ("lam-deep", "lam-tint"),
    ("on-lam", "lam"),
    ("on-lam", "lam-deep"),
    ("jade", "paper"),
    ("jade", "mist"),
    ("jade", "jade-tint"),
    ("amber", "paper"),
    ("amber", "mist"),
    ("amber", "amber-tint"),
    ("lacquer", "paper"),
    ("lacquer", "mist"),
    ("lacquer", "lacquer-tint"),
    ("on-lacquer", "lacquer"),
    ("ink", "jade-tint"),
    ("ink", "amber-tint"),
    ("ink", "lacquer-tint"),
]
EDGES = [("edge", "paper"), ("edge", "mist"), ("focus-ink", "focus"), ("lam", "paper"), ("lam", "hairline")]


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2, 1 to 21."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    colours = THEMES["light"] | THEMES[theme]

    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_can_be_seen(theme: str, edge: str, ground: str) -> None:
    colours = {"focus": "#ffbf47"} | THEMES["light"] | THEMES[theme]

    assert contrast(colours[edge], colours[ground]) >= 3


def test_old_browsers_see_the_light_theme() -> None:
    assert THEMES["light"].items() <= THEMES["old browser"].items()
