"""Courses and lessons, who learns them, and who must."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Courses and lessons, who learns them, and who must."""

    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Connects the receivers."""
        from . import receivers  # noqa: F401
