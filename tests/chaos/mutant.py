"""The system with one guard taken out: what arrives last wins. The chaos run must find it guilty."""

from lms.wsgi import application

from assessments.services import saving  # isort: skip - the line above sets Django up

GUARD = "WHERE (current.seat, current.sequence) < (EXCLUDED.seat, EXCLUDED.sequence)"

assert GUARD in saving.ONE_STATEMENT
saving.ONE_STATEMENT = saving.ONE_STATEMENT.replace(GUARD, "")

__all__ = ["application"]
