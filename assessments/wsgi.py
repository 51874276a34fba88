"""The save's own entrance, in front of Django's middleware.

On a test day nearly every request is a save. It uses no session, no user, no message and no template, so the
middleware would be most of its cost. What the middleware would have enforced for it is enforced here: the host name,
HTTPS, and the headers of an answer that is never shown as a page.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.urls import reverse

from assessments.views.save import save_answer

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class SaveEntry:
    """Answers saves itself and hands everything else on."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.path = reverse("save_answer")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Take one request."""
        if environ.get("PATH_INFO") != self.path:
            return self.application(environ, start_response)
        try:
            response = self._answer(WSGIRequest(environ))
        finally:
            close_old_connections()
        for name, value in HEADERS.items():
            response[name] = value
        response["Content-Length"] = str(len(response.content))
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]

    def _answer(self, request: WSGIRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            return HttpResponseBadRequest()
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return HttpResponseForbidden()
        return save_answer(request)
