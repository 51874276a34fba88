"""The paper's pulse: what it reports, and what it learns from the server."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser.played_server import SAVED, SITE, PlayedServer, paper_with_clock
from tests.conftest import NOON


def test_pulse_comes_after_a_quiet_minute(server: PlayedServer, paper: Callable[[], Page]) -> None:
    page = paper_with_clock(paper)
    page.clock.run_for(50_000)
    page.get_by_role("radio", name="Hai").check()
    expect(page.locator("#save-state")).to_have_text("Đã lưu lúc 12:05")
    page.clock.run_for(50_000)
    assert server.pulses == []

    with page.expect_response("**/pulse"):
        page.clock.run_for(20_000)

    assert server.pulses == [{"ticket": "ticket", "unsaved": 0, "events": []}]


def test_pause_stops_input_keeps_and_goes_on(server: PlayedServer, paper: Callable[[], Page]) -> None:
    server.answers, server.stands = [(423, {"reason": "paused"})], {"paused": True}
    page = paper_with_clock(paper)
    page.get_by_role("radio", name="Hai").check()
    expect(page.locator("#exam-alert")).to_contain_text("Giám thị đã tạm dừng bài thi.")
    expect(page.locator("#clock")).to_have_text("Tạm dừng")
    expect(page.locator("#save-state")).to_have_text("1 câu chỉ có trên máy này")
    assert page.evaluate("document.getElementById('items').inert")
    page.clock.fast_forward(3600_000)
    expect(page.locator("#clock")).to_have_text("Tạm dừng")

    server.answers = [SAVED]
    server.stands = {"deadline": (NOON + timedelta(seconds=1800 + 3600)).isoformat()}
    page.clock.run_for(11_000)

    expect(page.locator("#exam-alert")).to_have_text(
        "Bài thi tiếp tục. Thời gian của bạn kết thúc lúc 13:30."
    )
    expect(page.locator("#save-state")).to_have_text("Đã lưu lúc 12:05")
    expect(page.locator("#clock")).to_have_text("Còn 30 phút")
    assert page.evaluate("document.getElementById('items').inert") is False


def test_extension_comes_with_a_save(server: PlayedServer, paper: Callable[[], Page]) -> None:
    deadline = (NOON + timedelta(seconds=1800 + 600)).isoformat()
    server.answers = [(200, SAVED[1] | {"deadline": deadline})]
    page = paper()

    page.get_by_role("radio", name="Hai").check()

    expect(page.locator("#clock")).to_have_text("Còn 40 phút")
    expect(page.locator("#exam-alert")).to_contain_text("nay kết thúc lúc 12:40")


def test_pulse_tells_of_the_other_device(server: PlayedServer, paper: Callable[[], Page]) -> None:
    server.stands = {"seat": 2}
    page = paper_with_clock(paper)

    page.clock.run_for(70_000)

    expect(page.locator("#exam-alert")).to_contain_text("đang mở trên một thiết bị khác")


def test_end_by_the_invigilator_leads_on(server: PlayedServer, paper: Callable[[], Page]) -> None:
    server.stands = {"state": "scored"}
    page = paper_with_clock(paper)

    page.clock.run_for(70_000)
    page.wait_for_url(f"{SITE}/submit")

    assert server.submitted[0]["act"] == ["time_up"]


def test_page_notes_for_review(server: PlayedServer, paper: Callable[[], Page]) -> None:
    page = paper_with_clock(paper)
    page.evaluate("dispatchEvent(new Event('blur'))")
    page.clock.run_for(12_000)
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.evaluate("document.dispatchEvent(new Event('copy')); document.dispatchEvent(new Event('paste'))")

    page.clock.run_for(70_000)

    notes = [(note["kind"], note.get("seconds")) for note in server.pulses[0]["events"]]
    assert notes == [("focus_lost", 12), ("copied", None), ("pasted", None)]
    assert [pulse["events"] for pulse in server.pulses[1:]] == []
