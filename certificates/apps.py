"""Certificates: the register, the PDF, the public check."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    """Certificates: the register, the PDF, the public check."""

    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        """Connects the receivers and adds the menu entries."""
        from . import receivers  # noqa: F401
        from .menu import register_entries

        register_entries()
