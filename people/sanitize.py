"""The one door for rich text that a person typed.

bleach with strict lists first; nh3 over its result, since bleach receives no further fixes. The content
security policy is the third line.
"""

import re
import unicodedata
from html import unescape
from typing import Final

import bleach
import nh3
from django.utils.safestring import SafeString, mark_safe

TAGS: Final = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "em",
        "h2",
        "h3",
        "h4",
        "hr",
        "i",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ]
)
ATTRIBUTES: Final = {
    "a": ["href", "title"],
    "abbr": ["title"],
    "th": ["scope", "colspan", "rowspan"],
    "td": ["colspan", "rowspan"],
}
PROTOCOLS: Final = frozenset({"http", "https", "mailto", "tel"})
# Where words stand apart though no space is written.
BLOCK_END: Final = re.compile(r"</(?:p|li|h\d|t[dh]|caption|pre|blockquote)>|<[bh]r\b", re.IGNORECASE)


def clean_html(html: str) -> SafeString:
    """The HTML with only the listed tags, attributes and protocols, in NFC; scripts and styles go."""
    text = unicodedata.normalize("NFC", html)
    once = bleach.clean(
        text, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True, strip_comments=True
    )
    twice = nh3.clean(
        once,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(PROTOCOLS),
        link_rel="noopener noreferrer",
    )
    return mark_safe(twice)


def plain_text(html: str) -> str:
    """The words of some HTML in one line, as text: without any mark-up, so not safe in a page until escaped."""
    words = nh3.clean(BLOCK_END.sub(r" \g<0>", html), tags=set())
    return " ".join(unescape(words).split())
