"""Encryption of single fields (identity numbers), with key rotation.

Fernet (AES-128-CBC and HMAC-SHA-256, https://github.com/fernet/spec). The first key of `FIELD_KEYS` seals, all of them
open; without `FIELD_KEYS` the key is derived from SECRET_KEY, and from its fallbacks for opening.
"""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@lru_cache(maxsize=4)
def _box(secrets: tuple[str, ...]) -> MultiFernet:
    digests = (hashlib.sha256(b"people.sealing:" + secret.encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _secrets() -> tuple[str, ...]:
    return tuple(settings.FIELD_KEYS) or (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def seal(text: str) -> bytes:
    """The text encrypted; an empty text stays empty."""
    return _box(_secrets()).encrypt(text.encode()) if text else b""


def open_sealed(token: bytes) -> str:
    """The text again. Raises `cryptography.fernet.InvalidToken` when no key fits."""
    return _box(_secrets()).decrypt(token).decode() if token else ""
