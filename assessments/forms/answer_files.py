"""The upload of an answer file: opened, checked and read, or refused in words."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.core.answer_file import MAX_BYTES, Fault, FileIsFaulty
from assessments.seals import open_file
from assessments.services.answer_files import AnswerFile
from assessments.tickets import Ticket
from people.fields import UploadField

from .answers import BadRequest, answer_of, read_moment

MOST_ANSWERS = 1000
WORDS = {
    Fault.UNREADABLE: _(
        "This is no answer file, or it broke when it was copied. Copy it once more from the candidate's device."
    ),
    Fault.VERSION: _("Another version of the system wrote this file. Keep the file and tell the technician."),
    Fault.KEY: _(
        "This file was written for another installation, or its key is no longer in use. "
        "Keep the file and tell the technician."
    ),
    Fault.CHANGED: _(
        "This file is not as the exam page wrote it, so it is not taken. "
        "Copy it once more from the candidate's device."
    ),
}
TOO_LARGE = _("This file is larger than any answer file can be. Choose the file that the exam page saved.")


class AnswerFileForm(forms.Form):
    """One file; `cleaned_data["file"]` is an AnswerFile."""

    file = UploadField(
        label=_("Answer file"),
        help_text=_("The file that the candidate's exam page saved; its name ends in .bailam."),
        error_messages={"empty": _("The file is empty. Copy it once more from the candidate's device.")},
    )

    def clean_file(self) -> AnswerFile:
        """Of a bounded size, and what a page of ours wrote."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(TOO_LARGE)
        try:
            return read_answer_file(file.read())
        except FileIsFaulty as error:
            raise ValidationError(WORDS[error.fault]) from error


def read_answer_file(data: bytes) -> AnswerFile:
    """The answers in a file; raises FileIsFaulty."""
    ticket, content = open_file(data)
    try:
        return _read(ticket, content, hashlib.sha256(data).hexdigest())
    except BadRequest as error:
        raise FileIsFaulty(Fault.CHANGED) from error


def _read(ticket: Ticket, content: Any, digest: str) -> AnswerFile:
    if not isinstance(content, Mapping) or not isinstance(content.get("answers"), list):
        raise BadRequest("no answers")
    entries = content["answers"]
    if len(entries) > MOST_ANSWERS or not all(isinstance(entry, Mapping) for entry in entries):
        raise BadRequest("not answers")
    answers = [answer_of(entry, ticket) for entry in entries]
    return AnswerFile(ticket, answers, read_moment(content.get("saved_at")), digest)
