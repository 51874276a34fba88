"""The register, what was issued, and what waits for approval."""

from .certificate import (
    KEEPERS,
    Certificate,
    CertificateClaim,
    CertificateClaimQuerySet,
    CertificateQuerySet,
    CertificateState,
)
from .register import RatingBand, Register, Signatory

__all__ = [
    "KEEPERS",
    "Certificate",
    "CertificateClaim",
    "CertificateClaimQuerySet",
    "CertificateQuerySet",
    "CertificateState",
    "RatingBand",
    "Register",
    "Signatory",
]
