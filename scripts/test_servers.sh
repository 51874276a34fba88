#!/usr/bin/env bash
# The integration and race tests again, on PostgreSQL and Redis. Without a server a throw-away cluster is started
# from the installed binaries; without those the part is skipped with a loud line.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/common.sh
source scripts/common.sh

folder=""
stop_cluster() {
    [[ -z $folder ]] || as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null || true
    [[ -z $folder ]] || rm -rf "$folder"
}
trap stop_cluster EXIT

answers() { # host port
    (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null
}

# PostgreSQL refuses to run as root.
as_owner() {
    if [[ $(id -u) == 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi
}

find_binaries() {
    local candidate
    for candidate in /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb || echo /none/initdb)")"; do
        [[ -x $candidate/initdb ]] && bin=$candidate
    done
    [[ -n ${bin:-} ]]
}

start_cluster() {
    local port=54329
    folder=$(mktemp -d)
    [[ $(id -u) != 0 ]] || chown postgres "$folder"
    say "starting a PostgreSQL of our own in $folder"
    as_owner "$bin/initdb" -D "$folder/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 >/dev/null
    as_owner "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder" start >/dev/null
    export DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
}

if [[ -z ${DATABASE_URL:-} ]]; then
    if answers 127.0.0.1 "${POSTGRES_PORT:-5432}"; then
        export DATABASE_URL="postgres://postgres@127.0.0.1:${POSTGRES_PORT:-5432}/postgres"
    elif find_binaries; then
        start_cluster
    else
        printf '\033[31m%s\033[0m\n' "SKIPPED: no PostgreSQL here, neither running nor installed: its tests and the races did not run." >&2
        exit 0
    fi
fi

if answers 127.0.0.1 6379; then
    export CACHE_URL="${CACHE_URL:-redis://127.0.0.1:6379/9}"
else
    printf '\033[31m%s\033[0m\n' "No Redis on 127.0.0.1:6379: the cache stays in the process." >&2
fi

.venv/bin/python -m pytest -n "${PYTEST_WORKERS:-2}" --dist worksteal tests/integration "$@"
