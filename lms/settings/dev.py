"""Work on the code: errors in the browser, mail on the terminal, static files as they are."""

from .base import *

DEBUG = True
DEMO = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
INTERNAL_IPS = ["127.0.0.1"]
