"""Every page type with real data in it: sound, accessible, within a phone's width, and in Vietnamese throughout."""

import gzip
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from tests.browser.english import leftovers
from tests.browser.pages import EXCEPTIONS, POST_ONLY, VISITS, Visit, find, named_addresses
from tests.browser.sample_site import SampleSite, open_sample_site

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # Wagtail leaves the file of a picture that it scales to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
]


class Tab:
    """A tab of one person, and what goes wrong while a page loads in it: errors on the console (a breach of the CSP
    is one), lost requests.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(str(error)))
        page.on("requestfailed", lambda request: self.seen.append(f"{request.url}: {request.failure}"))
        page.on("response", self._response)

    def open(self, address: str) -> Response:
        """Go to a page of the site; what the last one has not finished is not this one's fault."""
        self.page.goto("about:blank")
        self.seen.clear()
        response = self.page.goto(address)
        assert response is not None
        return response

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.seen.append(message.text)

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.seen.append(f"{response.url}: {response.status}")


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any, live_server: Any) -> Iterator[SampleSite]:
    """One sample province for all the pages of this file: they only look."""
    with django_db_blocker.unblock(), open_sample_site(live_server.url) as opened:
        yield opened


@pytest.fixture(scope="module")
def tab_of(
    site: SampleSite, browser: Browser, browser_context_args: dict[str, Any]
) -> Iterator[Callable[[str], Tab]]:
    """One tab per member of the cast: a new one for each page would load and compile everything again."""
    tabs: dict[str, Tab] = {}

    def of(who: str) -> Tab:
        if who not in tabs:
            context = browser.new_context(**browser_context_args)
            if who:
                context.add_cookies(site.cookies(who))
            tabs[who] = Tab(context.new_page())
        return tabs[who]

    yield of
    for tab in tabs.values():
        tab.page.context.close()


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
    visit: Visit, site: SampleSite, tab_of: Callable[[str], Tab], accessible: Callable[[Page], None]
) -> None:
    tab = tab_of(visit.who)
    address = visit.address(site)

    response = tab.open(address)
    picture(tab.page, visit)

    assert visit.leads_on or response.url == address
    assert (response.status, tab.seen, leftovers(tab.page)) == (visit.status, [], [])
    accessible(tab.page)


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
