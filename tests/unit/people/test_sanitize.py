"""Rich text at the door, and its words alone."""

import pytest

from people.sanitize import clean_html, plain_text


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Câu <b>một</b></p>", "Câu một"),
        ("<p>Một.</p><p>Hai.</p>", "Một. Hai."),
        ("Một<br>hai<br/>ba", "Một hai ba"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("<table><tr><th>Cột</th><td>5</td></tr></table>", "Cột 5"),
        ("H<sub>2</sub>O", "H2O"),
        ("<p>A &amp; B &lt; C</p>", "A & B < C"),
        ("<p>a</p><script>alert(1)</script>", "a"),
        ("\n  <p>a\n b</p> ", "a b"),
    ],
)
def test_words_stay_without_markup(html, words):
    assert plain_text(html) == words


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<p onclick='x()'>a</p>",
        "<a href='javascript:alert(1)'>a</a>",
        "<img src=x onerror=alert(1)>",
        "<p style='position:fixed'>a</p>",
        "<svg><script>alert(1)</script></svg>",
    ],
)
def test_nothing_runs_after_cleaning(html):
    cleaned = clean_html(html)

    assert not any(f"<{tag}" in cleaned for tag in ("script", "img", "svg"))
    assert not any(word in cleaned for word in ("javascript:", "onclick", "style="))


def test_allowed_markup_stays():
    assert clean_html("<p>Một <strong>hai</strong></p>") == "<p>Một <strong>hai</strong></p>"
