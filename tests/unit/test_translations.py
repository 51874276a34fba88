"""Every sentence of ours has a Vietnamese translation."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ["people", "courses", "assessments", "certificates", "reports", "lms"]
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
IN_TEMPLATE = re.compile(
    r"""\b(?:_|gettext|gettext_noop|ngettext|pgettext)\((?:u?(?P<q>['"]).*?(?<!\\)(?P=q),\s*)??u?(?:'(?P<a>(?:[^'\\]|\\.)*)'|"(?P<b>(?:[^"\\]|\\.)*)")""",
    re.DOTALL,
)


def in_python(file: Path) -> Iterator[str]:
    """The msgids of one Python file."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        position = 0 if name in SINGLE | PLURAL else 1 if name in CONTEXT else None
        if position is not None and len(node.args) > position:
            argument = node.args[position]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def in_template(file: Path) -> Iterator[str]:
    """The msgids of one template."""
    source = templatize(file.read_text(encoding="utf-8"), origin=str(file))
    for found in IN_TEMPLATE.finditer(source):
        text = found["a"] if found["a"] is not None else found["b"]
        yield ast.literal_eval(f'"""{text}"""') if '"""' not in text else text


def translated() -> set[str]:
    """Every msgid with a finished Vietnamese text in one of our catalogues."""
    files = [*ROOT.glob("locale/vi/LC_MESSAGES/*.po"), *ROOT.glob("*/locale/vi/LC_MESSAGES/*.po")]
    entries = [entry for file in files for entry in polib.pofile(str(file))]
    return {entry.msgid for entry in entries if entry.translated() and not entry.fuzzy}


def sources(room: str) -> Iterator[tuple[Path, Iterator[str]]]:
    """Each file of one app, or of the templates, with its msgids."""
    if room == "templates":
        yield from ((file, in_template(file)) for file in sorted((ROOT / "templates").rglob("*.*")))
        return
    files = (file for file in sorted((ROOT / room).rglob("*.py")) if "migrations" not in file.parts)
    yield from ((file, in_python(file)) for file in files)


@pytest.mark.parametrize("room", [*APPS, "templates"])
def test_every_sentence_is_translated(room: str) -> None:
    known = translated()

    missing = {
        f"{file.relative_to(ROOT)}: {msgid}"
        for file, msgids in sources(room)
        for msgid in msgids
        if msgid and msgid not in known
    }

    assert missing == set()


def test_no_translation_outlives_its_sentence() -> None:
    said = {msgid for room in [*APPS, "templates"] for _file, msgids in sources(room) for msgid in msgids}

    # The catalogues of `lms` and of the project also hold sentences of Django and Wagtail.
    files = (ROOT / app / "locale/vi/LC_MESSAGES/django.po" for app in APPS if app != "lms")
    left = {entry.msgid for file in files for entry in polib.pofile(str(file))} - said

    assert left == set()


def test_one_sentence_has_one_translation() -> None:
    files = [*ROOT.glob("locale/vi/LC_MESSAGES/django.po"), *ROOT.glob("*/locale/vi/LC_MESSAGES/django.po")]
    said: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    for file in files:
        for entry in polib.pofile(str(file)):
            said[entry.msgctxt, entry.msgid].add(entry.msgstr)

    assert {msgid: texts for msgid, texts in said.items() if len(texts) > 1} == {}
