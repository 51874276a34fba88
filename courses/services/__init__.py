"""The writes of this app. Other apps import from here."""

from .access import sync_access, sync_all_access
from .assignments import assign, withdraw_assignment
from .enrolments import complete_if_due, enrol, withdraw_enrolment
from .exemptions import grant_exemption, withdraw_exemption
from .progress import open_lesson, record_progress
from .site import ensure_catalogue, ensure_site

__all__ = [
    "assign",
    "complete_if_due",
    "enrol",
    "ensure_catalogue",
    "ensure_site",
    "grant_exemption",
    "open_lesson",
    "record_progress",
    "sync_access",
    "sync_all_access",
    "withdraw_assignment",
    "withdraw_enrolment",
    "withdraw_exemption",
]
