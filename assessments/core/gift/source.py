"""The text of a GIFT file before it means anything: bytes, Unicode, lines, escapes, formats."""

import re
import unicodedata
from html import unescape

ESCAPABLE = {":": 0, "#": 1, "=": 2, "{": 3, "}": 4, "~": 5, "n": 6, "\\": 7}
# Unicode noncharacters stand for escaped characters while the text is cut up: no text may hold them.
PLACEHOLDERS = "".join(chr(0xFDD0 + index) for index in range(len(ESCAPABLE)))
RESTORED = ":#={}~\n\\"

_ESCAPE = re.compile(r"\\([:#={}~n\\])")
_LINE_END = re.compile(r"\r\n|\r|\n")
_NONCHARACTER = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff\u00ad"))
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " ")
_FORMAT = re.compile(r"^\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t]+")
_MARKUP = re.compile(r"<[^<>]*>")


class GiftUnreadable(ValueError):
    """The bytes are no text in UTF-8 or UTF-16."""


def decode(data: bytes) -> str:
    """Text of an uploaded file; raises GiftUnreadable."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise GiftUnreadable(str(error)) from error


def lines_of(text: str) -> list[str]:
    """NFC lines, counted as an editor counts them; invisible marks dropped, unusual spaces made plain."""
    text = _NONCHARACTER.sub("\ufffd", text)
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE).translate(_SPACES)
    return _LINE_END.split(text)


def broken_character(text: str) -> str:
    """The code point of the first control or replacement character ("U+0007"), or nothing."""
    for character in text:
        if character == "\ufffd" or (
            unicodedata.category(character) in {"Cc", "Cs"} and character not in "\t\n"
        ):
            return f"U+{ord(character):04X}"
    return ""


def protect(text: str) -> str:
    """Escaped characters become placeholders, so that what is left has its GIFT meaning."""
    return _ESCAPE.sub(lambda found: PLACEHOLDERS[ESCAPABLE[found[1]]], text)


def restore(text: str) -> str:
    return text.translate(dict(zip(map(ord, PLACEHOLDERS), RESTORED, strict=True)))


def read_text(protected: str, *, html: bool = False) -> tuple[str, bool]:
    """Plain text and whether it is HTML: format prefix taken off, escapes undone, blanks tidied.

    `[moodle]`, `[plain]` and `[markdown]` are shown as typed; HTML keeps its own spacing.
    """
    stripped = protected.strip()
    if found := _FORMAT.match(stripped):
        html = found[1].lower() == "html"
        stripped = stripped[found.end() :]
    if html:
        return restore(stripped).strip(), True
    lines = (_BLANKS.sub(" ", line).strip() for line in stripped.split("\n"))
    return restore("\n".join(lines)).strip(), False


def read_plain(protected: str, *, html: bool = False) -> str:
    """Text for places that never hold HTML (feedback, pairs): markup is taken away."""
    text, is_html = read_text(protected, html=html)
    return _without_markup(text) if is_html else text


def _without_markup(text: str) -> str:
    return " ".join(unescape(_MARKUP.sub(" ", text)).split())
