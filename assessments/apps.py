"""Item banks, exams, attempts and results."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Item banks, exams, attempts and results."""

    name = "assessments"
    verbose_name = _("Assessments")
