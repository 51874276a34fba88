"""Certificates: the register, the PDF, the public check."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    """Certificates: the register, the PDF, the public check."""

    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        """Connects the receivers, plans the healing round, and adds the menu entries."""
        from people import navigation

        from .receivers import plan_healing

        queue = apps.get_app_config("django_q")
        post_migrate.connect(plan_healing, sender=queue, dispatch_uid="certificates.plan_healing")
        navigation.register(_("Certificates"), "certificates:mine", shown=_holds, position=35)
        navigation.register(_("Certificate register"), "certificates:register", shown=_keeps, position=65)


def _holds(request: HttpRequest) -> bool:
    """Staff without another role: the others come to their own certificates from My learning."""
    from people.navigation import only_learns

    return request.user.is_authenticated and hasattr(request.user, "staff") and only_learns(request)


def _keeps(request: HttpRequest) -> bool:
    from people import scope

    from .models import KEEPERS

    return scope.has_role(request.user, *KEEPERS)
