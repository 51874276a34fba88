"""The exam server as we play it: any answer, any state, and all that it was sent."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Page, Request, Route

from tests.conftest import NOON

SITE = "http://exam.test"
SAVED = (200, {"saved_at": "2026-11-20T12:05:00+07:00", "sequence": 1})
ITEMS = [
    {"kind": "single", "options": ["Một", "Hai", "Ba"]},
    {"kind": "multiple", "options": ["Một", "Hai", "Ba"]},
    {"kind": "matching", "rows": ["Trái", "Phải"], "choices": ["A", "B"]},
    {"kind": "numeric"},
    {"kind": "essay"},
]
LEFT = "examKept.answersOf('one').then((left) => left.map((entry) => [entry.position, entry.value]))"


@dataclass
class PlayedServer:
    """Answers saves by `answers`, in order, the last for ever; keeps what it was sent."""

    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=lambda: [SAVED])
    saves: list[dict[str, Any]] = field(default_factory=list)
    submitted: list[dict[str, list[str]]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    pulses: list[dict[str, Any]] = field(default_factory=list)
    stands: dict[str, Any] = field(default_factory=dict)
    seconds: int = 1800
    seat: int = 1
    layout: str = "one_page"
    items: list[dict[str, Any]] = field(default_factory=lambda: ITEMS)

    def handle(self, route: Route, request: Request) -> None:
        """Every address of the played site."""
        path = urlsplit(request.url).path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            assert isinstance(found, str), path
            route.fulfill(path=Path(found))
        elif path == "/save":
            self._save(route, request)
        elif path == "/pulse":
            self.pulses.append(json.loads(request.post_data or "{}"))
            route.fulfill(body=json.dumps(self._stands()), content_type="application/json")
        elif path == "/submit" or request.method == "POST":
            self.submitted.append(parse_qs(request.post_data or "", keep_blank_values=True))
            route.fulfill(body="<title>ok</title>", content_type="text/html")
        else:
            route.fulfill(body=self._paper(), content_type="text/html; charset=utf-8")

    def _save(self, route: Route, request: Request) -> None:
        if request.method == "HEAD":
            route.fulfill(status=405)
            return
        self.saves.append(json.loads(request.post_data or "{}"))
        status, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        headers = {"Content-Type": "application/json", **self.headers}
        route.fulfill(status=status, body=json.dumps(body), headers=headers)

    def _stands(self) -> dict[str, Any]:
        deadline = (NOON + timedelta(seconds=self.seconds)).isoformat()
        usual = {"deadline": deadline, "paused": False, "seat": self.seat, "state": "in_progress"}
        return usual | self.stands

    def _paper(self) -> str:
        part = SimpleNamespace(layout=self.layout, exam=SimpleNamespace(title="Bài thi"))
        attempt = SimpleNamespace(
            uuid="one", seat=self.seat, deadline=NOON + timedelta(seconds=self.seconds), part=part
        )
        context = {
            "attempt": attempt,
            "items": [_item(position, item) for position, item in enumerate(self.items, start=1)],
            "current": 1,
            "previous": None,
            "next": 2,
            "ticket": "ticket",
            "sequence": 10,
            "now": NOON,
            "save_url": "/save",
            "pulse_url": "/pulse",
            "submit_url": "/submit",
            "review_url": "/review",
            "csrf_token": "token",
        }
        with translation.override("vi"):
            return render_to_string(
                "assessments/practice.html", context
            )  # the paper, its items not rendered before


def _item(position: int, item: dict[str, Any]) -> dict[str, Any]:
    view = {"stem": f"Câu số {position}?", "html": False, "position": position, "value": None}
    lists = {name: _entries(texts) for name, texts in item.items() if name != "kind"}
    return view | {"kind": item["kind"]} | lists


def _entries(texts: list[str]) -> list[dict[str, Any]]:
    return [{"id": number, "text": text, "html": False} for number, text in enumerate(texts)]


def left_on(page: Page) -> list[Any]:
    """The answers that the device still keeps."""
    kept: list[Any] = page.evaluate(LEFT)
    return kept


def paper_with_clock(paper: Callable[[], Page]) -> Page:
    """The paper in a browser whose time is ours to move."""
    page = paper()
    page.clock.install()
    return paper()
