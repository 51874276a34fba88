"""Telling people things: in the application always, by e-mail where the installation has a mail server."""

from datetime import datetime

from django.db import transaction

from ..models import Notice, User
from ..signals import notice_created


@transaction.atomic
def notify(
    user: User, kind: str, subject: str, body: str = "", url: str = "", *, now: datetime, dedupe_key: str = ""
) -> Notice:
    """A notice in the application, and an e-mail beside it once the transaction holds. The same key is told once."""
    # A title with a line break in it would be refused as a mail header.
    line = " ".join(subject.split())[:200]
    fields = {"kind": kind, "subject": line, "body": body, "url": url, "created_at": now}
    if dedupe_key:
        notice, created = Notice.objects.get_or_create(recipient=user, dedupe_key=dedupe_key, defaults=fields)
    else:
        notice, created = Notice.objects.create(recipient=user, **fields), True
    if created:
        notice_created.send(Notice, notice=notice)
    return notice


def mark_read(user: User, notice_id: int | None = None, *, now: datetime) -> int:
    """Marks one notice, or all of the user's, as read; returns how many changed."""
    unread = Notice.objects.filter(recipient=user, read_at=None)
    return (unread.filter(pk=notice_id) if notice_id else unread).update(read_at=now)
