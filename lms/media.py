"""Pictures and videos, as pages show them.

Only what pages show is public: uploaded lists, certificates and documents have views of their own, which ask who is
there.
"""

import mimetypes
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils._os import safe_join
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import NotARegularFileError, StaticFile

# Scaled pictures, videos, and the pictures that stand for them.
FOLDERS = ("images", "media", "media_thumbnails")


def media_file(request: HttpRequest, path: str, folder: str) -> HttpResponseBase:
    """One file, or the part of it that was asked for: without parts an iPhone plays no video and nobody can seek."""
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    try:
        file = StaticFile(safe_join(Path(settings.MEDIA_ROOT) / folder, path), [("Content-Type", kind)])
    except (SuspiciousFileOperation, NotARegularFileError):
        raise Http404 from None
    response: HttpResponseBase = WhiteNoiseMiddleware.serve(file, request)
    response["Accept-Ranges"] = "bytes"
    return response
