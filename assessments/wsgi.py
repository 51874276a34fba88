"""The save's and the pulse's own entrance, in front of Django's middleware.

On a test day nearly every request is a save. It uses no session, no user, no message and no template, so the
middleware would be most of its cost. What the middleware would have enforced for it is enforced here: the host name,
HTTPS, and the headers of an answer that is never shown as a page.
"""

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import close_old_connections
from django.http import HttpRequest, parse_cookie
from django.urls import reverse
from django.utils.functional import cached_property

from assessments.forms.answers import MAX_BYTES
from assessments.forms.pulses import MAX_BYTES as PULSE_BYTES
from assessments.views.pulse import take_beat
from assessments.views.save import Reply, take_answer

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Taker = Callable[[HttpRequest, bytes], Reply]

HEADERS = {
    "Content-Type": "application/json",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class Knock(HttpRequest):
    """As much of a request as the entrance asks for: method, host, scheme, cookies. It is made thousands of times."""

    def __init__(self, environ: Environ) -> None:
        self.META = environ
        self.method = environ["REQUEST_METHOD"]

    def _get_scheme(self) -> str:
        return str(self.META["wsgi.url_scheme"])

    @cached_property
    def COOKIES(self) -> dict[str, str]:  # type: ignore[override]  # noqa: N802 - Django's name
        """The cookies."""
        return parse_cookie(self.META.get("HTTP_COOKIE", ""))


class SaveEntry:
    """Answers saves itself and hands everything else on."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.takers = {
            reverse("save_answer"): (take_answer, MAX_BYTES),
            reverse("pulse"): (take_beat, PULSE_BYTES),
        }

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Take one request."""
        taker = self.takers.get(environ.get("PATH_INFO", ""))
        if taker is None:
            return self.application(environ, start_response)
        try:
            reply = self._answer(Knock(environ), *taker)
        finally:
            close_old_connections()
        content = b"" if reply.facts is None else json.dumps(reply.facts).encode()
        headers = HEADERS | reply.headers | {"Content-Length": str(len(content))}
        start_response(f"{reply.status} {HTTPStatus(reply.status).phrase}", list(headers.items()))
        return [content]

    def _answer(self, request: Knock, take: Taker, most: int) -> Reply:
        try:
            request.get_host()
        except DisallowedHost:
            return Reply(HTTPStatus.BAD_REQUEST)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return Reply(HTTPStatus.FORBIDDEN)
        return take(request, _body(request.META, most))


def _body(environ: Environ, most: int) -> bytes:
    """What was sent, up to what is too much."""
    length = environ.get("CONTENT_LENGTH") or "0"
    return environ["wsgi.input"].read(min(int(length), most + 1)) if length.isdecimal() else b""
