"""What a process asks of its databases, by its kind."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from lms.settings import env

SERVER = "postgres://lms:secret@db.example/lms"


@pytest.fixture(autouse=True)
def on_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation on a server."""
    monkeypatch.setenv("DATABASE_URL", f"{SERVER}?sslmode=verify-full")


def bounds(process: str, name: str = "default") -> str:
    return str(env.databases(process)[name]["OPTIONS"].get("options", ""))


def test_what_the_address_says_stays() -> None:
    kept = [env.databases(process)["default"]["OPTIONS"]["sslmode"] for process in ("web", "worker", "")]

    assert kept == ["verify-full"] * 3


def test_commands_have_no_bounds() -> None:
    assert bounds("") == ""


@pytest.mark.parametrize(("process", "seconds"), [("web", "30s"), ("worker", "5min")])
def test_statements_of_servers_are_bounded(process: str, seconds: str) -> None:
    assert f"-c statement_timeout={seconds}" in bounds(process)
    assert "-c lock_timeout=" in bounds(process)


def test_reports_have_connections_of_their_own() -> None:
    found = env.databases("web")

    assert found["reports"]["HOST"] == "db.example"
    assert found["reports"]["OPTIONS"]["pool"]["max_size"] < found["default"]["OPTIONS"]["pool"]["max_size"]
    assert "-c default_transaction_read_only=on" in bounds("web", "reports")


def test_reports_may_be_read_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORT_DATABASE_URL", "postgres://lms@replica.example/lms")

    assert env.databases("web")["reports"]["HOST"] == "replica.example"
    assert env.databases("web")["default"]["HOST"] == "db.example"


@pytest.mark.parametrize("process", ["worker", ""])
def test_only_web_processes_read_reports_apart(process: str) -> None:
    assert list(env.databases(process)) == ["default"]


@pytest.mark.parametrize(("threads", "most"), [("4", 8), ("32", 32)])
def test_every_thread_finds_a_connection(monkeypatch: pytest.MonkeyPatch, threads: str, most: int) -> None:
    monkeypatch.setenv("WEB_THREADS", threads)

    assert env.databases("web")["default"]["OPTIONS"]["pool"]["max_size"] == most


def test_pooler_gets_no_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_POOL", "false")

    assert bounds("web") == bounds("web", "reports") == ""
    assert "pool" not in env.databases("web")["reports"]["OPTIONS"]


@pytest.mark.parametrize(
    ("first", "reports"), [("sqlite:////tmp/a.sqlite3", SERVER), (SERVER, "sqlite:////tmp/a.sqlite3")]
)
def test_embedded_database_has_no_replica(monkeypatch: pytest.MonkeyPatch, first: str, reports: str) -> None:
    monkeypatch.setenv("DATABASE_URL", first)
    monkeypatch.setenv("REPORT_DATABASE_URL", reports)

    with pytest.raises(ImproperlyConfigured, match="REPORT_DATABASE_URL"):
        env.databases("web")
