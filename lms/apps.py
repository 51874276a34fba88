"""Wiring only: settings, addresses, static files, commands that need every app."""

from django.apps import AppConfig


class LmsConfig(AppConfig):
    """The site."""

    name = "lms"

    def ready(self) -> None:
        """Register the checks."""
        from lms import checks  # noqa: F401
