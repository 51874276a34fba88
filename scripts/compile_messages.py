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
    messages = polib.pofile(str(source))
    # Two branches may have added one sentence; the first translation stands.
    messages[:] = {(entry.msgctxt, entry.msgid): entry for entry in reversed(messages)}.values()
    messages.save_as_mofile(str(target))
    return True


if __name__ == "__main__":
    for catalogue in catalogues():
        compile_catalogue(catalogue)
