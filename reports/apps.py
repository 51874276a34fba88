"""Roll-ups, rules and proposals."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Roll-ups, rules and proposals."""

    name = "reports"
    verbose_name = _("Reports")
