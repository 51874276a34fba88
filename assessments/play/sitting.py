"""One simulated candidate's way through an exam, and many of them at once."""

import json
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from uuid import UUID

from django.db import connection
from django.urls import reverse

from .browser import Answer, Browser
from .cohort import Candidate
from .knowledge import answer_item, keys_of
from .pages import Paper, read_form_action, read_paper
from .tally import Tally

WAIT = 429


class WrongTurn(Exception):
    """The server did not say what the exam's path expects."""


def play(
    candidates: Sequence[Candidate], *, exam: UUID, parts: int, base_url: str, seed: int, concurrency: int
) -> Tally:
    """Let the candidates sit all parts of the exam, so many at a time."""
    tally = Tally()

    def sit(candidate: Candidate) -> None:
        browser = Browser(base_url, candidate.session)
        try:
            for part in range(1, parts + 1):
                sit_part(browser, candidate, exam=exam, part=part, seed=seed, tally=tally)
        except (WrongTurn, OSError, HTTPException, KeyError) as error:
            tally.failed(f"{type(error).__name__}: {error}"[:200])
        finally:
            browser.close()
            connection.close()

    with ThreadPoolExecutor(concurrency) as pool:
        list(pool.map(sit, candidates))
    return tally


def sit_part(
    browser: Browser, candidate: Candidate, *, exam: UUID, part: int, seed: int, tally: Tally
) -> None:
    """Start page, start, paper, an answer to each item, check, submit, result."""
    address = start(browser, exam, part, tally)
    with tally.timed("paper"):
        page = expect(browser.get(address), 200)
    paper = read_paper(page.text)
    draw = random.Random(f"{seed}:{candidate.number}:{part}")  # noqa: S311 - a simulation
    keys = keys_of(paper.facts["attempt"])
    for item in paper.items:
        value = answer_item(item, keys, ability=candidate.ability, draw=draw)
        if value is not None:
            save(browser, paper, item.position, value, tally)
    expect(browser.get(f"{address}review/"), 200)
    with tally.timed("submit"):
        expect(browser.post(f"{address}submit/", {"act": "submit"}), 302)
    expect(browser.get(f"{address}result/"), 200)


def start(browser: Browser, exam: UUID, part: int, tally: Tally) -> str:
    """The address of the paper; an attempt left open by an earlier play is taken over."""
    page = expect(browser.get(f"{reverse('exam_start', args=[exam])}?part={part}"), 200)
    action = read_form_action(page.text, "/start/")
    if not action:
        raise WrongTurn("the start page offers no start")
    with tally.timed("start"):
        address = expect(press_start(browser, action), 302).location
    if browser.get(address).status == 302:
        expect(browser.post(f"{address}seat/", {}), 302)
    return address


def press_start(browser: Browser, action: str) -> Answer:
    """The answer to a start, after the turns that were waited for."""
    answer = browser.post(action, {})
    while answer.status == WAIT:
        time.sleep(answer.retry_after)
        answer = browser.post(action, {})
    return answer


def save(browser: Browser, paper: Paper, position: int, value: object, tally: Tally) -> None:
    """One answer, as the page's script sends it."""
    sequence = int(paper.facts["sequence"]) + 1
    paper.facts["sequence"] = str(sequence)
    body = {
        "ticket": paper.facts["ticket"],
        "seat": int(paper.facts["seat"]),
        "sequence": sequence,
        "position": position,
        "value": value,
    }
    with tally.timed("save"):
        expect(browser.post_json(paper.facts["save-url"], json.dumps(body).encode()), 200)


def expect(answer: Answer, status: int) -> Answer:
    """The answer, if it has the status; raises WrongTurn."""
    if answer.status != status:
        raise WrongTurn(f"HTTP {answer.status} instead of {status}: {answer.text[:120]!r}")
    return answer
