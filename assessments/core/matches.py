"""Whether what a candidate typed is an accepted text or number."""

import re
import unicodedata
from decimal import Decimal

_ONE_MARK = re.compile(r"^[+-]?(\d*)[.,](\d+)$", re.ASCII)
_WHOLE = re.compile(r"^[+-]?\d+$", re.ASCII)
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$", re.ASCII)
_GROUPED_WITH_DECIMALS = re.compile(r"^[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?!\1)[.,]\d+$", re.ASCII)
_GLUE = re.compile(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d))")
_STAR = re.compile(r"(?<!\\)\*")


def text_matches(accepted: str, given: str) -> bool:
    """Equal but for letter case and runs of blanks; accents count; `*` is anything, `\\*` a star."""
    pieces = [_folded(piece.replace("\\*", "*")) for piece in _STAR.split(accepted)]
    text = _folded(given).strip()
    if len(pieces) == 1:
        return pieces[0].strip() == text
    return _fits(text, pieces[0].lstrip(), pieces[1:-1], pieces[-1].rstrip())


def _fits(text: str, head: str, middle: list[str], tail: str) -> bool:
    """The pieces stand in the text in order; taking each as early as possible is enough."""
    if len(text) < len(head) + len(tail) or not text.startswith(head) or not text.endswith(tail):
        return False
    position, end = len(head), len(text) - len(tail)
    for piece in middle:
        found = text.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def _folded(text: str) -> str:
    normal = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return re.sub(r"\s+", " ", normal)


def readings(given: str) -> frozenset[Decimal]:
    """The numbers that a typed text may mean; empty if it is no number.

    Vietnamese writes 1.234,5; many keyboards and habits give 1,234.5. Where a text such as "1.200" can be
    read both ways, both readings count: the candidate is not examined on notation.
    """
    text = given.strip().replace("\u2212", "-")
    text = _GLUE.sub("", text)
    if _WHOLE.match(text):
        return frozenset({Decimal(text)})
    found = set()
    if _ONE_MARK.match(text):
        found.add(Decimal(text.replace(",", ".")))
    if _GROUPED.match(text):
        found.add(Decimal(text.replace(".", "").replace(",", "")))
    elif _GROUPED_WITH_DECIMALS.match(text):
        whole, decimals = text[: max(text.rfind("."), text.rfind(","))], re.split(r"[.,]", text)[-1]
        found.add(Decimal(f"{whole.replace('.', '').replace(',', '')}.{decimals}"))
    return frozenset(found)
