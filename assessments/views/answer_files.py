"""Answer files of a sitting: the invigilator hands in what candidates saved while no line came back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.forms.answer_files import AnswerFileForm
from assessments.models import Sitting
from assessments.services.answer_files import Received, take_answer_file
from assessments.services.errors import Refusal
from people.scope import role_required, signed_in

from . import scoped
from .acts import board_crumbs
from .events import file_texts


@role_required(*scoped.WATCHERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sitting_answer_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Takes one file, and leads to the candidate whose it is."""
    sitting = scoped.get_sitting(request, uuid)
    posted = request.method == "POST"
    form = AnswerFileForm(request.POST, request.FILES) if posted else AnswerFileForm()
    if posted and form.is_valid() and (received := _taken(request, form, sitting)):
        attempt = received.attempt
        told = _("The answer file of %(name)s is received.") % {"name": attempt.staff.full_name}
        messages.success(request, " ".join([told, *file_texts(received.counts)]))
        return redirect("watched_attempt", attempt.uuid)
    context = {"form": form, "sitting": sitting, "crumbs": board_crumbs(sitting)}
    return render(request, "assessments/answer_file.html", context)


def _taken(request: HttpRequest, form: AnswerFileForm, sitting: Sitting) -> Received | None:
    try:
        return take_answer_file(sitting, form.cleaned_data["file"], now=timezone.now(), by=signed_in(request))
    except Refusal as refusal:
        form.add_error("file", refusal.message)
        return None
