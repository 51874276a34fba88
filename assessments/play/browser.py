"""A browser of the smallest kind: one kept connection, cookies, forms, redirects of its own choosing."""

import http.client
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings

TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    location: str
    text: str
    retry_after: float = 0


class Browser:
    """Visits one server. A connection that the server closed in between is opened anew, once."""

    def __init__(self, base_url: str, session: str) -> None:
        address = urlsplit(base_url)
        kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        self.base_url = base_url
        self.cookies = {settings.SESSION_COOKIE_NAME: session}
        self._connection = kind(address.hostname or "", address.port, timeout=TIMEOUT_SECONDS)

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: dict[str, Any]) -> Answer:
        """Send a form."""
        fields = {"csrfmiddlewaretoken": self.cookies.get(settings.CSRF_COOKIE_NAME, "")} | fields
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.base_url}
        return self._ask("POST", path, urlencode(fields, doseq=True).encode(), kind)

    def post_json(self, path: str, body: bytes) -> Answer:
        """Send JSON."""
        return self._ask("POST", path, body, {"Content-Type": "application/json"})

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | headers
        try:
            return self._ask_once(method, path, body, headers)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._connection.close()
            return self._ask_once(method, path, body, headers)

    def _ask_once(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode(errors="replace")
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name.strip()] = value
        location = response.headers.get("Location", "")
        if location:
            location = urlsplit(urljoin(self.base_url, location)).path
        return Answer(response.status, location, text, float(response.headers.get("Retry-After", "0")))
