"""The printed faces: one whole static font file per face, made once from Noto Serif (SIL OFL 1.1).

WeasyPrint prints wrong Vietnamese letters when a family comes in several unicode-range pieces, so each
face is a single file that holds all Latin letters with all Vietnamese marks. The package brings a variable
font of 4 MB; cut to Latin and set to one weight and a slightly narrow width, a face has 80 kB and stands
close to what offices print in.
"""

import os
import tempfile
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / "var" / "fonts"
WIDTH = 90
_PACKAGE = "fontpkg_noto_serif"
_LATIN = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x300, 0x324),
    *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2028),
    0x2030,
    0x20AB,
    0x2116,
)


class Face(NamedTuple):
    """One weight and style of the family."""

    name: str
    source: str
    weight: int
    style: str


FACES = (
    Face("regular", "NotoSerif[wdth,wght].ttf", 400, "normal"),
    Face("bold", "NotoSerif[wdth,wght].ttf", 700, "normal"),
    Face("italic", "NotoSerif-Italic[wdth,wght].ttf", 400, "italic"),
)


@cache
def face_bytes(face: Face) -> bytes:
    """The TrueType file of a face, made at first use (2 s of CPU) and kept on disk from then on."""
    stored = FOLDER / f"noto-serif-{version('fontpkg-noto-serif')}-{face.name}-{WIDTH}.ttf"
    if not stored.exists():
        _write_whole(stored, _build(face))
    return stored.read_bytes()


def _build(face: Face) -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    with files(_PACKAGE).joinpath("files", face.source).open("rb") as source:
        font = TTFont(source, recalcTimestamp=False)
        cutter = Subsetter(Options(layout_features=["*"], notdef_outline=True, hinting=False))
        cutter.populate(unicodes=_LATIN)
        cutter.subset(font)
        static = instantiateVariableFont(font, {"wght": face.weight, "wdth": WIDTH})
    made = BytesIO()
    static.save(made)
    return made.getvalue()


def _write_whole(target: Path, content: bytes) -> None:
    """Two workers may make a face at once: each writes aside, and the rename shows only whole files."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    Path(aside).replace(target)


if __name__ == "__main__":  # make install: so that the first certificate does not wait
    for made in FACES:
        face_bytes(made)
