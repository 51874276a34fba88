"""The register, what was issued, and what waits for approval."""

from .certificate import KEEPERS, Certificate, CertificateClaim, CertificateState
from .register import RatingBand, Register, Signatory

__all__ = [
    "KEEPERS",
    "Certificate",
    "CertificateClaim",
    "CertificateState",
    "RatingBand",
    "Register",
    "Signatory",
]
