"""The simulated candidates: accounts that nobody can sign in to, profiles outside every agency, ready sessions."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.db import transaction

from people.models import StaffKind, StaffProfile, User

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ")
MIDDLES = ("Văn", "Thị", "Minh", "Thu", "Quốc", "Ngọc", "Đức", "Thanh")
GIVENS = (
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Đạt",
    "Giang",
    "Hà",
    "Khánh",
    "Linh",
    "Nam",
    "Oanh",
    "Phúc",
    "Sơn",
    "Yến",
)


@dataclass(frozen=True)
class Candidate:
    """One simulated person: the ability is on the scale of a logistic item model, 0 being average."""

    number: int
    staff_id: int
    session: str
    ability: float


def prepare_cohort(count: int, *, seed: int, now: datetime) -> list[Candidate]:
    """Make the candidates that are missing, and a session for each."""
    staff = _find_or_make(count, seed, now)
    abilities = random.Random(f"ability:{seed}")  # noqa: S311 - a simulation
    return [
        Candidate(number, each.pk, _session(each.user), abilities.gauss(0.3, 1.0))
        for number, each in enumerate(staff, start=1)
    ]


def _find_or_make(count: int, seed: int, now: datetime) -> list[StaffProfile]:
    codes = [f"MP-{seed}-{number:05}" for number in range(1, count + 1)]
    known = set(StaffProfile.objects.filter(staff_code__in=codes).values_list("staff_code", flat=True))
    _make([code for code in codes if code not in known], now)
    found = StaffProfile.objects.filter(staff_code__in=codes, simulated=True).select_related("user")
    return list(found.order_by("staff_code"))


@transaction.atomic
def _make(codes: Sequence[str], now: datetime) -> None:
    users = [
        User(email=f"{code.lower()}@mo-phong.invalid", password=make_password(None), date_joined=now)
        for code in codes
    ]
    User.objects.bulk_create(users, batch_size=500)
    profiles = [
        StaffProfile(
            user=user, staff_code=code, full_name=_name(code), kind=StaffKind.CIVIL_SERVANT, simulated=True
        )
        for user, code in zip(users, codes, strict=True)
    ]
    for profile in profiles:
        profile.set_keys()
    StaffProfile.objects.bulk_create(profiles, batch_size=500)


def _name(code: str) -> str:
    draw = random.Random(code)  # noqa: S311 - a simulation
    return " ".join(draw.choice(words) for words in (SURNAMES, MIDDLES, GIVENS))


def _session(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.set_expiry(24 * 3600)
    store.save()
    return str(store.session_key)
