"""The people of the sample province: agencies, staff, roles, and the accounts that anybody may try."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.services import grant_exemption
from people.models import Agency, Role, RoleGrant, StaffProfile, User
from people.services.agency_import import import_agencies
from people.services.import_runs import read_import, upload_import
from people.services.roles import grant_role
from people.services.staff_import import import_staff

HERE = Path(__file__).parent


def read_story() -> dict[str, Any]:
    """Who tries what, and what happened."""
    story: dict[str, Any] = json.loads((HERE / "story.json").read_text("utf-8"))
    return story


def import_lists(*, now: datetime) -> None:
    """Agencies and staff by the same imports that everybody uses."""
    with (HERE / "co_quan.xlsx").open("rb") as file:
        import_agencies(file, now=now, by=None)
    with (HERE / "can_bo.xlsx").open("rb") as file:
        import_staff(file, now=now, by=None)


def open_accounts(story: dict[str, Any], *, now: datetime) -> None:
    """Passwords for the accounts of the story, and their roles; the administrator grants those of the others."""
    password = make_password(story["password"])  # slow on purpose, so once
    for facts in story["accounts"]:
        user = User.objects.get(email=facts["email"])
        user.password, user.invited_at = password, now
        user.is_staff = facts["role"] in {Role.TRAINER, Role.EXAMINER, Role.ADMINISTRATOR}
        user.save()
    administrator = account(story, Role.ADMINISTRATOR)
    province = Agency.objects.get(code=story["province"])
    RoleGrant.objects.create(user=administrator, role=Role.ADMINISTRATOR, agency=province, granted_at=now)
    for facts in story["accounts"]:
        if facts["over"] and facts["role"] != Role.ADMINISTRATOR:
            user, agency = User.objects.get(email=facts["email"]), Agency.objects.get(code=facts["over"])
            grant_role(user, facts["role"], agency, now=now, by=administrator)


def upload_joiners(story: dict[str, Any], *, now: datetime) -> None:
    """A commune's list of people who joined: read, previewed, and waiting for its HR manager to confirm."""
    by = User.objects.get(email=story["joiners"]["by"])
    content = (HERE / story["joiners"]["file"]).read_bytes()
    run = upload_import("staff", SimpleUploadedFile(story["joiners"]["file"], content), now=now, by=by)
    read_import(run.pk, now=now)


def account(story: dict[str, Any], role: str) -> User:
    """The first account of a role."""
    email = next(facts["email"] for facts in story["accounts"] if facts["role"] == role)
    return User.objects.get(email=email)


def exempt_some(story: dict[str, Any], *, now: datetime, by: User) -> None:
    """A few people who need not take part, each for another reason."""
    spared = StaffProfile.objects.exclude(user__email__in=[facts["email"] for facts in story["accounts"]])
    for staff, facts in zip(spared.order_by("-staff_code"), story["exemptions"], strict=False):
        grant_exemption(
            staff,
            None,
            facts["reason"],
            valid_from=now.date(),
            valid_to=None,
            note=facts["note"],
            now=now,
            by=by,
        )
