"""Tests: quick password hashing, mail in memory, files in a folder that goes away."""

import os
import tempfile
from pathlib import Path

from .base import *

SECRET_KEY = "for-tests-only-" + "x" * 50
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
PUBLIC_URL = "http://testserver"
START_RATE = 0
START_COUNTERS = 1
WAGTAILADMIN_BASE_URL = PUBLIC_URL
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="lms-test-media-"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # A pool outlives the test database that it points at.
    DATABASES.clear()
    DATABASES.update(env.databases(""))
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    # A file, since threads and the live server share it; nothing in it must survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / "var" / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )

if CACHES["default"]["BACKEND"] == "lms.cache.SharedOrOwnCache":
    # Clearing Redis clears a whole numbered database, so each parallel test process has its own.
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    CACHES["default"]["LOCATION"] = f"{CACHES['default']['LOCATION'].rsplit('/', 1)[0]}/{9 + process}"

# The live server serves static files from where they are written.
MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
