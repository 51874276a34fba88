"""What this app announces, in the past tense."""

from django.dispatch import Signal

result_settled = Signal()
"""A result was derived or derived anew. Arguments: result, now. Never sent for trial attempts."""

results_published = Signal()
"""The withheld results of an exam may show and count now. Arguments: exam, now."""

places_given = Signal()
"""Candidates of a published sitting are to be told of their places. Arguments: sitting."""

sitting_cancelled = Signal()
"""A published sitting does not take place. Arguments: sitting."""

rehearsal_asked = Signal()
"""Somebody wants a sitting rehearsed. Arguments: run."""

ruling_made = Signal()
"""An examiner ruled how a faulty item is scored. Arguments: ruling, now."""
