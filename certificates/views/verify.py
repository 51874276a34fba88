"""The public check: no sign-in, no session, no script. It shows the facts, so that an edited paper is caught."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from people import ledger
from people.middleware import address_of

from ..codes import normalise_code
from ..models import Certificate

CHECKS_A_MINUTE = 60


@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """One field. A code that can be one leads to its own address, any other is answered here."""
    typed = request.GET.get("code", "").strip()
    code = normalise_code(typed)
    if code:
        return redirect("certificates:verify_code", code=code)
    return _answer(request, {"typed": typed, "verdict": "mistyped" if typed else ""})


@never_cache
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """The verdict on one code, and what its certificate says."""
    if _is_too_eager(request):
        busy = _answer(request, {"typed": code, "verdict": "busy"}, status=429)
        busy["Retry-After"] = "60"
        return busy
    known = normalise_code(code)
    if known is None:
        return _answer(request, {"typed": code, "verdict": "mistyped"}, status=404)
    found = Certificate.objects.filter(code=known).select_related("superseded_by").first()
    if found is None:
        return _answer(request, {"typed": known, "verdict": "unknown"}, status=404)
    if not is_as_issued(found):
        return _answer(request, {"typed": known, "verdict": "altered"})
    context = {"typed": known, "verdict": found.state, "certificate": found, "facts": found.printed}
    return _answer(request, context)


def is_as_issued(certificate: Certificate) -> bool:
    """Whether facts, their hash and the ledger's entry of the issue agree."""
    told = ledger.LedgerEntry.objects.filter(kind="certificate-issued", subject=certificate.serial).first()
    return certificate.is_intact and told is not None and told.payload["facts_hash"] == certificate.facts_hash


def _is_too_eager(request: HttpRequest) -> bool:
    """Counts the checks of one address in this minute: codes cannot be guessed, but nobody shall try."""
    key = f"verify:{address_of(request)}:{timezone.now():%H%M}"
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key) > CHECKS_A_MINUTE
    except ValueError:  # a full or restarted cache dropped the count in between
        return False


def _answer(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    page = render(request, "certificates/verify.html", context, status=status)
    page["X-Robots-Tag"] = "noindex, nofollow"
    return page
