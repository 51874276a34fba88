"""Report pages read by connections of their own, under bounds: they never hold what a test needs, and may be away."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)

ALIAS = "reports"
AGAIN_SECONDS = 60
View = Callable[..., HttpResponse]

_reads_reports: ContextVar[bool] = ContextVar("reads_reports", default=False)


class ReportRouter:
    """Reads go to the report database while `reading_reports` says so; everything is written to the default one."""

    def db_for_read(self, model: type, **hints: Any) -> str | None:
        """The report database's name, or no opinion."""
        return ALIAS if _reads_reports.get() else None

    def db_for_write(self, model: type, **hints: Any) -> str:
        """Also for what was read from the report database."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *objects: Any, **hints: Any) -> bool:
        """Both names lead to the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """The report database has no tables of its own."""
        return False if db == ALIAS else None


def has_report_database() -> bool:
    """Whether this process reads reports apart: a web process on PostgreSQL does."""
    return ALIAS in settings.DATABASES


@contextmanager
def reading_reports() -> Iterator[None]:
    """Reads inside use the report database, where this process has one."""
    token = _reads_reports.set(has_report_database())
    try:
        yield
    finally:
        _reads_reports.reset(token)


def reads_reports(view: View) -> View:
    """A page that only reads reports; while they cannot be read in time, 503 with Retry-After in plain words."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return _look_twice(view, request, *args, **kwargs)
        except OperationalError as fault:
            logger.warning("A report could not be read in time: %s", type(fault.__cause__ or fault).__name__)
            busy = render(request, "reports/busy.html", status=503)
            busy["Retry-After"] = str(AGAIN_SECONDS)
            return busy

    return wrapped


def _look_twice(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """A replica lags: what was counted a moment ago may be in the default database only."""
    try:
        with reading_reports():
            return view(request, *args, **kwargs)
    except Http404:
        if not has_report_database():
            raise
        return view(request, *args, **kwargs)
