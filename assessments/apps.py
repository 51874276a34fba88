"""Item banks, exams, attempts and results."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Item banks, exams, attempts and results."""

    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        """Plan the regular tasks once their tables are there, and take a place in the menu."""
        from people import navigation

        from .receivers import plan_tasks

        navigation.register(_("My results"), "my_results", shown=_is_staff, position=20)
        post_migrate.connect(
            plan_tasks, sender=apps.get_app_config("django_q"), dispatch_uid="assessments.plan"
        )


def _is_staff(request: HttpRequest) -> bool:
    """Whether the signed-in user is a person who may sit exams."""
    return request.user.is_authenticated and hasattr(request.user, "staff")
