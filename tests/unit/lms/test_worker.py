"""The worker takes the processor time that the web server leaves."""

import os

import pytest
from django_q.signals import post_spawn


def test_processes_of_the_worker_step_back(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int, int]] = []
    monkeypatch.setattr(os, "setpriority", lambda *facts: asked.append(facts))

    post_spawn.send(sender="django_q", proc_name="Process-1")

    assert asked == [(os.PRIO_PROCESS, 0, 10)]
