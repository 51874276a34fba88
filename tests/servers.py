"""Real servers for the benchmarks and the chaos run: a database of their own, gunicorn on 127.0.0.1."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 60


def postgres_url() -> str:
    """The server that the databases are made on, without a database."""
    return os.environ.get("POSTGRES_URL", "postgres://postgres@127.0.0.1:5432")


def use_fresh_database(name: str) -> None:
    """Make an empty database, point this process' Django at it, and migrate."""
    with psycopg.connect(f"{postgres_url()}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}"')
    os.environ |= {
        "DATABASE_URL": f"{postgres_url()}/{name}",
        "DJANGO_SETTINGS_MODULE": "lms.settings.production",
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
    }
    sys.path.insert(0, str(ROOT))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    sync = psycopg.connect(os.environ["DATABASE_URL"]).execute("SHOW synchronous_commit").fetchone()
    assert sync == ("on",), "without synchronous_commit an acknowledgement says nothing"


def drop_database(name: str) -> None:
    """Remove the database again."""
    from django.db import connections

    connections.close_all()
    with psycopg.connect(f"{postgres_url()}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


class Gunicorn:
    """One gunicorn with the project's own settings, on a port of 127.0.0.1; `nice` is how far it stands back."""

    def __init__(self, application: str, port: int, *, quiet: bool = False, nice: int = 0) -> None:
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "lms/gunicorn.py", application],
            cwd=ROOT,
            env=os.environ | {"PORT": str(port), "BIND": "127.0.0.1"},
            stderr=subprocess.DEVNULL if quiet else None,
            start_new_session=True,
        )
        os.setpriority(os.PRIO_PROCESS, self.process.pid, nice)  # the workers come later and take it over
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError("gunicorn did not come up")

    def workers(self) -> list[int]:
        """The process numbers of the workers that live now."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in children.split()]

    def cpu_seconds(self) -> float:
        """CPU time of the parent and its living workers so far."""
        return sum(cpu_seconds(number) for number in [self.process.pid, *self.workers()])

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


def cpu_seconds(number: int) -> float:
    """User and system CPU time of one process, from /proc."""
    fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def backends_cpu_seconds(name: str) -> float:
    """CPU time of the PostgreSQL processes that serve this database, without the one that asks."""
    with psycopg.connect(f"{postgres_url()}/postgres") as admin:
        rows = admin.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [name]).fetchall()
    return sum(cpu_seconds(row[0]) for row in rows)


def open_attempts(count: int, *, items: int) -> list[Any]:
    """Attempts under way, each of another simulated candidate."""
    from django.utils import timezone

    from assessments.play.cohort import prepare_cohort
    from assessments.services.attempts import start_attempt
    from people.models import StaffProfile
    from tests import factories

    now = timezone.now()
    exam = factories.make_open_exam(factories.make_agency("H99"), items=items, forms=2, minutes=600)
    prepare_cohort(count, seed=1, now=now)
    part = exam.parts.get()
    people = StaffProfile.objects.filter(simulated=True).order_by("staff_code")
    return [start_attempt(staff, part, now=now, by=None) for staff in people]
