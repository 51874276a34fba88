"""Adding one person by hand: the rules and the writing of a list of one row."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from .. import ledger
from ..importing import Problem, StaffRecord, judge_told
from ..models import Agency, Role, StaffProfile, User
from ..scope import has_role
from .staff import OutsideSubtree
from .staff_changes import NewPerson, StaffWork
from .staff_directory import directory_for_newcomer
from .staff_import import StaffChangedMeanwhile
from .staff_writing import store_staff


def judge_newcomer(
    told: Mapping[str, str], *, today: date, by: User
) -> tuple[StaffRecord | None, dict[str, Problem]]:
    """What may be stored, or what refuses it by field. A taken code or e-mail is not told whose it is."""
    return judge_told(told, directory_for_newcomer(told, by, today=today), today=today)


def add_staff(record: StaffRecord, *, now: datetime, by: User) -> StaffProfile:
    """Account without password, staff record and posting from today; nothing is sent.

    Raises OutsideSubtree, and StaffChangedMeanwhile when somebody else took the code or the e-mail just now.
    """
    agency = Agency.objects.get(code=record.agency_code)
    if not has_role(by, Role.HR_MANAGER, Role.ADMINISTRATOR, agency=agency):
        raise OutsideSubtree
    try:
        with transaction.atomic():
            store_staff(StaffWork(new=[NewPerson(record, agency)]), now=now, progress=lambda _done: None)
            person = StaffProfile.objects.get(user__email=record.email)
            ledger.append("staff-added", str(person.uuid), {"agency": agency.code}, now=now, by=by)
    except IntegrityError as error:
        raise StaffChangedMeanwhile from error
    return person
