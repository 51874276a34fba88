"""What this app announces, in the past tense."""

from django.dispatch import Signal

certificate_issued = Signal()
"""A certificate entered the register. Arguments: certificate, reason (why it replaces another one, else empty), now."""

certificate_revoked = Signal()
"""A certificate was revoked. Arguments: certificate, now."""
