"""The paper's scripts against a server that we play ourselves: what is sent, kept, shown and stopped."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Page, Request, Route, expect

SITE = "http://exam.test"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SAVED = (200, {"saved_at": "2026-11-20T12:05:00+07:00", "sequence": 1})
ITEMS = [
    {"kind": "single", "options": ["Một", "Hai", "Ba"]},
    {"kind": "multiple", "options": ["Một", "Hai", "Ba"]},
    {"kind": "matching", "rows": ["Trái", "Phải"], "choices": ["A", "B"]},
    {"kind": "numeric"},
    {"kind": "essay"},
]


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


LEFT = "examKept.answersOf('one').then((left) => left.map((entry) => [entry.position, entry.value]))"


def left_on(page: Page) -> list[Any]:
    """The answers that the device still keeps."""
    kept: list[Any] = page.evaluate(LEFT)
    return kept


@pytest.fixture
def server(context: Any) -> PlayedServer:
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


def paper_with_clock(paper: Callable[[], Page]) -> Page:
    """The paper in a browser whose time is ours to move."""
    page = paper()
    page.clock.install()
    return paper()


def test_each_kind_sends_its_shape(server: PlayedServer, paper: Callable[[], Page]) -> None:
    page = paper()

    page.get_by_role("radio", name="Hai").check()
    page.locator("#item-2").get_by_label("Một").check()
    page.locator("#item-2").get_by_label("Ba").check()
    page.get_by_label("Phải").select_option("A")
    page.locator("#item-4-text").fill(" 12,5 ")
    page.locator("#item-5-text").fill("Xin chào")
    page.locator("#item-5-text").blur()
    expect(page.locator("#save-state")).to_have_text("Đã lưu lúc 12:05")

    values = {save["position"]: save["value"] for save in server.saves}
    assert values == {1: 1, 2: [0, 2], 3: [None, 0], 4: "12,5", 5: "Xin chào"}


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


def test_sequence_grows_from_the_servers(server: PlayedServer, paper: Callable[[], Page]) -> None:
    page = paper()

    page.get_by_role("radio", name="Hai").check()
    expect(page.locator("#save-state")).to_have_text("Đã lưu lúc 12:05")
    page.get_by_role("radio", name="Ba").check()
    page.wait_for_function("document.forms.paper.dataset.unsaved === '0'")

    sent = [(save["seat"], save["sequence"], save["ticket"]) for save in server.saves]
    assert sent == [(1, 11, "ticket"), (1, 12, "ticket")]


def test_answer_given_while_another_is_stored_is_sent_in_order(
    server: PlayedServer, paper: Callable[[], Page]
) -> None:
    page = paper()

    page.evaluate(
        """async () => {
            const [one, two] = document.querySelectorAll("#item-1 input");
            one.click();
            await new Promise((next) => setTimeout(next));
            two.click();
        }"""
    )
    page.wait_for_function("document.forms.paper.dataset.unsaved === '0'")

    assert all("sequence" in save for save in server.saves)
    assert server.saves[-1]["value"] == 1


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


def test_without_the_keeping_script_the_form_remains(server: PlayedServer, page: Page) -> None:
    page.route("**/js/exam-kept.js", lambda route: route.abort())
    page.goto(f"{SITE}/paper")

    page.get_by_role("radio", name="Hai").check()
    page.locator(".paper-actions").get_by_role("button", name="Lưu").click()
    page.wait_for_load_state()

    assert server.submitted[0]["item-1"] == ["1"]


def test_retry_waits_as_told(server: PlayedServer, paper: Callable[[], Page]) -> None:
    server.answers, server.headers = [(503, {})], {"Retry-After": "60"}
    page = paper_with_clock(paper)

    page.get_by_role("radio", name="Hai").check()
    expect(page.locator("#save-state")).to_have_text("1 câu chỉ có trên máy này")
    page.clock.run_for(50_000)
    page.locator("#item-2").get_by_label("Một").check()
    page.clock.run_for(5_000)

    assert len(server.saves) == 1
    assert left_on(page) == [[1, 1], [2, [0]]]


def test_second_device_stops_this_one(server: PlayedServer, paper: Callable[[], Page]) -> None:
    server.answers = [(409, {"reason": "seat_moved"})]
    page = paper()

    page.get_by_role("radio", name="Hai").check()

    expect(page.locator("#exam-alert")).to_contain_text("đang mở trên một thiết bị khác")
    assert page.evaluate("document.getElementById('items').inert")


def test_time_up_submits_by_itself(server: PlayedServer, paper: Callable[[], Page]) -> None:
    server.seconds = 2
    page = paper()

    page.locator("#item-4-text").fill("7")
    page.wait_for_url(f"{SITE}/submit")

    assert server.saves[-1]["value"] == "7"
    assert server.submitted[0]["act"] == ["time_up"]
    assert server.submitted[0]["item-4"] == ["7"]


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


def test_enter_in_a_field_stays(server: PlayedServer, paper: Callable[[], Page]) -> None:
    page = paper()

    page.locator("#item-4-text").fill("12")
    page.locator("#item-4-text").press("Enter")
    expect(page.locator("#save-state")).to_have_text("Đã lưu lúc 12:05")

    assert server.submitted == []


def test_clock_speaks_in_minutes(server: PlayedServer, paper: Callable[[], Page]) -> None:
    server.seconds = 22 * 60 + 30

    page = paper()

    expect(page.locator("#clock")).to_have_text("Còn 23 phút")


def test_over_ends_the_paper(server: PlayedServer, paper: Callable[[], Page]) -> None:
    server.answers = [(410, {})]
    page = paper()

    page.get_by_role("radio", name="Hai").click()
    page.wait_for_url(f"{SITE}/submit")

    assert server.submitted[0]["act"] == ["time_up"]


def test_refused_answer_is_told(server: PlayedServer, paper: Callable[[], Page]) -> None:
    server.answers = [(422, {"message": "Câu trả lời quá dài."})]
    page = paper()

    page.get_by_role("radio", name="Hai").check()

    expect(page.locator("#exam-alert")).to_have_text("Câu trả lời quá dài.")


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
