#!/usr/bin/env bash
# The default test run: unit, integration and browser tests on the embedded database, two processes. Each begins with
# one half, so that the tests of a file mostly stay together with what they share, and helps the other at the end.
set -euo pipefail
cd "$(dirname "$0")/.."

exec .venv/bin/python -m pytest -n "${PYTEST_WORKERS:-2}" --dist worksteal "$@"
