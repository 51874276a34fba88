"""Inviting people to set their first password."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from .. import scope
from ..forms import InviteFilter
from ..mail import has_mail
from ..models import StaffProfile
from ..services.invitations import invite_staff, make_links, uninvited
from ..services.staff import is_protected
from . import MANAGERS, PAGE, me
from .staff import person_or_404


@scope.role_required(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """Who has no password yet; writes to them, or makes links to hand over where there is no mail server."""
    agencies = scope.agencies_for(request.user, *MANAGERS)
    form = InviteFilter(request.GET)
    now = timezone.now()
    everybody = form.apply(StaffProfile.objects.within(agencies), agencies)
    waiting = uninvited(everybody, now=now).select_related("user")
    if request.method == "POST":
        chosen = waiting if "all" in request.POST else waiting.filter(uuid__in=_uuids(request))
        if not has_mail():
            links = make_links(chosen[:PAGE], now=now, by=me(request))
            return render(request, "people/invite_links.html", _links(request, links))
        count = len(invite_staff(chosen, now=now, by=me(request)))
        words = ngettext("%d invitation is being sent.", "%d invitations are being sent.", count)
        messages.success(request, words % count)
        return redirect(request.get_full_path())
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    sent = everybody.exclude(user__invited_at=None).select_related("user").order_by("-user__invited_at")[:20]
    context = {"form": form, "page": page, "sent": sent, "has_mail": has_mail()}
    return render(request, "people/invite.html", context)


@scope.role_required(*MANAGERS)
@require_POST
@never_cache
def invite_link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A link for one person who has no working e-mail or forgot the password. It is shown once."""
    person = person_or_404(request, uuid)
    if is_protected(person.user, me(request)) or not person.user.is_active:
        messages.error(request, _("You may not make a link for this person. Ask an administrator."))
        return redirect("people:staff_detail", person.uuid)
    links = make_links([person], now=timezone.now(), by=me(request))
    return render(request, "people/invite_links.html", _links(request, links))


def _uuids(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("person")[: PAGE * 4]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _links(request: HttpRequest, links: list[tuple[StaffProfile, str]]) -> dict[str, object]:
    rows = [(person, request.build_absolute_uri(path)) for person, path in links]
    return {"rows": rows, "days": settings.PASSWORD_RESET_TIMEOUT // 86400}
