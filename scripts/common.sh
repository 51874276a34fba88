# shellcheck shell=bash
# What the scripts share: saying things, finding Python, and getting system packages. Sourced, never run.

say() { printf '\033[2m──\033[0m %s\n' "$*" >&2; }

fail() {
    printf '\033[31m✗\033[0m %s\n' "$*" >&2
    exit 1
}

find_python() {
    local name
    for name in ${PYTHON:+"$PYTHON"} python3.11 python3.12 python3.13 python3; do
        "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        echo "$name"
        return
    done
    fail "Python 3.11 or newer with venv was not found. On Debian or Ubuntu: apt-get install python3 python3-venv" \
        "(or name one: make install PYTHON=/path/to/python3)"
}

# The first argument says what for, the rest are Debian's package names.
get_packages() {
    local what=$1
    shift
    if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
        say "installing $what: $*"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
        return
    fi
    fail "$what is missing. Type this once, then try again: $(install_line "$@")"
}

install_line() {
    if command -v dnf >/dev/null; then
        echo "sudo dnf install pango harfbuzz chromium poppler-utils"
    elif command -v pacman >/dev/null; then
        echo "sudo pacman -S pango harfbuzz chromium poppler"
    elif command -v brew >/dev/null; then
        echo "brew install pango poppler"
    else
        echo "sudo apt-get install -y $*"
    fi
}

need_libraries() {
    .venv/bin/python - <<'PY' 2>/dev/null && return
import ctypes.util, sys
names = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
sys.exit(not all(ctypes.util.find_library(name) for name in names))
PY
    get_packages "the library that WeasyPrint draws text with" \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
}

need_chromium() {
    [[ -n ${CHROMIUM:-} || -x /usr/bin/chromium ]] && return
    get_packages "the browser for the browser tests" chromium
}

# The tests read certificates back with pdftotext, pdffonts and pdfinfo.
need_poppler() {
    command -v pdftotext >/dev/null && return
    get_packages "what the tests read PDF files with" poppler-utils
}
