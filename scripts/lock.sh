#!/usr/bin/env bash
# Resolve requirements*.in into lock files with hashes. They name no registry: the installer's own settings choose it.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v uv >/dev/null || { echo "uv is needed: https://docs.astral.sh/uv/" >&2; exit 1; }
for name in requirements requirements-dev; do
    uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
        --python-version 3.11 "$name.in" -o "$name.txt"
done
