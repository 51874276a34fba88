"""What a certificate says: copied at the moment of issue, hashed, never joined later."""

import hashlib
import json
import unicodedata
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

SCHEMA = 1
_DATES = ("born_on", "started_on", "ended_on", "issued_on")
_DECIMALS = ("hours", "score")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """Everything that is printed, and nothing else: an identity number has no field here on purpose."""

    kind: str
    serial: str
    register_number: str
    code: str
    full_name: str
    born_on: date | None
    born_precision: str
    position: str
    agency_name: str
    issuer_name: str
    issuer_parent_name: str
    course_code: str
    course_title: str
    hours: Decimal | None
    started_on: date | None
    ended_on: date | None
    rating: str
    score: Decimal | None
    issued_place: str
    issued_on: date
    signer_authority: str
    signer_position: str
    signer_name: str
    verify_url: str

    def __post_init__(self) -> None:
        """Text enters in NFC, whatever it came from, so that equal words hash equally."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                object.__setattr__(self, field.name, unicodedata.normalize("NFC", value))

    def to_json(self) -> dict[str, Any]:
        """JSON values for storing: dates as yyyy-mm-dd, decimals as text without trailing zeros."""
        stored: dict[str, Any] = {"schema": SCHEMA}
        for name, value in asdict(self).items():
            stored[name] = _plain(value)
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "CertificateFacts":
        """The inverse of `to_json`. Raises ValueError for a schema that this version does not know."""
        if stored.get("schema") != SCHEMA:
            raise ValueError(f"unknown schema of certificate facts: {stored.get('schema')!r}")
        values = {name: value for name, value in stored.items() if name != "schema"}
        for name in _DATES:
            values[name] = values[name] and date.fromisoformat(values[name])
        for name in _DECIMALS:
            values[name] = None if values[name] is None else Decimal(values[name])
        return cls(**values)


def canonical_json(stored: dict[str, Any]) -> str:
    """One spelling per content: sorted keys, no blanks, no escapes."""
    return json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def facts_hash(stored: dict[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON in UTF-8."""
    return hashlib.sha256(canonical_json(stored).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value
