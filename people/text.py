"""The shared rules for Vietnamese text: one form, one order, one way to search.

Pure functions, no Django. Sources: TCVN 6909 (Unicode for Vietnamese), TCVN 5712 (the TCVN3 legacy code).
"""

import re
import unicodedata

# Dictionary order of tones: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
# ă, â, đ, ê, ô, ơ, ư are letters of their own, after their plain letter: "{" and "|" come after "z" in ASCII.
_MARKS = {"\u0306": "{", "\u0302": "|", "\u031b": "}"}
_NO_TONE = "0"
# A key may not outgrow its column; foreign letters take six signs each.
_LONGEST_KEY = 600

# Codes of TCVN3 and VNI that are no Vietnamese letters in Unicode.
_LEGACY_SYMBOLS = frozenset("µ¸¶·¹¨¾»¼½©®ª×«¬÷§¡¢£¤¥¦\ufffd")
_LEGACY_LETTERS = frozenset("ÆÇËÎÏÑÖØÜÞßäåæçëîïñöøûüþÄÅÛ")
_CAPITAL_INSIDE = re.compile(r"[a-zà-öø-ÿ][À-ÖØ-Þ]")
# VNI writes the tone as a second letter: "Nguyeãn", "Vaên", "Leâ". No Vietnamese syllable holds these pairs.
_VNI_PAIR = re.compile(r"a[âêùõáàã]|e[âáàãùõ]|o[âùõ]|u[ùõ]|y[ùõ]", re.IGNORECASE)

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "`": "'"})
# Letters that only look like Đ and come from wrong key maps.
_FALSE_D = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ"})


def nfc(text: str) -> str:
    """The same text in composed Unicode, the only form that is stored."""
    return unicodedata.normalize("NFC", text)


def clean_text(text: str) -> str:
    """One line in NFC: odd spaces become one space, invisible and control characters go."""
    # Line breaks and tabs are control characters too, but they separate words.
    spaced = " ".join(text.split())
    if spaced.isprintable():
        return nfc(spaced)
    visible = "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return nfc(" ".join(visible.split()))


def clean_name(name: str) -> str:
    """A person's name as it is stored: all capitals or all small letters become a capital per syllable."""
    cleaned = clean_text(name).translate(_APOSTROPHES).translate(_FALSE_D)
    if cleaned.isupper() or cleaned.islower():
        return re.sub(r"[^\W\d_]+", lambda word: nfc(word.group().capitalize()), cleaned)
    return cleaned


def fold(text: str) -> str:
    """The text to search by: small letters, no accents, đ as d, single spaces."""
    small = clean_text(text).translate(_APOSTROPHES).translate(_FALSE_D).lower().replace("đ", "d")
    bare = (c for c in unicodedata.normalize("NFD", small) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(bare))


def sort_key(full_name: str) -> str:
    """ASCII key whose binary order is the dictionary order of names.

    The given name (last syllable) counts first, then family and middle names from left to right. Each
    syllable is compared by its letters (a ă â … d đ e ê …) and then by its tone, before the next syllable.
    """
    syllables = [
        _syllable_key(s)
        for s in re.split(r"[\s\-.]+", clean_text(full_name).translate(_FALSE_D).lower())
        if s
    ]
    return " ".join([*syllables[-1:], *syllables[:-1]])[:_LONGEST_KEY]


def looks_like_legacy_font(text: str) -> bool:
    """Whether the text was typed for a TCVN3 or VNI font, such as "NguyÔn V¨n" or "Nguyeãn Vaên"."""
    composed = nfc(text)
    if any(c in _LEGACY_SYMBOLS for c in composed):
        return True
    # Legacy text has one-byte codes only: a letter beyond them proves Unicode.
    if any(c > "\u00ff" and c.isalpha() for c in composed):
        return False
    return (
        any(c in _LEGACY_LETTERS for c in composed)
        or _CAPITAL_INSIDE.search(composed) is not None
        or _VNI_PAIR.search(composed) is not None
    )


def _syllable_key(syllable: str) -> str:
    letters: list[str] = []
    tone = _NO_TONE
    for char in unicodedata.normalize("NFD", syllable.replace("đ", "d{")):
        if char in _TONES:
            tone = _TONES[char]
        elif char in _MARKS:
            letters.append(_MARKS[char])
        elif char.isascii():
            letters.append(char if char.isalnum() or char == "{" else "")
        elif not unicodedata.combining(char):
            letters.append(f"~{ord(char):05x}")
    return "".join(letters) + tone
