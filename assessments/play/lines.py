"""Kept connections to one server, shared by a crowd as a proxy in front shares them. asyncio and nothing else."""

import asyncio
import ssl
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PATIENCE_SECONDS = 30
NO_ANSWER = 0


@dataclass(frozen=True)
class Heard:
    """What the server said; status 0 if it said nothing."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str:
        """The first header of that name, in lower case."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that it sets."""
        pairs = (value.split(";")[0].partition("=") for key, value in self.headers if key == "set-cookie")
        return {name.strip(): value for name, _, value in pairs}


class Line:
    """One connection, opened when it is needed and again when it broke."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        self.address, self.tls = (host, port), tls
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, head: bytes, body: bytes) -> Heard:
        """Send one request. A kept connection that the server has closed in between is opened anew, once."""
        kept = self.writer is not None
        try:
            return await self._ask(head, body)
        except (OSError, EOFError):
            self.hang_up()
            if not kept:
                raise
        return await self._ask(head, body)

    async def _ask(self, head: bytes, body: bytes) -> Heard:
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(*self.address, ssl=self.tls)
        self.writer.write(head + body)
        first, *lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [
            (name.lower(), value.strip())
            for name, _, value in (line.partition(":") for line in lines if line)
        ]
        heard = Heard(int(first.split()[1]), headers)
        content = await self.reader.readexactly(int(heard.header("content-length") or 0))
        if heard.header("connection") == "close":
            self.hang_up()
        return Heard(heard.status, headers, content)

    def hang_up(self) -> None:
        """Close it."""
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


class Lines:
    """So many connections to a server; who finds none free waits, and the wait counts as the server's time."""

    def __init__(self, base_url: str, count: int) -> None:
        address = urlsplit(base_url)
        self.base_url, self.host = base_url, address.netloc
        tls = ssl.create_default_context() if address.scheme == "https" else None
        port = address.port or (443 if tls else 80)
        self.free: asyncio.LifoQueue[Line] = asyncio.LifoQueue()
        for _ in range(count):
            self.free.put_nowait(Line(address.hostname or "", port, tls))

    async def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        kind: str = "",
        cookies: dict[str, str] | None = None,
    ) -> Heard:
        """One request and its answer; status 0 when there was none in time."""
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", f"Content-Length: {len(body)}"]
        head += [f"Content-Type: {kind}", f"Referer: {self.base_url}/"] if kind else []
        head += (
            [f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}"] if cookies else []
        )
        line = await self.free.get()
        try:
            text = "\r\n".join([*head, "", ""]).encode("latin-1")
            return await asyncio.wait_for(line.ask(text, body), PATIENCE_SECONDS)
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError):
            line.hang_up()
            return Heard(NO_ANSWER)
        finally:
            self.free.put_nowait(line)

    def close(self) -> None:
        """Close all that are free."""
        while not self.free.empty():
            self.free.get_nowait().hang_up()
