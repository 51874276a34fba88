"""The floor: the least that a saved answer can be. A bare WSGI callable that checks the session and updates the row in
one SQL statement, with the same connection pool on the same server. It guards nothing and logs nothing."""

import json
import os
from collections.abc import Callable, Iterable
from http.cookies import SimpleCookie
from typing import Any

from psycopg_pool import ConnectionPool

STATEMENT = """
UPDATE assessments_response SET value = %s::jsonb, sequence = %s, saved_at = now()
FROM django_session
WHERE attempt_id = %s AND position = %s AND session_key = %s AND expire_date > now()
RETURNING saved_at
"""
pools: list[ConnectionPool] = []


def pool() -> ConnectionPool:
    """One pool in each worker, opened after the fork."""
    if not pools:
        pools.append(
            ConnectionPool(
                os.environ["DATABASE_URL"], min_size=1, max_size=8, kwargs={"autocommit": True}, open=True
            )
        )
    return pools[0]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Save one answer."""
    data = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    session = SimpleCookie(environ["HTTP_COOKIE"])["sessionid"].value
    facts = (json.dumps(data["value"]), data["sequence"], data["attempt"], data["position"], session)
    with pool().connection() as connection:
        row = connection.execute(STATEMENT, facts).fetchone()
    body = json.dumps({"saved_at": row[0].isoformat()} if row else {}).encode()
    start_response(
        "200 OK" if row else "403 Forbidden",
        [("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
    )
    return [body]
