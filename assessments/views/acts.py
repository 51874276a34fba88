"""What an invigilator does: each act is asked once more on a page of its own, with the reason where one is needed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.forms.acts import ExtensionForm, NoteForm, ReasonForm
from assessments.models import Attempt, Sitting
from assessments.services import interventions
from assessments.services.errors import Refusal
from people.scope import role_required, signed_in

from . import scoped
from .sittings import crumbs_of


@dataclass(frozen=True)
class Act:
    """One act: what it is called, what follows from it, what is asked, what is said afterwards, who does it."""

    label: str | Promise
    title: str | Promise
    consequence: str | Promise
    done: str | Promise
    form: type[NoteForm]
    run: Callable[..., object]
    danger: bool = False


ATTEMPT_ACTS = {
    "pause": Act(
        _("Pause"),
        _("Pause this candidate"),
        _("The time stands still and nothing can be answered until you resume. No time is lost."),
        _("%(name)s is paused."),
        NoteForm,
        interventions.pause_attempt,
    ),
    "resume": Act(
        _("Resume"),
        _("Resume this candidate"),
        _("The time runs again. The candidate gets the length of the pause back."),
        _("%(name)s goes on."),
        NoteForm,
        interventions.resume_attempt,
    ),
    "extend": Act(
        _("More time"),
        _("Give more time"),
        _("The end moves for this candidate only, at once."),
        _("%(name)s has more time."),
        ExtensionForm,
        interventions.extend_attempt,
    ),
    "look": Act(
        _("I have looked"),
        _("Note that you have looked"),
        _("What the page noticed so far no longer calls for you. It stays in the record."),
        _("Noted for %(name)s."),
        NoteForm,
        interventions.look_at,
    ),
    "move": Act(
        _("Another device"),
        _("Move to another device"),
        _(
            "The present device stops. The paper opens on the next device on which the candidate signs in. "
            "The time runs on: pause first if it takes long."
        ),
        _("%(name)s can go on by signing in on another device."),
        NoteForm,
        interventions.move_to_device,
    ),
    "end": Act(
        _("End the paper"),
        _("End this paper"),
        _("The paper is handed in and scored as it is saved. The candidate is told. This cannot be undone."),
        _("The paper of %(name)s is ended."),
        ReasonForm,
        interventions.end_attempt,
        danger=True,
    ),
    "void": Act(
        _("Declare void"),
        _("Declare this paper void"),
        _("Neither the paper nor its score counts. The candidate is told. This cannot be undone."),
        _("The paper of %(name)s is void."),
        ReasonForm,
        interventions.void_attempt,
        danger=True,
    ),
}
ROOM_ACTS = {
    "pause": Act(
        _("Pause the room"),
        _("Pause the whole room"),
        _("The time of everybody who is working stands still, and nobody can start until you resume."),
        _("The room is paused."),
        NoteForm,
        interventions.pause_sitting,
    ),
    "resume": Act(
        _("Resume the room"),
        _("Resume the whole room"),
        _(
            "The time runs again, and everybody gets the lost time back. "
            "Who was paused singly before stays paused."
        ),
        _("The room goes on. Everybody got the lost time back."),
        NoteForm,
        interventions.resume_sitting,
    ),
}


@role_required(*scoped.WATCHERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def attempt_act(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """Asks, and acts on one candidate; never on oneself."""
    act = _known(ATTEMPT_ACTS, name)
    attempt = scoped.get_watched(request, uuid)
    if attempt.staff.user_id == signed_in(request).pk:
        raise PermissionDenied
    assert attempt.sitting  # noqa: S101 - found by it
    return _act(request, act, attempt, attempt.staff.full_name, attempt.sitting)


@role_required(*scoped.WATCHERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sitting_act(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """Asks, and acts on the whole room."""
    act = _known(ROOM_ACTS, name)
    sitting = scoped.get_sitting(request, uuid)
    return _act(request, act, sitting, sitting.title, sitting)


def _known(acts: dict[str, Act], name: str) -> Act:
    if name not in acts:
        raise Http404
    return acts[name]


def _act(
    request: HttpRequest, act: Act, subject: Attempt | Sitting, name: str, sitting: Sitting
) -> HttpResponse:
    form = act.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _run(request, act, subject, name, form.cleaned_data)
        return redirect("sitting_board", sitting.uuid)
    context = {"act": act, "name": name, "form": form, "sitting": sitting, "crumbs": board_crumbs(sitting)}
    return render(request, "assessments/act.html", context)


def board_crumbs(sitting: Sitting) -> list[dict[str, str]]:
    """The way to the board."""
    board = {"label": gettext("Invigilator board"), "url": reverse("sitting_board", args=[sitting.uuid])}
    return [*crumbs_of(sitting), board]


def _run(
    request: HttpRequest, act: Act, subject: Attempt | Sitting, name: str, facts: dict[str, Any]
) -> None:
    try:
        act.run(subject, now=timezone.now(), by=signed_in(request), **facts)
    except Refusal as refusal:
        messages.error(request, f"{name}: {refusal.message}")
    else:
        messages.success(request, str(act.done) % {"name": name})
