"""The file in which a candidate's page hands over answers when no line comes back: signed, then encrypted.

A JWS (RFC 7515, HS256) under the key of one seat inside a JWE (RFC 7516, ECDH-ES on P-256 and A256GCM) for the key of
one installation. Exactly this one form is opened: no header of a file chooses how it is read.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash

TYPE = "lms-answers"
VERSION = 1
CURVE = ec.SECP256R1()
MAX_BYTES = 1024 * 1024
NONCE, TAG = 12, 16


class Fault(Enum):
    """What is wrong with a file."""

    UNREADABLE = "unreadable"  # none of our files, or broken in copying
    VERSION = "version"
    KEY = "key"  # for another installation, or under a key that is given up
    CHANGED = "changed"  # not as the page wrote it, or not written by a page of ours


class FileIsFaulty(ValueError):
    """The file is not taken, for one of the faults."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Opened:
    """What was in the envelope: under which key of the installation, by which seat, and what. Signature not checked."""

    key_id: str
    seat: str
    signed: bytes
    signature: bytes

    @property
    def content(self) -> Any:
        """The JSON that the page wrote; raises FileIsFaulty."""
        return _json(_bytes(self.signed.partition(b".")[2]))

    def check(self, seat_key: bytes) -> None:
        """Raises FileIsFaulty unless a page with this key wrote it."""
        maker = hmac.HMAC(seat_key, hashes.SHA256())
        maker.update(self.signed)
        try:
            maker.verify(self.signature)
        except InvalidSignature as error:
            raise FileIsFaulty(Fault.CHANGED) from error


def open_envelope(data: bytes, keys: Mapping[str, ec.EllipticCurvePrivateKey]) -> Opened:
    """Decrypt a file with the key that it names; raises FileIsFaulty."""
    if len(data) > MAX_BYTES:
        raise FileIsFaulty(Fault.UNREADABLE)
    header, wrapped, *sealed = _parts(data, 5)
    facts = _json(_bytes(header))
    ours = isinstance(facts, dict) and facts.get("typ") == TYPE
    if not ours or wrapped:
        raise FileIsFaulty(Fault.UNREADABLE)
    if (facts.get("v"), facts.get("alg"), facts.get("enc")) != (VERSION, "ECDH-ES", "A256GCM"):
        raise FileIsFaulty(Fault.VERSION)
    key_id = str(facts.get("kid"))
    if key_id not in keys:
        raise FileIsFaulty(Fault.KEY)
    nonce, ciphertext, tag = map(_bytes, sealed)
    if (len(nonce), len(tag)) != (NONCE, TAG):
        raise FileIsFaulty(Fault.UNREADABLE)
    shared = keys[key_id].exchange(ec.ECDH(), _point(facts.get("epk")))
    try:
        opened = AESGCM(content_key(shared)).decrypt(nonce, ciphertext + tag, header)
    except InvalidTag as error:
        raise FileIsFaulty(Fault.CHANGED) from error
    return _signed(key_id, opened)


def content_key(shared: bytes) -> bytes:
    """The AES key from what ECDH agreed on (RFC 7518, section 4.6.2, no party named)."""
    algorithm = b"\0\0\0\7A256GCM"
    nobody = b"\0\0\0\0"
    return ConcatKDFHash(hashes.SHA256(), 32, algorithm + nobody + nobody + (256).to_bytes(4)).derive(shared)


def _signed(key_id: str, opened: bytes) -> Opened:
    header, content, signature = _parts(opened, 3)
    facts = _json(_bytes(header))
    if not isinstance(facts, dict) or facts.get("alg") != "HS256":
        raise FileIsFaulty(Fault.CHANGED)
    return Opened(key_id, str(facts.get("kid")), header + b"." + content, _bytes(signature))


def _parts(data: bytes, count: int) -> list[bytes]:
    parts = data.split(b".", count)
    if len(parts) != count:
        raise FileIsFaulty(Fault.UNREADABLE)
    return parts


def _bytes(text: bytes) -> bytes:
    """From base64url in its one canonical spelling, or the same file could come as another one."""
    try:
        raw = base64.b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise FileIsFaulty(Fault.UNREADABLE) from error
    if base64.urlsafe_b64encode(raw).rstrip(b"=") != text:
        raise FileIsFaulty(Fault.UNREADABLE)
    return raw


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise FileIsFaulty(Fault.UNREADABLE) from error


def _point(jwk: Any) -> ec.EllipticCurvePublicKey:
    """The page's one-time public key; raises FileIsFaulty unless it lies on the curve."""
    if not isinstance(jwk, Mapping) or (jwk.get("kty"), jwk.get("crv")) != ("EC", "P-256"):
        raise FileIsFaulty(Fault.UNREADABLE)
    x, y = (int.from_bytes(_bytes(str(jwk.get(name)).encode(errors="replace"))) for name in "xy")
    try:
        return ec.EllipticCurvePublicNumbers(x, y, CURVE).public_key()
    except ValueError as error:
        raise FileIsFaulty(Fault.UNREADABLE) from error
