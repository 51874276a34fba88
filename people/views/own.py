"""What concerns the signed-in person alone: notices and own facts."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from ..models import Notice
from ..services.notices import mark_read
from . import PAGE, me


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The user's notices, newest first."""
    own = Notice.objects.filter(recipient=me(request))
    page = Paginator(own, PAGE).get_page(request.GET.get("page"))
    return render(request, "people/notices.html", {"page": page, "unread": own.filter(read_at=None).count()})


@login_required
@require_POST
def notice_open(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Marks a notice as read and goes where it points."""
    notice = get_object_or_404(Notice, recipient=me(request), pk=notice_id)
    mark_read(me(request), notice.pk, now=timezone.now())
    is_ours = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if notice.url and is_ours else "notices")


@login_required
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Marks all as read."""
    mark_read(me(request), now=timezone.now())
    return redirect("notices")


@login_required
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """What the system knows about the user."""
    person = getattr(request.user, "staff", None)
    context = {
        "person": person,
        "postings": person.postings.select_related("agency").order_by("-started_on") if person else [],
        "grants": me(request).role_grants.current().select_related("agency"),
    }
    return render(request, "people/profile.html", context)
