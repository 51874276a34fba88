"""/ready/: may this node get requests? For the proxy in front and for monitoring; no sign-in, no session."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.checks import not_ready


@require_safe
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """200, or 503 with what is wrong."""
    wrong = not_ready(connection)
    return JsonResponse({"ready": not wrong, "wrong": wrong}, status=503 if wrong else 200)
