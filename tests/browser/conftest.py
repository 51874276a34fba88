"""A real browser against a real server of this process; each page is looked at by axe."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from people.models import StaffProfile

# Playwright's own loop runs in this thread; Django would take it for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
# A busy machine is no fault of the page.
expect.set_options(timeout=15_000)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser tests carry the mark."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, silent towards the world."""
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desk, in Vietnamese."""
    return browser_context_args | {"viewport": DESK, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@pytest.fixture
def becomes_true() -> Callable[[Page, str], bool]:
    """Asks a page until what it promises is true, ten seconds at most: `wait_for_function` takes the promise for it."""
    script = """async () => {
        for (let round = 0; round < 200; round += 1) {
            if (await %s) return true;
            await new Promise((done) => setTimeout(done, 50));
        }
        return false;
    }"""
    return lambda page, promised: bool(page.evaluate(script % promised))


@pytest.fixture
def sign_in_to(live_server: Any) -> Callable[[BrowserContext, StaffProfile], None]:
    """Signs a person in, in a browser's own cookie jar, where it stays when the browser is closed."""

    def as_person(context: BrowserContext, staff: StaffProfile) -> None:
        client = Client()
        client.force_login(staff.user)
        session = client.cookies["sessionid"].value
        far = 2**31 - 1
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url, "expires": far}])

    return as_person


@pytest.fixture
def enter(
    context: BrowserContext, sign_in_to: Callable[[BrowserContext, StaffProfile], None]
) -> Callable[[StaffProfile], None]:
    """Signs a person in on the usual device."""
    return lambda staff: sign_in_to(context, staff)


@pytest.fixture
def device_of(
    browser: Browser,
    browser_context_args: dict[str, Any],
    sign_in_to: Callable[[BrowserContext, StaffProfile], None],
) -> Iterator[Callable[..., Page]]:
    """A device of its own for a person, signed in; takes Playwright's options, as `java_script_enabled=False`."""
    contexts: list[BrowserContext] = []

    def opened(staff: StaffProfile, **options: Any) -> Page:
        context = browser.new_context(**browser_context_args | options)
        contexts.append(context)
        sign_in_to(context, staff)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fails with axe's own words when a page breaks a rule of WCAG 2.2 A or AA, at a desk or on a phone in the dark,
    or scrolls sideways on a phone.
    """

    def look(page: Page) -> None:
        page.evaluate(AXE_SCRIPT)
        obey_rules(page)
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        try:
            overflow = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert overflow <= 0, f"{page.url} scrolls {overflow} px sideways at 360 px"
            obey_rules(page)
        finally:
            page.emulate_media(color_scheme="light", reduced_motion="no-preference")
            page.set_viewport_size(DESK)

    return look


def obey_rules(page: Page) -> None:
    """One look by axe, which tells only what is wrong: the list of what is right costs more than the look."""
    wrong = page.evaluate("async (options) => (await axe.run(options)).violations", RULES)
    assert not wrong, AxeResults({"violations": wrong}).generate_report()
