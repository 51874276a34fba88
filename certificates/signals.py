"""What this app announces, in the past tense."""

from django.dispatch import Signal

certificate_issued = Signal()
"""A certificate entered the register. Arguments: certificate, now."""

certificate_revoked = Signal()
"""A certificate was revoked. Arguments: certificate, now."""
