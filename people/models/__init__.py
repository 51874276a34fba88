"""Users, agencies, staff, roles, notices, imports and the ledger."""

from .agency import Agency, AgencyPeriod
from .imports import ImportRun
from .ledger import LedgerEntry
from .notice import Notice
from .roles import Role, RoleGrant
from .staff import BirthPrecision, Posting, StaffKind, StaffProfile
from .user import User
from .workday import Holiday

__all__ = [
    "Agency",
    "AgencyPeriod",
    "BirthPrecision",
    "Holiday",
    "ImportRun",
    "LedgerEntry",
    "Notice",
    "Posting",
    "Role",
    "RoleGrant",
    "StaffKind",
    "StaffProfile",
    "User",
]
