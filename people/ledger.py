"""The hash chain: results, certificates, proposals and decisions are appended here and never rewritten.

Each entry's hash is SHA-256 over the canonical JSON of (previous hash, kind, subject, payload, at, by), so that
a changed, removed or inserted row breaks every later link.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from .models import LedgerEntry, User

GENESIS = "0" * 64
# One writer at a time: a fixed key of PostgreSQL's advisory locks. SQLite's IMMEDIATE transactions do it by themselves.
_LOCK = 7_202_611


def digest(
    previous: str, kind: str, subject: str, payload: dict[str, Any], at: datetime, by_id: int | None
) -> str:
    """The hash of one entry, as 64 hexadecimal digits."""
    facts = [previous, kind, subject, payload, at.astimezone(UTC).isoformat(timespec="microseconds"), by_id]
    canonical = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def append(
    kind: str, subject: str, payload: dict[str, Any], *, now: datetime, by: User | None
) -> LedgerEntry:
    """One more entry at the end of the chain."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = LedgerEntry.objects.order_by("-pk").values_list("hash", flat=True).first() or GENESIS
    by_id = by.pk if by else None
    return LedgerEntry.objects.create(
        kind=kind,
        subject=subject,
        payload=payload,
        at=now,
        by=by,
        previous_hash=last,
        hash=digest(last, kind, subject, payload, now, by_id),
    )


def first_broken() -> LedgerEntry | None:
    """The first entry whose link does not hold, or None when the whole chain does."""
    previous = GENESIS
    for entry in LedgerEntry.objects.order_by("pk").iterator(chunk_size=2000):
        expected = digest(previous, entry.kind, entry.subject, entry.payload, entry.at, entry.by_id)
        if entry.previous_hash != previous or entry.hash != expected:
            return entry
        previous = entry.hash
    return None
