"""People, agencies, roles, and the rules that every app shares."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """People, agencies, roles, and the rules that every app shares."""

    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Connects the receivers, plans the daily round, takes a place in the menu."""
        from . import navigation, receivers

        navigation.register(_("Staff"), "people:staff_list", shown=_manages, position=50)
        post_migrate.connect(
            receivers.plan_tasks, sender=apps.get_app_config("django_q"), dispatch_uid="people.plan"
        )


def _manages(request: HttpRequest) -> bool:
    from .models import Role
    from .scope import has_role

    return has_role(request.user, Role.HR_MANAGER, Role.ADMINISTRATOR)
