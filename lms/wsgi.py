"""The web server's entry."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")
os.environ.setdefault("LMS_PROCESS", "web")

django = get_wsgi_application()

from assessments.wsgi import SaveEntry  # noqa: E402 - needs the settings

application = SaveEntry(django)
