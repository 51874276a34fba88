"""Answer files as the exam page writes them (lms/static/js/exam-file.js), and as somebody else might."""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assessments.core.answer_file import content_key
from assessments.models import Attempt
from assessments.seals import PageSeal, seal_of
from assessments.tickets import Ticket

SAVED_AT = "2026-12-03T05:31:00.000Z"


def text64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def json64(value: Any) -> str:
    return text64(json.dumps(value).encode())


def ticket_of(attempt: Attempt) -> Ticket:
    return Ticket(attempt.pk, attempt.staff_id, attempt.seat)


def answer(position: int, value: Any, sequence: int = 1, seat: int = 1) -> dict[str, Any]:
    """One answer as the page keeps it."""
    place = {"position": position, "seat": seat, "sequence": sequence}
    return place | {"value": value, "client_at": SAVED_AT}


def write_file(ticket: Ticket, *answers: dict[str, Any], content: Any = None, **header: Any) -> bytes:
    """What the page of this seat saves now; `content` in place of the answers, `header` other facts in front."""
    page = seal_of(ticket)
    said = {"saved_at": SAVED_AT, "answers": list(answers)} if content is None else content
    seat = f"{ticket.attempt_id}.{ticket.staff_id}.{ticket.seat}"
    return encrypt(sign(said, seat, raw64(page.seat_key)), page, **header)


def sign(content: Any, seat: str, key: bytes, algorithm: str = "HS256") -> str:
    """The JWS."""
    signed = f"{json64({'alg': algorithm, 'kid': seat})}.{json64(content)}"
    maker = hmac.HMAC(key, hashes.SHA256())
    maker.update(signed.encode())
    return f"{signed}.{text64(maker.finalize())}"


def encrypt(text: str, page: PageSeal, **header: Any) -> bytes:
    """The JWE around it."""
    once = ec.generate_private_key(ec.SECP256R1())
    server = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw64(page.public_key))
    numbers = once.public_key().public_numbers()
    point = {name: text64(getattr(numbers, name).to_bytes(32)) for name in "xy"}
    facts = {"typ": "lms-answers", "v": 1, "alg": "ECDH-ES", "enc": "A256GCM", "kid": page.key_id}
    front = json64(facts | {"epk": {"kty": "EC", "crv": "P-256"} | point} | header)
    nonce = os.urandom(12)
    key = content_key(once.exchange(ec.ECDH(), server))
    sealed = AESGCM(key).encrypt(nonce, text.encode(), front.encode())
    return ".".join([front, "", text64(nonce), text64(sealed[:-16]), text64(sealed[-16:])]).encode()
