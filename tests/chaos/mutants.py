"""The system with one guard taken out, named by the environment variable MUTANT. The chaos run must find it guilty."""

import os

from lms.wsgi import application

from assessments.services import saving  # isort: skip - the line above sets Django up

GUARDS = {
    # What arrives last wins.
    "sequence": "WHERE (current.seat, current.sequence) < (EXCLUDED.seat, EXCLUDED.sequence)",
    # The end of the time is nobody's business.
    "deadline": " AND %(now)s < closes_at",
}
GUARD = GUARDS[os.environ["MUTANT"]]

assert GUARD in saving.ONE_STATEMENT
saving.ONE_STATEMENT = saving.ONE_STATEMENT.replace(GUARD, "")

__all__ = ["application"]
