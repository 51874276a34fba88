"""What may come in as a response, and what never may."""

from typing import Any

import pytest

from assessments.core.responses import BadResponse, is_blank, parse_response


@pytest.mark.parametrize(
    ("kind", "raw", "stored"),
    [
        ("single", 2, 2),
        ("single", "2", 2),
        ("single", "", None),
        ("true_false", None, None),
        ("multiple", ["3", "1", "1"], [1, 3]),
        ("multiple", "1", [1]),
        ("multiple", [], None),
        ("matching", [1, None, "0"], [1, None, 0]),
        ("matching", {"0": "1", "2": "0"}, [1, None, 0]),
        ("matching", ["", ""], None),
        ("matching", {}, None),
        ("numeric", " 1.234,5 ", "1.234,5"),
        ("numeric", 14, "14"),
        ("short", "Thu\u031b", "Thư"),
        ("short", "  ", None),
        ("essay", "Một\nhai", "Một\nhai"),
    ],
)
def test_responses_get_one_shape(kind: str, raw: Any, stored: Any) -> None:
    assert parse_response(kind, raw) == stored


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("single", "x"),
        ("single", -1),
        ("single", True),
        ("single", 1.5),
        ("single", "99999999999999999999"),
        ("single", "٣"),
        ("single", {"a": 1}),
        ("multiple", list(range(100))),
        ("multiple", [[1]]),
        ("matching", "12"),
        ("matching", [0] * 50),
        ("matching", {"x": 1}),
        ("matching", {"": 1}),
        ("numeric", "1" * 41),
        ("short", "x" * 301),
        ("short", "a\0b"),
        ("short", "\ud800"),
        ("short", ["a"]),
        ("essay", "x" * 20_001),
        ("drawing", "x"),
    ],
)
def test_hostile_responses_are_refused(kind: str, raw: Any) -> None:
    with pytest.raises(BadResponse):
        parse_response(kind, raw)


@pytest.mark.parametrize(
    ("response", "blank"),
    [
        (None, True),
        ([], True),
        ([None, None], True),
        ("", True),
        (0, False),
        ([None, 0], False),
        ("0", False),
    ],
)
def test_blank_is_nothing_given(response: Any, blank: bool) -> None:
    assert is_blank(response) is blank
