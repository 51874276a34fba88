"""A node that cannot promise to keep answers, or whose clock is wrong, gets no requests."""

import sqlite3
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test import Client
from django.utils import timezone

from lms import checks

READY = "/ready/"


def test_durable_node_is_ready(client: Client, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(checks, "lax_settings", lambda _connection: [])

    answer = client.get(READY)

    assert (answer.status_code, answer.json()) == (200, {"ready": True, "wrong": []})


def test_lax_database_is_not(client: Client, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(checks, "lax_settings", lambda _connection: ["fsync"])

    answer = client.get(READY)

    assert (answer.status_code, answer.json()["wrong"]) == (503, ["the database runs with fsync=off"])


@pytest.mark.parametrize("ahead", [1.2, -30.0])
def test_wrong_clock_is_not(client: Client, monkeypatch: pytest.MonkeyPatch, db: None, ahead: float) -> None:
    monkeypatch.setattr(checks, "lax_settings", lambda _connection: [])
    monkeypatch.setattr(checks, "clock_difference", lambda _connection: ahead)

    answer = client.get(READY)

    assert (answer.status_code, answer.json()["wrong"]) == (
        503,
        [f"the clock is {ahead:+.1f} s from the database's"],
    )


def test_dead_database_is_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_connection: Any) -> list[str]:
        raise checks.DatabaseError

    monkeypatch.setattr(checks, "lax_settings", refuse)

    assert client.get(READY).json() == {"ready": False, "wrong": ["the database does not answer"]}


def test_wrong_method_is_refused(client: Client) -> None:
    assert client.post(READY).status_code == 405


def test_lax_database_stops_the_start(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(checks, "lax_settings", lambda _connection: ["synchronous_commit"])

    with pytest.raises(SystemCheckError, match="synchronous_commit=off"):
        call_command("check", databases=["default"])


@pytest.mark.postgres
def test_settings_are_read_from_postgresql(db: None) -> None:
    before = checks.lax_settings(connection)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")

    assert (before, checks.lax_settings(connection)) == ([], ["synchronous_commit"])


@pytest.mark.postgres
def test_clock_is_compared_with_postgresql(db: None) -> None:
    right = checks.clock_difference(connection)

    with time_machine.travel(timezone.now() + timedelta(seconds=90)):
        wrong = checks.clock_difference(connection)

    assert abs(right) < 1
    assert 89 < wrong < 91


@pytest.mark.parametrize(("level", "lax"), [(0, ["synchronous"]), (1, ["synchronous"]), (2, []), (3, [])])
def test_settings_are_read_from_sqlite(level: int, lax: list[str]) -> None:
    cursor = sqlite3.connect(":memory:").cursor()
    cursor.execute(f"PRAGMA synchronous={level}")
    asked = SimpleNamespace(vendor="sqlite", cursor=lambda: nullcontext(cursor))

    assert checks.lax_settings(asked) == lax
