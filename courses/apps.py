"""Courses and lessons, who learns them, and who must."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Courses and lessons, who learns them, and who must."""

    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Connects the receivers, plans the regular task once its table is there, adds the menu entries."""
        from people import navigation

        from .receivers import plan_tasks

        post_migrate.connect(plan_tasks, sender=apps.get_app_config("django_q"), dispatch_uid="courses.plan")
        navigation.register(_("My learning"), "my_learning", shown=_learns, position=10)
        navigation.register(_("Courses"), "courses:catalogue", shown=navigation.only_learns, position=15)
        navigation.register(_("Assigned courses"), "courses:assignments", shown=_assigns, position=40)
        navigation.register(_("Write courses"), "wagtailadmin_home", shown=_writes, position=50)


def _learns(request: HttpRequest) -> bool:
    return request.user.is_authenticated and hasattr(request.user, "staff")


def _assigns(request: HttpRequest) -> bool:
    from people import scope

    from .obligations import ASSIGNERS

    return scope.has_role(request.user, *ASSIGNERS)


def _writes(request: HttpRequest) -> bool:
    return request.user.has_perm("wagtailadmin.access_admin")
