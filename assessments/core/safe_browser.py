"""Whether a request comes from a Safe Exam Browser with the settings that the exam asks for.

Promise: only somebody who knows a key can give the right hash for an address. The hash is SHA-256 over the absolute
address without its fragment, followed by the key, in lower-case hexadecimal. The name that a browser gives itself says
nothing and is never looked at. Source: Safe Exam Browser, developer documentation, "Config Key" and "Browser Exam Key".
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Proof:
    """What a browser gave for one address: from its settings, and from its program. None: nothing."""

    config: str | None
    program: str | None

    @property
    def is_empty(self) -> bool:
        """Nothing was given, as by browsers that send no headers."""
        return self.config is None and self.program is None


def request_hash(address: str, key: str) -> str:
    """The hash that a browser with this key gives for an address."""
    return hashlib.sha256(f"{address.partition('#')[0]}{key}".encode()).hexdigest()


def read_keys(text: str) -> tuple[str, ...]:
    """The keys in a text, one a line; raises ValueError for a line that is no key."""
    keys = tuple(line.strip().lower() for line in text.splitlines() if line.strip())
    if not all(KEY.fullmatch(key) for key in keys):
        raise ValueError("not a key of 64 hexadecimal signs")
    return keys


def is_proven(address: str, proof: Proof, *, config_keys: Iterable[str], program_keys: Iterable[str]) -> bool:
    """True if the proof fits one key of each list that the exam names; with no list anything does."""
    return _fits(address, proof.config, config_keys) and _fits(address, proof.program, program_keys)


def _fits(address: str, given: str | None, keys: Iterable[str]) -> bool:
    keys = tuple(keys)
    if not keys:
        return True
    if given is None or not given.isascii():
        return False
    return any(hmac.compare_digest(request_hash(address, key), given.strip().lower()) for key in keys)
