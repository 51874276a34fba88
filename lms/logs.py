"""What the log says of a request."""

import logging


def say_refusals_shortly(record: logging.LogRecord) -> bool:
    """A refusal (403, 400) is one line; only a fault of ours brings its traceback. Nothing is left out."""
    if record.levelno < logging.ERROR:
        record.exc_info = None
    return True
