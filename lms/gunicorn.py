"""gunicorn's settings: `gunicorn -c lms/gunicorn.py lms.wsgi`.

Threads, because a web process waits on the database most of the time; preload, because a process that dies
must be back at once (a Wagtail process takes seconds to boot, a fork takes milliseconds).
"""

from typing import Any

from lms.settings import env

bind = f"{env.text('BIND')}:{env.number('PORT', 1, 65535)}"
workers = env.number("WEB_WORKERS", 1, 64)
threads = env.number("WEB_THREADS", 1, 64)
worker_class = "gthread"
preload_app = True
# Short: an idle connection holds a slot, and a proxy in front keeps its own.
keepalive = 5
timeout = 60
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000
forwarded_allow_ips = "127.0.0.1"
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = env.text("LOG_LEVEL").lower()


def pre_fork(_server: Any, _worker: Any) -> None:
    """Leave no database connection open in the parent: two processes must never share one."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
