#!/usr/bin/env bash
# The default test run: unit, integration and browser tests on the embedded database, two processes.
set -euo pipefail
cd "$(dirname "$0")/.."

exec .venv/bin/python -m pytest -n "${PYTEST_WORKERS:-2}" --dist loadgroup "$@"
