"""Finds English that was left on a Vietnamese page."""

import re
from functools import cache
from pathlib import Path

import polib
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
# Words that no Vietnamese sentence and no name holds.
ENGLISH = re.compile(
    r"\b(the|you|your|this|that|with|and|are|is|have|for|please|of|not|was|were|has|been|from|enter|select|page|none|true|false)\b",
    re.IGNORECASE,
)
SHOWN = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (parent.closest("script, style, noscript, code, [lang=en], template, [translate=no]")) continue;
    found.push(node.textContent);
  }
  for (const name of ["aria-label", "title", "alt", "placeholder"])
    for (const element of document.body.querySelectorAll(`[${name}]`))
      if (!element.closest("[lang=en]")) found.push(element.getAttribute(name));
  found.push(document.title);
  return found.map(text => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""
LETTERS = re.compile("[a-z]{3}")
PLACEHOLDER = re.compile(r"%(?:\\\((\w+)\\\))?[sd]")


def leftovers(page: Page) -> list[str]:
    """The texts of the page that are untranslated sentences of ours, or plainly English."""
    texts = set(page.evaluate(SHOWN))
    return sorted(text for text in texts if ENGLISH.search(text) or _sentences().fullmatch(text))


@cache
def _sentences() -> re.Pattern[str]:
    """Matches every English sentence of ours whose Vietnamese reads otherwise."""
    files = [*ROOT.glob("locale/vi/LC_MESSAGES/*.po"), *ROOT.glob("*/locale/vi/LC_MESSAGES/*.po")]
    entries = [entry for file in files for entry in polib.pofile(str(file))]
    texts = {entry.msgid for entry in entries if entry.msgid != (entry.msgstr or entry.msgstr_plural.get(0))}
    texts |= {entry.msgid_plural for entry in entries if entry.msgid_plural}
    patterns = (PLACEHOLDER.sub(".+", re.escape(" ".join(text.split()))) for text in sorted(texts))
    return re.compile("|".join(pattern for pattern in patterns if LETTERS.search(pattern)))
