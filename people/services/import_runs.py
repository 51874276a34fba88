"""An import by way of the page: upload, read by the worker, preview, confirm, apply, report."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils.translation import override

from ..models import ImportRun, User
from ..signals import import_confirmed, import_uploaded
from ..spreadsheet import BadSpreadsheet
from ..text import clean_text
from .agency_import import import_agencies
from .import_notices import tell_import_is_done, tell_import_waits
from .import_report import Report
from .staff_import import StaffChangedMeanwhile, import_staff

State = ImportRun.State
IMPORTS: dict[str, Callable[..., Report]] = {"staff": import_staff, "agencies": import_agencies}
# A file that kills the worker again and again is given up.
_MOST_TRIES = 3
_KEPT = timedelta(days=30)


class ImportIsOver(Exception):
    """The run was confirmed before, or has failed."""


@transaction.atomic
def upload_import(
    kind: str, file: UploadedFile, *, strict: bool = False, now: datetime, by: User
) -> ImportRun:
    """Keeps the file under a name that nobody can guess; the worker reads it next."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    run = ImportRun(
        kind=kind,
        file_name=clean_text(file.name or "")[:255],
        sha256=digest.hexdigest(),
        uploaded_by=by,
        options={"strict": strict},
        created_at=now,
    )
    run.file.save(f"{uuid.uuid4()}.xlsx", file, save=False)
    run.save()
    import_uploaded.send(ImportRun, run=run)
    return run


def read_import(run_id: int, *, now: datetime) -> None:
    """Reads the file and keeps what it would do; stores nothing else. May be called again after a crash."""
    run = _claim(run_id, State.UPLOADED, State.READING, now=now)
    if run is not None:
        _run(run, State.PREVIEWED, now=now, dry_run=True)


@transaction.atomic
def confirm_import(run: ImportRun) -> None:
    """Lets the worker store what the preview showed. Raises ImportIsOver when it was confirmed before."""
    waiting = ImportRun.objects.filter(pk=run.pk, state=State.PREVIEWED)
    if not waiting.update(state=State.APPLYING, progress_done=0):
        raise ImportIsOver
    import_confirmed.send(ImportRun, run=run)


def apply_import(run_id: int, *, now: datetime) -> None:
    """Stores what was confirmed and keeps the report. May be called again: the same rows change nothing twice."""
    run = _claim(run_id, State.APPLYING, State.APPLYING, now=now)
    if run is not None:
        _run(run, State.APPLIED, now=now, dry_run=False)


@transaction.atomic
def put_off_import(run_id: int, *, later: datetime, now: datetime) -> None:
    """Says on the page and by a notice, once for each step, that the file waits for a sitting to end."""
    run = ImportRun.objects.select_related("uploaded_by").filter(pk=run_id).first()
    if run is None or run.state not in {State.UPLOADED, State.APPLYING}:
        return
    ImportRun.objects.filter(pk=run.pk).update(put_off_until=later)
    tell_import_waits(run, later, now=now)


def discard_import(run: ImportRun) -> None:
    """Forgets a preview that nobody wants; raises ImportIsOver once it was confirmed."""
    if not ImportRun.objects.filter(pk=run.pk, state__in=[State.PREVIEWED, State.FAILED]).delete()[0]:
        raise ImportIsOver
    run.file.delete(save=False)


def purge_import_files(*, now: datetime) -> int:
    """Removes files older than a month, for they hold identity numbers in clear; the reports stay."""
    old = ImportRun.objects.filter(created_at__lt=now - _KEPT).exclude(file="")
    for run in old:
        run.file.delete(save=True)
    return len(old)


def _claim(run_id: int, before: str, after: str, *, now: datetime) -> ImportRun | None:
    """The run, if it stands where this step begins or was left in the middle of it."""
    runs = ImportRun.objects.filter(pk=run_id, state__in=[before, after])
    if not runs.update(state=after, progress_done=0, tries=F("tries") + 1):
        return None
    run = ImportRun.objects.select_related("uploaded_by", "agency").get(pk=run_id)
    if run.tries > _MOST_TRIES:
        _fail(run, BadSpreadsheet("broken_file"), now=now)
        return None
    return run


def _run(run: ImportRun, after: str, *, now: datetime, dry_run: bool) -> None:
    def progress(done: int, total: int) -> None:
        ImportRun.objects.filter(pk=run.pk).update(progress_done=done, progress_total=total)

    options: dict[str, Any] = {"dry_run": dry_run, "strict": bool(run.options.get("strict"))}
    with override(run.uploaded_by.language):
        try:
            with run.file.open("rb") as file:
                report = IMPORTS[run.kind](
                    file, now=now, by=run.uploaded_by, within=run.agency, progress=progress, **options
                )
        except (BadSpreadsheet, StaffChangedMeanwhile) as error:
            _fail(run, error, now=now)
            return
    _finish(run, after, report, now=now, applied_at=None if dry_run else now)


def _fail(run: ImportRun, error: Exception, *, now: datetime) -> None:
    reason = getattr(error, "reason", "changed_meanwhile")
    _finish(run, State.FAILED, {"error": {"reason": reason, "message": str(error)}}, now=now)


def _finish(run: ImportRun, state: str, report: Report, *, now: datetime, **fields: Any) -> None:
    """Whoever was told to wait is told that the wait is over."""
    fields |= {"state": state, "report": report, "tries": 0, "put_off_until": None}
    ImportRun.objects.filter(pk=run.pk).update(**fields)
    if run.put_off_until:
        tell_import_is_done(run, state, now=now)
