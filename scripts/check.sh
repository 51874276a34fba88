#!/usr/bin/env bash
# Every check that needs no test run. All run; what failed is named at the end.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

bin=.venv/bin
failed=()

check() {
    local name=$1
    shift
    printf '── %s\n' "$name"
    "$@" || failed+=("$name")
}

deploy_check() {
    # What an installation must set; the values are thrown away.
    HTTPS=true ALLOWED_HOSTS=lms.example.gov.vn PUBLIC_URL=https://lms.example.gov.vn DEMO=false \
        SECRET_KEY=$("$bin/python" -c 'import secrets; print(secrets.token_urlsafe(64))') \
        DJANGO_SETTINGS_MODULE=lms.settings.production \
        "$bin/python" manage.py check --deploy --fail-level WARNING
}

template_lint() {
    "$bin/djlint" --quiet --lint templates
}

shell_lint() {
    if command -v shellcheck >/dev/null; then shellcheck -x scripts/*.sh .ci/run; else bash -n scripts/*.sh .ci/run; fi
}

check "lint" "$bin/ruff" check --quiet .
check "format" "$bin/ruff" format --quiet --check .
check "types" "$bin/mypy" --no-error-summary .
check "import contracts" "$bin/lint-imports"
check "migrations" env DJANGO_SETTINGS_MODULE=lms.settings.test "$bin/python" manage.py makemigrations --check --dry-run
check "templates" template_lint
check "deploy" deploy_check
check "shell scripts" shell_lint
check "translations" "$bin/python" -m pytest -q -p no:randomly tests/unit/test_translations.py

if ((${#failed[@]})); then
    printf '\033[31m✗ failed: %s\033[0m\n' "$(IFS=,; echo "${failed[*]}")" >&2
    exit 1
fi
printf '\033[32m✓ all checks passed\033[0m\n'
