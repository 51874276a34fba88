"""Who holds which role over which agency."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from .. import scope
from ..forms import GrantForm
from ..models import RoleGrant
from ..services.roles import (
    AlreadyGranted,
    GrantIsOver,
    MayNotGrant,
    end_grant,
    grant_role,
    grantable_accounts,
    grantable_roles,
)
from . import MANAGERS, PAGE, me, posted


@scope.role_required(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def role_list(request: HttpRequest) -> HttpResponse:
    """The roles in force in the user's agencies, and a form for one more."""
    reach = scope.agencies_for(request.user, *MANAGERS)
    form = GrantForm(
        posted(request),
        accounts=grantable_accounts(me(request)),
        agencies=reach,
        initial={"person": request.GET.get("person", "")},
    )
    if form.is_valid() and _grant(request, form):
        return redirect("people:role_list")
    grants = RoleGrant.objects.current().filter(agency__in=reach).select_related("agency", "user__staff")
    page = Paginator(grants.order_by("agency__path", "role", "pk"), PAGE).get_page(request.GET.get("page"))
    rows = [(grant, grant.role in grantable_roles(me(request), grant.agency)) for grant in page]
    return render(request, "people/role_list.html", {"form": form, "page": page, "rows": rows})


@scope.role_required(*MANAGERS)
@require_POST
def role_end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Takes a role back."""
    reach = scope.agencies_for(request.user, *MANAGERS)
    grant = get_object_or_404(RoleGrant.objects.filter(agency__in=reach), pk=grant_id)
    try:
        end_grant(grant, now=timezone.now(), by=me(request))
    except MayNotGrant:
        messages.error(request, _("You may not end this role. Ask an administrator."))
    except GrantIsOver:
        messages.info(request, _("This role was ended before."))
    else:
        messages.success(request, _("The role was ended."))
    return redirect("people:role_list")


def _grant(request: HttpRequest, form: GrantForm) -> bool:
    facts = form.cleaned_data
    try:
        grant_role(facts["person"], facts["role"], facts["agency"], now=timezone.now(), by=me(request))
    except MayNotGrant:
        form.add_error("role", _("You may not grant this role here. Ask an administrator."))
        return False
    except AlreadyGranted:
        form.add_error("role", _("The person holds this role already."))
        return False
    messages.success(request, _("The role was granted."))
    return True
