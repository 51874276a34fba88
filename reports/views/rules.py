"""Rules as people see and set them: the sentence, its numbers, its legal basis, where it is off."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.models import Agency, Role
from people.scope import agencies_for, grants_of, role_required, signed_in
from reports.forms import NumbersForm, SwitchForm
from reports.models import Rule, RuleVersion
from reports.rules import RULES
from reports.services import change_numbers, switch_off, switch_on
from reports.services.rules import numbers_of, say_outcome, say_rule, version_in_force
from reports.views.reach import REPORT_ROLES, reach_of

SWITCHERS = (Role.HR_MANAGER, Role.ADMINISTRATOR)


@role_required(*REPORT_ROLES)
@require_safe
def list_rules(request: HttpRequest) -> HttpResponse:
    """Every rule with the version in force today."""
    today = timezone.localdate()
    rules = [_describe(rule, today) for rule in Rule.objects.filter(code__in=RULES)]
    return render(request, "reports/rules.html", {"rules": rules})


@role_required(*REPORT_ROLES)
@require_safe
def show_rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule: versions, numbers, switches, and the forms that the user may use."""
    return _show(request, _find(code))


@role_required(*SWITCHERS)
@require_POST
def set_switch(request: HttpRequest, code: str) -> HttpResponse:
    """Off or on from today, for an agency of the user's and everything below it."""
    rule, now = _find(code), timezone.now()
    form = SwitchForm(request.POST, prefix="switch", agencies=agencies_for(request.user, *SWITCHERS))
    if not form.is_valid():
        return _show(request, rule, switch=form, status=422)
    act = switch_off if form.cleaned_data["off"] else switch_on
    act(rule, form.cleaned_data["agency"], timezone.localdate(now), now=now, by=signed_in(request))
    messages.success(request, _("Kept. It holds from today."))
    return redirect("rule", rule.code)


@role_required(Role.ADMINISTRATOR)
@require_POST
def set_numbers(request: HttpRequest, code: str) -> HttpResponse:
    """A new version. The numbers hold for the whole installation, so only its administrators set them."""
    if not _administers_all(request):
        raise PermissionDenied
    rule = _find(code)
    form = NumbersForm(request.POST, prefix="numbers", rule=rule.code)
    if not form.is_valid():
        return _show(request, rule, numbers=form, status=422)
    version = change_numbers(
        rule, form.numbers, form.cleaned_data["effective_from"], now=timezone.now(), by=signed_in(request)
    )
    words = _("Version %(number)s is kept; the earlier ones stay as they were.")
    messages.success(request, words % {"number": version.number})
    return redirect("rule", rule.code)


def _find(code: str) -> Rule:
    return get_object_or_404(Rule.objects.filter(code__in=RULES), code=code)


def _describe(rule: Rule, today: date) -> dict[str, Any]:
    version = version_in_force(rule, today)
    return {
        "rule": rule,
        "version": version,
        "sentence": say_rule(version) if version else "",
        "outcome": say_outcome(version) if version else "",
    }


def _show(
    request: HttpRequest,
    rule: Rule,
    *,
    switch: SwitchForm | None = None,
    numbers: NumbersForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    described = _describe(rule, today)
    versions = rule.versions.select_related("legal_basis", "created_by__staff").order_by("-number")
    still_off = rule.switches.filter(Q(off_until=None) | Q(off_until__gt=today))
    context = described | {
        "crumbs": [{"label": _("Rules of recognition and follow-up"), "url": reverse("rules")}],
        "versions": [{"version": one, "sentence": say_rule(one)} for one in versions],
        "switches": still_off.filter(agency__in=reach_of(request)).select_related(
            "agency", "switched_by__staff"
        ),
        "switch": switch or _switch_form(request),
        "numbers": numbers or _numbers_form(request, described["version"], today),
    }
    return render(request, "reports/rule.html", context, status=status)


def _switch_form(request: HttpRequest) -> SwitchForm | None:
    agencies = _near(request)
    return SwitchForm(prefix="switch", agencies=agencies) if agencies.exists() else None


def _near(request: HttpRequest) -> "QuerySet[Agency]":
    """The agencies of the user's grants and those right below them: enough to choose from, short enough to read."""
    own = [grant.agency for grant in grants_of(request.user, *SWITCHERS).select_related("agency")]
    near = Q(pk__in=[])
    for agency in own:
        near |= Q(path__startswith=agency.path, depth__lte=agency.depth + 1)
    return Agency.objects.filter(near).order_by("path")


def _numbers_form(request: HttpRequest, version: RuleVersion | None, today: date) -> NumbersForm | None:
    if version is None or not _administers_all(request):
        return None
    numbers = numbers_of(version)
    initial = {name: ", ".join(map(str, v)) if isinstance(v, list) else v for name, v in numbers.items()}
    rule = version.rule.code
    return NumbersForm(prefix="numbers", rule=rule, initial={**initial, "effective_from": today})


def _administers_all(request: HttpRequest) -> bool:
    roots = Agency.get_root_nodes()
    own = agencies_for(request.user, Role.ADMINISTRATOR)
    return roots.exists() and not roots.exclude(pk__in=own.values("pk")).exists()
