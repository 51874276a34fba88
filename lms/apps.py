"""Wiring only: settings, addresses, static files, commands that need every app."""

from django.apps import AppConfig


class LmsConfig(AppConfig):
    """The site."""

    name = "lms"
