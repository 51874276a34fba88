"""What a simulated candidate reads on a page: the paper's facts and its items, as the HTML says them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class PaperItem:
    """One item of the paper: what may be chosen, as identifiers in the order shown."""

    position: int
    kind: str
    options: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)


@dataclass
class Paper:
    """The `data-…` facts of the form, and the items."""

    facts: dict[str, str] = field(default_factory=dict)
    items: list[PaperItem] = field(default_factory=list)


def read_paper(text: str) -> Paper:
    """The paper on a page; without items and facts if there is none."""
    reader = _PaperReader()
    reader.feed(text)
    return reader.paper


def read_form_action(text: str, part: str) -> str:
    """The address of the first form whose action contains `part`; empty if there is none."""
    reader = _FormReader(part)
    reader.feed(text)
    return reader.action


class _PaperReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.paper = Paper()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form" and facts.get("id") == "paper":
            self.paper.facts = {
                name.removeprefix("data-"): value for name, value in facts.items() if name.startswith("data-")
            }
        elif "data-kind" in facts and "data-position" in facts:
            self.paper.items.append(PaperItem(int(facts["data-position"]), facts["data-kind"]))
        elif self.paper.items:
            self._read_field(tag, facts)

    def _read_field(self, tag: str, facts: dict[str, str]) -> None:
        item = self.paper.items[-1]
        name = facts.get("name", "")
        if tag == "input" and name == f"item-{item.position}" and facts.get("type") in {"radio", "checkbox"}:
            item.options.append(int(facts["value"]))
        elif tag == "select" and name.startswith(f"item-{item.position}-"):
            item.rows.append(int(name.rsplit("-", 1)[1]))
        elif tag == "option" and item.rows and facts.get("value"):
            choice = int(facts["value"])
            if choice not in item.options:
                item.options.append(choice)


class _FormReader(HTMLParser):
    def __init__(self, part: str) -> None:
        super().__init__()
        self.part, self.action = part, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        action = dict(attrs).get("action") or ""
        if tag == "form" and self.part in action and not self.action:
            self.action = action
