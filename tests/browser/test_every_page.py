"""Every page type with real data in it: sound, accessible, within a phone's width, and in Vietnamese throughout."""

import gzip
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.browser.english import leftovers
from tests.browser.pages import EXCEPTIONS, POST_ONLY, VISITS, Visit, find, named_addresses
from tests.browser.sample_site import SampleSite, open_sample_site

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # Wagtail leaves the file of a picture that it scales to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
]

Contexts = Callable[[str], BrowserContext]


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any, live_server: Any) -> Iterator[SampleSite]:
    """One sample province for all the pages of this file: they only look."""
    with django_db_blocker.unblock(), open_sample_site(live_server.url) as opened:
        yield opened


@pytest.fixture(scope="module")
def contexts(site: SampleSite, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Contexts]:
    """One browser context per member of the cast, so that style sheets are fetched once."""
    made: dict[str, BrowserContext] = {}

    def of(who: str) -> BrowserContext:
        if who not in made:
            made[who] = browser.new_context(**browser_context_args)
            if who:
                made[who].add_cookies(site.cookies(who))
        return made[who]

    yield of
    for context in made.values():
        context.close()


class Watch:
    """What goes wrong while a page loads: errors on the console (a breach of the CSP is one), lost requests."""

    def __init__(self, page: Page) -> None:
        self.seen: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(str(error)))
        page.on("requestfailed", lambda request: self.seen.append(f"{request.url}: {request.failure}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.seen.append(message.text)

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.seen.append(f"{response.url}: {response.status}")


def picture(page: Page, visit: Visit) -> None:
    """With PICTURES=folder, keeps how the page looks at both widths."""
    if folder := os.environ.get("PICTURES"):
        number = VISITS.index(visit)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            name = str(visit).replace(":", "-").replace("/", "-")
            page.screenshot(path=Path(folder) / f"{number:03}-{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_page_is_sound(
    visit: Visit, site: SampleSite, contexts: Contexts, accessible: Callable[[Page], None]
) -> None:
    page = contexts(visit.who).new_page()
    watch = Watch(page)

    response = page.goto(visit.address(site))
    picture(page, visit)

    assert response is not None
    assert (response.status, watch.seen, leftovers(page)) == (visit.status, [], [])
    accessible(page)
    page.close()


def test_no_page_is_forgotten() -> None:
    known = {visit.name for visit in VISITS} | POST_ONLY | set(EXCEPTIONS)

    assert named_addresses() - known == set()


def test_no_exception_is_stale() -> None:
    assert (POST_ONLY | set(EXCEPTIONS)) - named_addresses() == set()


LIGHT = {
    "my_learning": Visit("my_learning", "learner"),
    "catalogue": Visit("courses:catalogue", "learner"),
    "course": find("course page", "learner"),
    "lesson": find("lesson page", "learner"),
    "exam_start": find("exam_start", "learner"),
    "paper": find("paper", "candidate"),
    "result": find("attempt_result", "learner"),
    "my_results": Visit("my_results", "learner"),
    "certificates": Visit("certificates:mine", "learner"),
    "certificate": find("certificates:detail", "learner"),
    "notices": Visit("notices", "learner"),
    "verify": find("certificates:verify_code", ""),
}


@pytest.fixture
def weigh(site: SampleSite, browser: Browser) -> Iterator[Callable[[Visit], tuple[int, int]]]:
    """What a page costs in gzip bytes, fonts and lesson media aside: the first time, and the page alone."""
    context = browser.new_context(locale="vi-VN")

    def of(visit: Visit) -> tuple[int, int]:
        context.clear_cookies()
        if visit.who:
            context.add_cookies(site.cookies(visit.who))
        page = context.new_page()
        answers: list[Response] = []
        page.on("response", lambda response: answers.append(response))  # noqa: PLW0108  Playwright marks functions
        page.goto(visit.address(site), wait_until="networkidle")
        ours = [answer for answer in answers if not re.search(r"/media/|\.woff2", answer.url)]
        weights = [len(gzip.compress(answer.body(), 9)) for answer in ours]
        return sum(weights), weights[0]

    yield of
    context.close()


@pytest.mark.parametrize("name", LIGHT)
def test_learner_page_is_light(name: str, weigh: Callable[[Visit], tuple[int, int]]) -> None:
    first, after = weigh(LIGHT[name])

    print(f"{name}: {first} first, {after} after")  # noqa: T201  docs/front-end.md tells these numbers
    assert first < 60_000
    assert after < 30_000
