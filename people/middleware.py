"""The language of a page, addresses that make sense, its size on the line, and what its browser may load and run."""

import logging
from collections.abc import Callable
from urllib.parse import unquote

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.views.defaults import bad_request

logger = logging.getLogger(__name__)

CHOICES = frozenset(code for code, _name in settings.LANGUAGES)


def chosen_language(request: HttpRequest) -> str:
    """Vietnamese, unless the visitor chose otherwise with the switch.

    What a browser was installed with says nothing about the person at a shared office PC: Accept-Language is not asked.
    """
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in CHOICES else settings.LANGUAGE_CODE


def address_of(request: HttpRequest) -> str:
    """The visitor's address as the outermost of our own proxies saw it; what stands before it anybody can invent."""
    seen = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    count: int = settings.PROXY_COUNT
    address = seen[-count] if 0 < count <= len(seen) else request.META.get("REMOTE_ADDR", "")
    return str(address)[:45]


class ChosenLanguageMiddleware:
    """Speaks the chosen language for the length of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in that language, and say so."""
        with translation.override(chosen_language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response


class PlainAddressMiddleware:
    """Refuses an address with a NUL sign: nobody types one, and PostgreSQL fails at looking for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say that the request was not understood."""
        if "\0" in unquote(request.get_full_path()):
            return bad_request(request, BadRequest())
        return self.get_response(request)


class PossibleValuesMiddleware:
    """Answers 400, not 500, where a form holds a number or a date that no database and no calendar knows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page that says that the request was not understood; other faults are faults."""
        if not isinstance(fault, OverflowError | DataError):
            return None
        logger.warning("Refused a value beyond all bounds: %s at %s", type(fault).__name__, request.path)
        return bad_request(request, BadRequest())


class SmallPagesMiddleware(GZipMiddleware):
    """Sends pages compressed, for slow lines. Files go as they are: a video or PDF would only lose its length."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leaves alone what is streamed."""
        return response if response.streaming else super().process_response(request, response)


class ContentPolicyMiddleware(CSPMiddleware):
    """The strict content policy of `settings.CONTENT_SECURITY_POLICY`.

    The administration alone may also run inline scripts and styles: Wagtail writes some into its edit forms.
    """

    ADMINISTRATION = "/admin/"
    ALLOWED_THERE = {
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
    }

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Adds the header."""
        if request.path.startswith(self.ADMINISTRATION):
            response._csp_replace = self.ALLOWED_THERE  # type: ignore[attr-defined]
        return super().process_response(request, response)
