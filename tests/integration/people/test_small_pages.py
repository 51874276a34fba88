"""What goes over a slow line."""

import gzip
from pathlib import Path

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from people.middleware import SmallPagesMiddleware

pytestmark = pytest.mark.django_db


def test_page_travels_compressed(client: Client) -> None:
    answer = client.get("/accounts/login/", headers={"accept-encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Đăng nhập" in gzip.decompress(answer.content).decode()


def test_old_browser_gets_it_plain(client: Client) -> None:
    answer = client.get("/accounts/login/")

    assert "Content-Encoding" not in answer.headers


def test_file_keeps_its_length(rf: RequestFactory, tmp_path: Path) -> None:
    file = tmp_path / "bai.pdf"
    file.write_bytes(b"%PDF-" + b"x" * 5000)

    def serve(request: HttpRequest) -> HttpResponse:
        return FileResponse(file.open("rb"))  # type: ignore[return-value]

    answer = SmallPagesMiddleware(serve)(rf.get("/", headers={"accept-encoding": "gzip"}))
    answer.close()

    assert answer.headers["Content-Length"] == "5005"
    assert "Content-Encoding" not in answer.headers
