"""What this app announces, in the past tense."""

from django.dispatch import Signal

notice_created = Signal()
"""A notice was written. Arguments: notice."""
