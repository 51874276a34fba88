"""Storing what a staff list adds and changes. Called inside a transaction."""

import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone

from ..models import Posting, StaffProfile, User
from .staff_changes import Move, NewPerson, StaffWork

_BATCH = 500
_PROFILE_FIELDS = [
    "full_name",
    "sort_key",
    "search_key",
    "kind",
    "position",
    "gender",
    "born_on",
    "born_precision",
    "phone",
    "identity_sealed",
    "needs_review",
]


def store_staff(work: StaffWork, *, now: datetime, progress: Callable[[int], None]) -> None:
    """Writes accounts, profiles and postings in bulk."""
    today = timezone.localdate(now)
    done = 0
    for start in range(0, len(work.new), _BATCH * 2):
        batch = work.new[start : start + _BATCH * 2]
        _add(batch, today, now)
        done += len(batch)
        progress(done)
    for profile in work.profiles:
        profile.set_keys()
    # One upsert by primary key: a tenth of what a CASE per row and column costs.
    StaffProfile.objects.bulk_create(
        work.profiles,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_PROFILE_FIELDS,
    )
    User.objects.bulk_update(work.accounts, ["email"], batch_size=_BATCH)
    _upsert_postings(work.renamed_postings, ["position"])
    _move(work.moves, today)


def _add(people: Sequence[NewPerson], today: date, now: datetime) -> None:
    accounts = [_account(person, now) for person in people]
    User.objects.bulk_create([account for account in accounts if account.pk is None], batch_size=_BATCH)
    profiles = [_profile(person, account) for person, account in zip(people, accounts, strict=True)]
    StaffProfile.objects.bulk_create(profiles, batch_size=_BATCH)
    postings = [
        Posting(staff=profile, agency=person.agency, position=profile.position, started_on=today)
        for person, profile in zip(people, profiles, strict=True)
    ]
    Posting.objects.bulk_create(postings, batch_size=_BATCH)


def _account(person: NewPerson, now: datetime) -> User:
    if person.user is not None:
        return person.user
    account = User(email=person.record.email, date_joined=now)
    # What set_unusable_password() does, at a fiftieth of its cost.
    account.password = f"{UNUSABLE_PASSWORD_PREFIX}{secrets.token_urlsafe(30)}"
    return account


def _profile(person: NewPerson, account: User) -> StaffProfile:
    record = person.record
    profile = StaffProfile(
        user=account,
        staff_code=record.staff_code,
        full_name=record.full_name,
        kind=record.kind,
        position=record.position,
        gender=record.gender,
        born_on=record.born.on if record.born else None,
        born_precision=record.born.precision if record.born else "day",
        phone=record.phone,
        needs_review=list(record.review),
    )
    profile.identity_number = record.identity_number
    profile.set_keys()
    return profile


def _move(moves: Sequence[Move], today: date) -> None:
    """Closes the open posting and opens a new one; a posting begun today is corrected, not closed."""
    closed, opened, corrected = [], [], []
    for move in moves:
        old = move.open_posting
        if old is not None and old.started_on >= today:
            old.agency, old.position = move.agency, move.position
            corrected.append(old)
            continue
        if old is not None:
            old.ended_on = today
            closed.append(old)
        opened.append(Posting(staff=move.staff, agency=move.agency, position=move.position, started_on=today))
    _upsert_postings(closed, ["ended_on"])
    _upsert_postings(corrected, ["agency", "position"])
    Posting.objects.bulk_create(opened, batch_size=_BATCH)


def _upsert_postings(postings: Sequence[Posting], fields: list[str]) -> None:
    Posting.objects.bulk_create(
        postings, batch_size=_BATCH, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )
