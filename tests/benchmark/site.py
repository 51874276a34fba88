"""The site without the entrance for saves in front, and with an empty page for whoever is signed in."""

from lms.wsgi import django as application

from django.contrib.auth.decorators import login_required  # isort: skip - the line above sets Django up
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache

from lms.urls import urlpatterns


@never_cache
@login_required
def empty(request: HttpRequest) -> HttpResponse:
    """The frame of every page, and nothing in it."""
    return render(request, "base.html")


urlpatterns.insert(0, path("empty/", empty))

__all__ = ["application"]
