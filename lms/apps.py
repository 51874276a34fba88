"""Wiring only: settings, addresses, static files, commands that need every app."""

import os
from typing import Any

from django.apps import AppConfig

BEHIND_THE_WEB = 10


class LmsConfig(AppConfig):
    """The site."""

    name = "lms"

    def ready(self) -> None:
        """Register the checks, and the worker's place behind the web server."""
        from django_q.signals import post_spawn

        from lms import checks  # noqa: F401

        post_spawn.connect(step_back, dispatch_uid="lms.step_back")


def step_back(**_signal: Any) -> None:
    """Where web server and worker share a machine, a process of the worker gets what the web server leaves."""
    os.setpriority(os.PRIO_PROCESS, 0, BEHIND_THE_WEB)
