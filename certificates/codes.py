"""Serial numbers and the short code that a person types from paper.

The code's alphabet has 31 signs (a prime): digits and capitals without I, L, O, S and U, which are misread.
Over a prime field a weighted sum catches every single wrong sign and every swap of two signs.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRTVWXYZ"
LENGTH = 12
GROUP = 4
DOCUMENT_TYPE = "GCN"

_MISREAD = str.maketrans("ILOSU", "1105V")


def serial_for(agency_code: str, year: int, number: int) -> str:
    """`H49.12/2026/GCN-000123`: agency, year of the register, number in it (six digits, more when needed)."""
    return f"{agency_code}/{year}/{DOCUMENT_TYPE}-{number:06d}"


def register_number_for(year: int, number: int) -> str:
    """The line in the paper register, `07/2026`: numbers under ten get a 0, as in official documents."""
    return f"{number:02d}/{year}"


def new_code() -> str:
    """Twelve signs, grouped: eleven random ones (54 bits) and a check sign."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return group_code(body + check_sign(body))


def check_sign(body: str) -> str:
    """Makes the sum of sign x place over the whole code 0 modulo 31; places count from the right, from 1."""
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(reversed(body), start=2))
    return ALPHABET[-total % len(ALPHABET)]


def group_code(code: str) -> str:
    """`7K2M9QXA41TC` as it is printed: `7K2M-9QXA-41TC`."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normalise_code(typed: str) -> str | None:
    """What was meant by `typed`, grouped, or None when it cannot be a code.

    Forgives case, spaces, dashes, full-width letters and the misread pairs O/0, I/1, L/1, S/5, U/V.
    """
    wide = unicodedata.normalize("NFKC", typed[:60]).upper()
    plain = "".join(sign for sign in wide if sign.isalnum()).translate(_MISREAD)
    if len(plain) != LENGTH or any(sign not in ALPHABET for sign in plain):
        return None
    return group_code(plain) if check_sign(plain[:-1]) == plain[-1] else None
