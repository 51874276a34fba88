"""The chaos run in short: web workers die under saving connections, and nothing that was acknowledged is lost."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent.parent

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_url() -> str:
    facts: dict[str, Any] = connection.settings_dict
    secret = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
    return f"postgres://{facts['USER']}{secret}@{facts['HOST']}:{facts['PORT'] or 5432}"


def test_no_acknowledged_answer_is_lost() -> None:
    size = ["--connections", "16", "--kills", "3", "--acknowledgements", "400", "--port", str(free_port())]

    run = subprocess.run(
        [sys.executable, "tests/chaos/kill_workers.py", *size],
        cwd=ROOT,
        env=os.environ | {"POSTGRES_URL": postgres_url()},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.stdout.endswith("PASSED\n"), run.stdout + run.stderr[-2000:]
