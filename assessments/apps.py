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
        """Plan the regular tasks once their tables are there, take places in the menu, give lessons their items,
        and keep heavy work out of the hours of sittings.
        """
        from courses.registry import register_practice_items
        from people import navigation, yielding

        from .practice import practice_choices
        from .receivers import plan_tasks
        from .services.sitting_hours import busy_until

        register_practice_items(practice_choices)
        yielding.register(busy_until)
        navigation.register(_("My results"), "my_results", shown=_sits_exams, position=20)
        navigation.register(_("Item banks"), "item_banks", shown=_writes_items, position=40)
        navigation.register(_("Exams"), "exams_manage", shown=_writes_items, position=50)
        navigation.register(_("Sittings"), "sittings", shown=_watches, position=52)
        post_migrate.connect(
            plan_tasks, sender=apps.get_app_config("django_q"), dispatch_uid="assessments.plan"
        )


def _sits_exams(request: HttpRequest) -> bool:
    """Whether the signed-in user is a person who may sit exams, and does nothing else here."""
    from people.navigation import only_learns

    return request.user.is_authenticated and hasattr(request.user, "staff") and only_learns(request)


def _writes_items(request: HttpRequest) -> bool:
    """Whether the user is trainer or examiner somewhere."""
    from people.models import Role
    from people.scope import has_role

    return has_role(request.user, Role.TRAINER, Role.EXAMINER)


def _watches(request: HttpRequest) -> bool:
    """Whether the user is invigilator or examiner somewhere."""
    from people.models import Role
    from people.scope import has_role

    return has_role(request.user, Role.INVIGILATOR, Role.EXAMINER)
