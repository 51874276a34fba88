"""Cut Be Vietnam Pro (two weights, OFL) to the letters that Vietnamese and English need, as woff2.

The result is built, not committed: var/static-built/fonts/be-vietnam-pro-400.woff2 and -600.woff2 (15 kB
each). The font's digits are of unequal width and it has no tabular feature, so columns of numbers would not
line up; we add one.
"""

from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro
from fontTools.otlLib.builder import buildLookup, buildSingleSubstSubtable
from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

FACES = {"400": "BeVietnamPro-Regular.ttf", "600": "BeVietnamPro-SemiBold.ttf"}
SOURCE = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
TARGET = Path(__file__).resolve().parent.parent / "var" / "static-built" / "fonts"
FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum"]

# Latin with every Vietnamese letter, combining marks (text may come as NFD), and the signs our texts use.
RANGES = [
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x102, 0x103),
    (0x110, 0x111),
    (0x128, 0x129),
    (0x168, 0x169),
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
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DIGIT_WIDTH = 680  # of 1000 units: that of "0"; "4" gives up 30 units of air, "1" gains some


def build_face(source: Path, target: Path) -> None:
    """Write one subset face, with the features that line up numbers and place stacked marks."""
    whole = BytesIO()
    with TTFont(source) as font:
        add_tabular_digits(font)
        font.save(whole)
    options = Options(flavor="woff2", hinting=False, layout_features=FEATURES, notdef_outline=True)
    with load_font(whole, options) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
        subsetter.subset(font)
        save_font(font, str(target), options)


def add_tabular_digits(font: Any) -> None:
    """Add a glyph of one width for each digit, and the feature that a page asks for by `tabular-nums`."""
    for digit in DIGITS:
        advance, bearing = font["hmtx"][digit]
        shift = (DIGIT_WIDTH - advance) // 2
        part = GlyphComponent()
        part.glyphName, part.x, part.y, part.flags = digit, shift, 0, 0
        glyph = Glyph()
        glyph.numberOfContours, glyph.components = -1, [part]
        font["glyf"][f"{digit}.tnum"] = glyph
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][f"{digit}.tnum"] = (DIGIT_WIDTH, bearing + shift)
    add_substitution(font["GSUB"].table, "tnum", {digit: f"{digit}.tnum" for digit in DIGITS})


def add_substitution(table: Any, tag: str, swaps: dict[str, str]) -> None:
    """Append a one-for-one feature to every script and language. Tags stay in order: `tag` sorts last."""
    table.LookupList.Lookup.append(buildLookup([buildSingleSubstSubtable(swaps)]))
    feature = otTables.Feature()
    feature.FeatureParams, feature.LookupListIndex = None, [len(table.LookupList.Lookup) - 1]
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = tag, feature
    table.FeatureList.FeatureRecord.append(record)
    for script in table.ScriptList.ScriptRecord:
        languages = [script.Script.DefaultLangSys, *(item.LangSys for item in script.Script.LangSysRecord)]
        for language in languages:
            language.FeatureIndex.append(len(table.FeatureList.FeatureRecord) - 1)


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight, name in FACES.items():
        face = TARGET / f"be-vietnam-pro-{weight}.woff2"
        if not face.exists() or face.stat().st_mtime < Path(__file__).stat().st_mtime:
            build_face(SOURCE / name, face)
