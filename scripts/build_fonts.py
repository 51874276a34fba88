"""Cut Be Vietnam Pro (two weights, OFL) to the letters that our two languages need, as woff2.

The result is built, not committed: var/static-built/fonts/be-vietnam-pro-400.woff2 and -600.woff2.
"""

from pathlib import Path

import fontpkg_be_vietnam_pro
from fontTools.subset import Options, Subsetter, load_font, save_font

FACES = {"400": "BeVietnamPro-Regular.ttf", "600": "BeVietnamPro-SemiBold.ttf"}
FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum"]
SOURCE = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
TARGET = Path(__file__).resolve().parent.parent / "var" / "static-built" / "fonts"

# Latin with every Vietnamese letter, combining marks (text may come as NFD), and our signs.
RANGES = [
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x1A0, 0x1A1),
    (0x1AF, 0x1B0),
    (0x300, 0x323),
    (0x1EA0, 0x1EF9),
    (0x2010, 0x203A),
    (0x20AB, 0x20AC),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2264, 0x2265),
]


def build_face(source: Path, target: Path) -> None:
    """Write one subset face, with the features that line up numbers and place stacked marks."""
    options = Options(flavor="woff2", layout_features=FEATURES)
    font = load_font(str(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    save_font(font, str(target), options)


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight, name in FACES.items():
        face = TARGET / f"be-vietnam-pro-{weight}.woff2"
        if not face.exists() or face.stat().st_mtime < Path(__file__).stat().st_mtime:
            build_face(SOURCE / name, face)
