"""The chaos run in short: workers die, the database crashes, and nothing that was acknowledged is lost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos.cluster import find_programs

ROOT = Path(__file__).resolve().parent.parent.parent.parent
SIZE = ["--connections", "16", "--kills", "3", "--stops", "1", "--acknowledgements", "400"]


@pytest.mark.postgres
@pytest.mark.skipif(find_programs() is None, reason="needs PostgreSQL's initdb and pg_ctl")
def test_no_acknowledged_answer_is_lost() -> None:
    command = [sys.executable, "tests/chaos/run.py", *SIZE]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr[-2000:]
    told = json.loads(run.stdout.splitlines()[-1])
    assert (told["lost"], told["regressed"], told["database_stops"]) == (0, 0, 1)
    assert set(told["mutants"].values()) == {"found"}
