"""Roll-ups, rules and proposals."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Roll-ups, rules and proposals."""

    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """Plans the regular tasks once their tables are there, and adds the menu entries."""
        from people import navigation

        from .receivers import plan_tasks

        post_migrate.connect(plan_tasks, sender=apps.get_app_config("django_q"), dispatch_uid="reports.plan")
        navigation.register(_("Roll-up"), "reports_dashboard", shown=_reports, position=55)
        navigation.register(_("Proposals"), "proposals", shown=_proposes, position=56)
        navigation.register(_("Proposals about me"), "my_proposals", shown=_is_asked, position=36)


def _reports(request: HttpRequest) -> bool:
    from people import scope
    from people.models import Role

    return scope.has_role(request.user, Role.HR_MANAGER, Role.DECIDER, Role.ADMINISTRATOR)


def _proposes(request: HttpRequest) -> bool:
    """Those who submit and decide; administrators come to proposals from the roll-up."""
    from people import scope
    from people.models import Role

    return scope.has_role(request.user, Role.HR_MANAGER, Role.DECIDER)


def _is_asked(request: HttpRequest) -> bool:
    """Those who know of an undecided proposal about them: the menu stays short for everybody else."""
    from people.models import User

    from .models import Proposal

    user = request.user
    return isinstance(user, User) and Proposal.objects.open().told_to(user).exists()
