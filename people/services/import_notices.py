"""What is said to those whose import waited for a sitting to end."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from ..models import ImportRun
from ..yielding import say_moment
from .notices import notify

State = ImportRun.State
WAITS: dict[str, str] = {
    State.UPLOADED: gettext_noop("People are sitting a test now. The file %(file)s is read at about %(at)s."),
    State.APPLYING: gettext_noop(
        "People are sitting a test now. The rows of %(file)s are stored at about %(at)s."
    ),
}
DONE: dict[str, tuple[str, str]] = {
    State.PREVIEWED: (
        gettext_noop("Your list has been read"),
        gettext_noop("Look through what %(file)s would change, then confirm."),
    ),
    State.FAILED: (
        gettext_noop("Your list could not be imported"),
        gettext_noop("The page of %(file)s says why, and what to do."),
    ),
    State.APPLIED: (
        gettext_noop("Your list has been imported"),
        gettext_noop("The report of %(file)s is ready."),
    ),
}


def tell_import_waits(run: ImportRun, later: datetime, *, now: datetime) -> None:
    """Tells who uploaded the file, once for each step."""
    with override(run.uploaded_by.language):
        body = _(WAITS[run.state]) % {"file": run.file_name, "at": say_moment(later)}
        _tell(run, f"waits-{run.state}", _("Your list waits for a sitting to end"), body, now=now)


def tell_import_is_done(run: ImportRun, state: str, *, now: datetime) -> None:
    """Tells who was told to wait what has become of the file."""
    with override(run.uploaded_by.language):
        subject, body = DONE[state]
        _tell(run, f"done-{state}", _(subject), _(body) % {"file": run.file_name}, now=now)


def _tell(run: ImportRun, step: str, subject: str, body: str, *, now: datetime) -> None:
    url = reverse("people:import_run", args=[run.uuid])
    notify(run.uploaded_by, "import", subject, body, url, now=now, dedupe_key=f"import:{run.uuid}:{step}")
