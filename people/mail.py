"""Whether this installation sends e-mail at all. Many have no mail server: notices stay in the application."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


def has_mail() -> bool:
    """True unless `EMAIL_URL` is empty."""
    return bool(settings.EMAIL_BACKEND != NO_MAIL)


def only_with_mail(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that promises a letter; without a mail server it says who gives a link instead."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if has_mail():
            return view(request, *args, **kwargs)
        return render(request, "registration/password_reset_no_mail.html")

    return guarded
