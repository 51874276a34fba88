"""What the log says of a request."""

import logging
import re
from threading import Lock

TO_START = re.compile(r"/exams/parts/[^/]+/(start|waiting)/")
TOO_MANY_REQUESTS = 429


def say_refusals_shortly(record: logging.LogRecord) -> bool:
    """A refusal (403, 400) is one line; only a fault of ours brings its traceback. Nothing is left out."""
    if record.levelno < logging.ERROR:
        record.exc_info = None
    return True


class CountWhoWaits(logging.Filter):
    """Of those who wait for their turn to start one line a minute and process, with their number.

    In a rush they ask by the thousand, and that is no fault. Every other refusal stays as it is.
    """

    EVERY_SECONDS = 60

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        self._said_at = 0.0
        self._unsaid = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets through what is no waiting, and the line that tells of all the waiting since the last such line."""
        if not _tells_to_wait(record):
            return True
        with self._lock:
            self._unsaid += 1
            if abs(record.created - self._said_at) < self.EVERY_SECONDS:
                return False
            number, self._unsaid, self._said_at = self._unsaid, 0, record.created
        record.msg, record.args = (
            "Told to wait for their turn to start since the last such line: %d",
            (number,),
        )
        return True


def _tells_to_wait(record: logging.LogRecord) -> bool:
    request, status = getattr(record, "request", None), getattr(record, "status_code", None)
    return status == TOO_MANY_REQUESTS and request is not None and bool(TO_START.fullmatch(request.path))
