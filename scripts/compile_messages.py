"""Compile every .po of ours to .mo, only where it changed. Needs no gettext on the machine."""

from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def catalogues() -> list[Path]:
    """Each catalogue of the project: the shared one and one per app."""
    return sorted([*ROOT.glob("locale/*/LC_MESSAGES/*.po"), *ROOT.glob("*/locale/*/LC_MESSAGES/*.po")])


def compile_catalogue(source: Path) -> bool:
    """Write the .mo beside the .po unless it is newer already; True if written."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    polib.pofile(str(source), check_for_duplicates=True).save_as_mofile(str(target))
    return True


if __name__ == "__main__":
    for catalogue in catalogues():
        compile_catalogue(catalogue)
