"""Reports are read by connections of their own, under bounds; when they do not answer in time, nothing else suffers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, router
from django.db.utils import ConnectionHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from lms.settings import env
from people.models import StaffProfile
from reports import reading
from reports.models import RollUpRun

SignIn = Callable[[StaffProfile], Client]
PAGES = ["reports_dashboard", "reports_export", "reports_people", "reports_people_export"]


@pytest.fixture
def own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has a report database. Nothing is asked of it here."""
    monkeypatch.setattr(reading, "has_report_database", lambda: True)


def where() -> str:
    """The name of the database that a run would be read from now."""
    return router.db_for_read(RollUpRun)


@pytest.mark.usefixtures("own_database")
def test_reports_are_read_there_and_only_there() -> None:
    before = where()
    with reading.reading_reports():
        inside = where()

    assert (before, inside, where()) == (DEFAULT_DB_ALIAS, "reports", DEFAULT_DB_ALIAS)


@pytest.mark.usefixtures("own_database")
def test_what_was_read_there_is_written_to_the_first() -> None:
    run = RollUpRun()
    run._state.db = "reports"

    with reading.reading_reports():
        assert router.db_for_write(RollUpRun, instance=run) == DEFAULT_DB_ALIAS


@pytest.mark.usefixtures("own_database")
def test_it_has_no_tables_of_its_own() -> None:
    assert not router.allow_migrate("reports", "reports")
    assert router.allow_migrate(DEFAULT_DB_ALIAS, "reports")


def test_without_one_the_first_is_read() -> None:
    with reading.reading_reports():
        assert where() == DEFAULT_DB_ALIAS


@pytest.mark.usefixtures("own_database")
def test_what_a_replica_lacks_is_looked_for_in_the_first() -> None:
    @reading.reads_reports
    def page(request: HttpRequest) -> HttpResponse:
        if where() == "reports":
            raise Http404
        return HttpResponse("counted just now")

    assert page(RequestFactory().get("/")).content == b"counted just now"


@pytest.mark.parametrize("name", PAGES)
def test_slow_report_says_when_to_come_back(
    name: str, sign_in: SignIn, manager: StaffProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take_too_long(_request: HttpRequest) -> None:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr("reports.views.dashboard.find_run", take_too_long)
    monkeypatch.setattr("reports.views.persons.find_run", take_too_long)

    page = sign_in(manager).get(reverse(name), {"measure": "sat"})

    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert "Lúc này báo cáo chưa đọc kịp" in page.content.decode()
    assert f'href="{reverse(name)}?measure=sat"' in page.content.decode()


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch, db: None) -> Any:
    """A report connection as the settings make it, to this test's own database."""
    facts = connection.settings_dict
    config = env.databases("web")["reports"]
    config |= {name: facts[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    del config["OPTIONS"]["pool"]
    handler = ConnectionHandler({DEFAULT_DB_ALIAS: config, "reports": config})
    yield handler["reports"]
    handler["reports"].close()


@pytest.mark.postgres
def test_postgresql_ends_a_long_report(reports: Any) -> None:
    with reports.cursor() as cursor, pytest.raises(OperationalError, match="statement timeout"):
        cursor.execute("SET statement_timeout = '10ms'; SELECT pg_sleep(10)")


@pytest.mark.postgres
@pytest.mark.parametrize(("setting", "value"), env.BOUNDS["reports"].items())
def test_postgresql_holds_the_bounds(reports: Any, setting: str, value: str) -> None:
    with reports.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")

        assert cursor.fetchone()[0] == value
