"""The web font: Be Vietnam Pro in two weights, cut down to Latin and Vietnamese.

Source: the package `fontpkg-be-vietnam-pro` (SIL Open Font License 1.1, no reserved name). Its digits are of unequal
width and it has no tabular feature, so columns of numbers would not line up; we add one (`tnum`) of our own.
"""

from io import BytesIO
from pathlib import Path
from typing import Any

WEIGHTS = {
    "be-vietnam-pro-400": "BeVietnamPro-Regular.ttf",
    "be-vietnam-pro-600": "BeVietnamPro-SemiBold.ttf",
}
CHARACTERS = (
    "U+0020-007E,U+00A0-00FF,U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,"
    "U+0300-0301,U+0303,U+0309,U+0323,U+1EA0-1EF9,U+2010-2015,U+2018-201E,U+2022,U+2026,U+2030,U+2032-2033,"
    "U+20AB-20AC,U+2212,U+2260,U+2264-2265"
)
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum"]
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DIGIT_WIDTH = 680  # of 1000 units: the width of "0"; "4" gives up 30 units of air, "1" gains some


def build_fonts(target: Path) -> dict[str, int]:
    """Writes one woff2 per weight into `target`; returns the size of each in bytes."""
    import fontpkg_be_vietnam_pro

    source = Path(fontpkg_be_vietnam_pro.ROOT) / "files"
    target.mkdir(parents=True, exist_ok=True)
    return {name: _build(source / file, target / f"{name}.woff2") for name, file in WEIGHTS.items()}


def _build(source: Path, target: Path) -> int:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    whole = BytesIO()
    with TTFont(source) as font:
        _add_tabular_digits(font)
        font.save(whole)
    options = subset.Options(flavor="woff2", hinting=False, layout_features=FEATURES, notdef_outline=True)
    with subset.load_font(whole, options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=subset.parse_unicodes(CHARACTERS))
        subsetter.subset(font)
        subset.save_font(font, str(target), options)
    return target.stat().st_size


def _add_tabular_digits(font: Any) -> None:
    """Adds a glyph of one width for each digit, and the feature that a page asks for by `tabular-nums`."""
    from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

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
    _add_substitution(font["GSUB"].table, "tnum", {digit: f"{digit}.tnum" for digit in DIGITS})


def _add_substitution(table: Any, tag: str, swaps: dict[str, str]) -> None:
    """Appends a one-for-one feature to every script and language of a GSUB table. Tags must stay in order."""
    from fontTools.otlLib.builder import buildLookup, buildSingleSubstSubtable
    from fontTools.ttLib.tables import otTables

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
