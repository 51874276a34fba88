"""What the paper sends, in which order, and what it does with the server's answer."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.played_server import SITE, PlayedServer, left_on, paper_with_clock


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
    expect(page.locator("#save-state")).to_have_text("")  # the server has it: nothing waits here


def test_time_up_after_a_sign_in_in_another_tab_submits(
    server: PlayedServer, paper: Callable[[], Page]
) -> None:
    server.seconds = 2
    page = paper()
    page.context.add_cookies([{"name": "csrftoken", "value": "fresh", "url": SITE}])

    page.wait_for_url(f"{SITE}/submit")

    assert server.submitted[0]["csrfmiddlewaretoken"] == ["fresh"]


def test_time_up_submits_by_itself(server: PlayedServer, paper: Callable[[], Page]) -> None:
    server.seconds = 2
    page = paper()

    page.locator("#item-4-text").fill("7")
    page.wait_for_url(f"{SITE}/submit")

    assert server.saves[-1]["value"] == "7"
    assert server.submitted[0]["act"] == ["time_up"]
    assert server.submitted[0]["item-4"] == ["7"]


def test_enter_in_a_field_stays(server: PlayedServer, paper: Callable[[], Page]) -> None:
    page = paper()

    page.locator("#item-4-text").fill("12")
    page.locator("#item-4-text").press("Enter")
    expect(page.locator("#save-state")).to_have_text("Đã lưu lúc 12:05")

    assert server.submitted == []


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
