"""The acts on certificates."""

from .award import Earned, award, exam_for, missing_awards
from .claims import Approval, approve_claims
from .issue import issue_certificate, reissue_certificate, reissue_reason
from .keepers import tell_keepers
from .render import store_pdf
from .revoke import revoke_certificate
from .signatories import appoint_signatory

__all__ = [
    "Approval",
    "Earned",
    "appoint_signatory",
    "approve_claims",
    "award",
    "exam_for",
    "issue_certificate",
    "missing_awards",
    "reissue_certificate",
    "reissue_reason",
    "revoke_certificate",
    "store_pdf",
    "tell_keepers",
]
