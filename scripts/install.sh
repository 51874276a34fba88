#!/usr/bin/env bash
# Set up .venv and what it needs. Quick when nothing changed; --dev adds the tests' and the checks' needs.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/common.sh
source scripts/common.sh

requirements=requirements.txt
[[ ${1:-} != --dev ]] || requirements="requirements-dev.txt"

make_environment() {
    [[ -x .venv/bin/python ]] && return
    local python
    python=$(find_python)
    say "making .venv with $("$python" --version)"
    "$python" -m venv .venv
}

install_packages() {
    local stamp
    stamp=".venv/.installed-$(cat "$requirements" scripts/install.sh | sha256sum | cut -c1-16)"
    [[ -f $stamp ]] && return
    say "installing $requirements (locked, hashes checked)"
    .venv/bin/python -m pip install -qq --require-hashes --requirement "$requirements"
    touch "$stamp"
}

build_assets() {
    mkdir -p var
    .venv/bin/python scripts/compile_messages.py
    [[ var/static-built/fonts/be-vietnam-pro-600.woff2 -nt lms/fonts.py ]] ||
        LOG_LEVEL=WARNING .venv/bin/python manage.py build_fonts >/dev/null
}

make_environment
install_packages
need_libraries
if [[ $requirements == requirements-dev.txt ]]; then
    need_chromium
    need_poppler
fi
build_assets
