"""People, agencies, roles, and the rules that every app shares."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """People, agencies, roles, and the rules that every app shares."""

    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Connects the receivers."""
        from . import receivers  # noqa: F401
