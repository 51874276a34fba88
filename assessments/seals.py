"""The keys of answer files: what a page gets to seal one, and what opens it.

All come from SECRET_KEY by HKDF, each use under a name of its own; files of pages that were opened under an older key
(SECRET_KEY_FALLBACKS) stay good. A page gets the installation's public key and the key of its own seat.
"""

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from assessments.core.answer_file import CURVE, Fault, FileIsFaulty, open_envelope
from assessments.tickets import Ticket

INSTALLATION = b"assessments.answer-file.installation"
SEAT = b"assessments.answer-file.seat:"


@dataclass(frozen=True)
class PageSeal:
    """What a page needs to write a file: the installation's key with its name, and the seat's own key."""

    key_id: str
    public_key: str
    seat_key: str


@dataclass(frozen=True)
class _Installation:
    private: ec.EllipticCurvePrivateKey
    point: bytes

    @property
    def key_id(self) -> str:
        return _text(hashlib.sha256(self.point).digest()[:9])


def seal_of(ticket: Ticket) -> PageSeal:
    """For the page of one seat."""
    ours = _installation(settings.SECRET_KEY)
    seat_key = _seat_key(settings.SECRET_KEY, _name(ticket))
    return PageSeal(ours.key_id, _text(ours.point), _text(seat_key))


def open_file(data: bytes) -> tuple[Ticket, Any]:
    """Which seat wrote the file, and the JSON it wrote; raises FileIsFaulty."""
    secrets = {
        _installation(secret).key_id: secret
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    }
    keys = {key_id: _installation(secret).private for key_id, secret in secrets.items()}
    opened = open_envelope(data, keys)
    opened.check(_seat_key(secrets[opened.key_id], opened.seat))
    return _ticket(opened.seat), opened.content


@lru_cache(maxsize=8)
def _installation(secret: str) -> _Installation:
    """A scalar from 64 bits more than the order has is as good as evenly drawn (FIPS 186-5, A.2.1)."""
    drawn = int.from_bytes(_derive(secret, INSTALLATION, 40))
    private = ec.derive_private_key(drawn % (CURVE.group_order - 1) + 1, CURVE)
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _Installation(private, point)


def _seat_key(secret: str, seat: str) -> bytes:
    return _derive(secret, SEAT + seat.encode("utf-8", "surrogatepass"), 32)


def _derive(secret: str, name: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=None, info=name).derive(secret.encode())


def _name(ticket: Ticket) -> str:
    """As the ticket itself says it, before its signature: the page reads it there."""
    return f"{ticket.attempt_id}.{ticket.staff_id}.{ticket.seat}"


def _ticket(name: str) -> Ticket:
    try:
        return Ticket(*map(int, name.split(".")))
    except (TypeError, ValueError) as error:
        raise FileIsFaulty(Fault.CHANGED) from error


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
