"""What this app announces, in the past tense."""

from django.dispatch import Signal

notice_created = Signal()
"""A notice was written. Arguments: notice."""
import_uploaded = Signal()
"""A file waits to be read. Arguments: run."""
import_confirmed = Signal()
"""A preview was confirmed. Arguments: run."""
staff_invited = Signal()
"""People are to be invited to set a password. Arguments: user_ids."""
