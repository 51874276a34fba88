"""A slow line carries our pages: what a browser fetches beside the HTML, fonts aside, stays small."""

import gzip
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[3] / "lms/static"
FRAME = [
    "css/tokens.css",
    "css/base.css",
    "css/components.css",
    "css/print.css",
    "js/site.js",
    "js/exam-kept.js",
]
IMAGES = ["img/logo.svg", "img/favicon.svg"]
EXAM = ["css/exam.css", "js/exam-paper.js", "js/exam-save.js", "js/exam-clock.js", "js/exam-pulse.js"]


@pytest.mark.parametrize(
    ("names", "limit"), [(FRAME + IMAGES, 15_000), (FRAME + IMAGES + EXAM, 24_000)], ids=["page", "exam"]
)
def test_static_part_stays_small(names: list[str], limit: int) -> None:
    weight = sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)

    assert weight < limit
