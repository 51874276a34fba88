#!/usr/bin/env bash
# Start one web node of a production installation, settings by environment. Nothing is served before the deployment
# checks have passed; the database must promise that what is committed survives a crash.
set -euo pipefail
cd "$(dirname "$0")/.."

export DJANGO_SETTINGS_MODULE="${DJANGO_SETTINGS_MODULE:-lms.settings.production}"
.venv/bin/python manage.py check --deploy --database default
exec .venv/bin/gunicorn -c lms/gunicorn.py lms.wsgi
