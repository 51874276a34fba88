"""The paper's scripts against a server that we play ourselves."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.played_server import SITE, PlayedServer


@pytest.fixture
def server(context: Any) -> PlayedServer:
    """Stands behind every address of the site."""
    played = PlayedServer()
    context.route(f"{SITE}/**", played.handle)
    return played


@pytest.fixture
def paper(server: PlayedServer, page: Page) -> Callable[[], Page]:
    """Opens the paper; called again, it is a reload."""
    page.set_default_timeout(5000)

    def opened() -> Page:
        page.goto(f"{SITE}/paper")
        return page

    return opened
