"""What the device keeps while the line is lost, and who sends it: a reload, another tab, a newer seat."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.played_server import LEFT, SAVED, SITE, PlayedServer, left_on


def test_lost_line_keeps_and_resends(server: PlayedServer, paper: Callable[[], Page], context: Any) -> None:
    page = paper()
    context.unroute(f"{SITE}/**")
    context.route(f"{SITE}/**", lambda route: route.abort())
    context.set_offline(True)

    page.get_by_role("radio", name="Hai").check()
    page.locator("#item-2").get_by_label("Một").check()
    expect(page.locator("#exam-alert")).to_contain_text("2 câu trả lời đang giữ trên máy này")
    context.unroute(f"{SITE}/**")
    context.route(f"{SITE}/**", server.handle)
    context.set_offline(False)

    expect(page.locator("#exam-alert")).to_have_text("Đã kết nối lại. Mọi câu trả lời đã được lưu.")
    assert {save["position"] for save in server.saves} == {1, 2}


def test_reload_brings_unsent_answers_back(server: PlayedServer, paper: Callable[[], Page]) -> None:
    server.answers = [(503, {})]
    page = paper()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("radio", name="Hai").check()
    expect(page.locator("#save-state")).to_have_text("1 câu chỉ có trên máy này")

    server.answers = [SAVED]
    paper()

    expect(page.get_by_role("radio", name="Hai")).to_be_checked()
    expect(page.locator("#save-state")).to_have_text("Đã lưu lúc 12:05")
    assert server.saves[-1]["sequence"] == 11
    assert left_on(page) == []


def test_two_tabs_share_one_count(server: PlayedServer, paper: Callable[[], Page], context: Any) -> None:
    first, second = paper(), context.new_page()
    second.goto(f"{SITE}/paper")

    first.get_by_role("radio", name="Hai").check()
    expect(first.locator("#save-state")).to_have_text("Đã lưu lúc 12:05")
    second.get_by_role("radio", name="Ba").check()
    expect(second.locator("#save-state")).to_have_text("Đã lưu lúc 12:05")

    assert [save["sequence"] for save in server.saves] == [11, 12]


def test_stale_tab_undoes_nothing(server: PlayedServer, paper: Callable[[], Page], context: Any) -> None:
    stale, busy = paper(), context.new_page()
    busy.goto(f"{SITE}/paper")

    busy.get_by_role("radio", name="Hai").check()
    expect(stale.get_by_role("radio", name="Hai")).to_be_checked()
    expect(stale.locator("#save-state")).to_have_text("Đã lưu lúc 12:05")
    stale.get_by_role("button", name="Xem lại và nộp bài").first.click()
    stale.wait_for_url(f"{SITE}/review")

    assert [save["value"] for save in server.saves] == [1]
    assert server.submitted == []


def test_tab_that_stays_sends_for_the_closed_one(
    server: PlayedServer, paper: Callable[[], Page], context: Any
) -> None:
    server.answers = [(503, {})]
    stays, goes = paper(), context.new_page()
    goes.goto(f"{SITE}/paper")
    goes.get_by_role("radio", name="Hai").check()
    expect(stays.locator("#save-state")).to_have_text("1 câu chỉ có trên máy này")

    goes.close()
    server.answers = [SAVED]
    stays.evaluate("dispatchEvent(new Event('online'))")

    expect(stays.locator("#save-state")).to_have_text("Đã lưu lúc 12:05")
    assert server.saves[-1]["value"] == 1


def test_marks_outlive_a_reload(server: PlayedServer, paper: Callable[[], Page], becomes_true: Any) -> None:
    page = paper()
    page.locator("[data-mark='2']").check()
    assert becomes_true(page, "examKept.marksOf('one').then((marks) => marks.length === 1)")

    paper()

    expect(page.locator("[data-to='2']")).to_have_text("2đánh dấu")


def test_answer_of_an_older_seat_is_sent_as_such(
    server: PlayedServer, paper: Callable[[], Page], becomes_true: Any
) -> None:
    server.answers = [(503, {})]
    page = paper()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("radio", name="Hai").check()
    expect(page.locator("#save-state")).to_have_text("1 câu chỉ có trên máy này")

    server.answers, server.seat = [(409, {"reason": "seat_moved"})], 2
    paper()
    assert becomes_true(page, f"{LEFT}.then((left) => left.length === 0)")

    assert server.saves[-1]["seat"] == 1
    expect(page.get_by_role("radio", name="Hai")).not_to_be_checked()
    assert page.evaluate("document.getElementById('items').inert") is False


def test_browser_that_keeps_nothing_says_so(
    server: PlayedServer, paper: Callable[[], Page], context: Any
) -> None:
    context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    server.answers = [(503, {})]
    page = paper()

    page.get_by_role("radio", name="Hai").check()
    expect(page.locator("#exam-alert")).to_contain_text("1 câu trả lời chỉ có trên trang đang mở")
    server.answers = [SAVED]

    expect(page.locator("#save-state")).to_have_text("Đã lưu lúc 12:05")
    assert server.saves[-1]["sequence"] == 11
