"""How the paper looks and reads, on a phone and to axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.played_server import SAVED, PlayedServer


def test_long_words_fit_a_phone(server: PlayedServer, paper: Callable[[], Page]) -> None:
    word = "BCCDSTHXLGV2DTLANCUOI20261105" * 4
    server.items = [
        {"kind": "single", "options": [word, "Hai"]},
        {"kind": "matching", "rows": [word], "choices": [word]},
    ]
    page = paper()
    page.set_viewport_size({"width": 360, "height": 740})

    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("status", [200, 503])
def test_bar_stays_one_line_on_a_phone(server: PlayedServer, paper: Callable[[], Page], status: int) -> None:
    server.seconds, server.items = 7140, [{"kind": "single", "options": ["Một", "Hai"]}] * 20
    server.answers = [(status, SAVED[1])]
    page = paper()
    page.set_viewport_size({"width": 360, "height": 740})
    line = page.locator(".exam-bar > .wrap").first
    before = line.bounding_box()

    page.locator("#item-1").get_by_label("Hai").check()
    expect(page.locator("#save-state")).to_have_text(re.compile("Đã lưu lúc 12:05|1 câu chỉ có trên máy này"))

    assert line.bounding_box() == before


def test_clock_speaks_in_minutes(server: PlayedServer, paper: Callable[[], Page]) -> None:
    server.seconds = 22 * 60 + 30

    page = paper()

    expect(page.locator("#clock")).to_have_text("Còn 23 phút")


def test_one_item_shows_one(server: PlayedServer, paper: Callable[[], Page]) -> None:
    server.layout = "one_item"
    page = paper()

    page.get_by_role("button", name="Câu sau").click()

    expect(page.locator(".item:visible")).to_have_count(1)
    expect(page.locator("#item-2")).to_be_visible()
    assert page.url.endswith("?item=2")


def test_marks_and_states_are_words(server: PlayedServer, paper: Callable[[], Page]) -> None:
    page = paper()

    page.get_by_role("radio", name="Hai").check()
    page.locator("[data-mark='2']").check()

    expect(page.locator("#grid-count")).to_have_text("1 đã trả lời, 4 chưa, 1 đánh dấu")
    expect(page.locator("[data-to='2']")).to_have_text("2đánh dấu")


def test_paper_passes_axe(
    server: PlayedServer, paper: Callable[[], Page], accessible: Callable[[Page], None]
) -> None:
    accessible(paper())
