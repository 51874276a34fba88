"""What stands between the braces: which kind of item it makes, and its key."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from assessments.core import items
from assessments.core.gift.faults import GiftFault
from assessments.core.gift.source import read_plain, read_text
from assessments.core.items import ItemContent, NumericAnswer, Option, Pair

MAX_OPTIONS = 20
TRUE_WORDS = {"t", "true", "đúng"}
FALSE_WORDS = {"f", "false", "sai"}
CENT = Decimal("0.01")
ONE = Decimal(1)
ZERO = Decimal(0)
LARGEST = Decimal(10) ** 15
SMALLEST_EXPONENT = -15

_WEIGHT = re.compile(r"^%\s*(-?\d{1,3}(?:[.,]\d{1,10})?)\s*%", re.ASCII)
_WEIGHT_START = re.compile(r"^%\s*-?\d")
_NUMBER = re.compile(r"^[+-]?(?:\d{1,20}(?:[.,]\d{0,20})?|[.,]\d{1,20})(?:[eE][+-]?\d{1,2})?$", re.ASCII)


def read_answers(body: str, content: ItemContent) -> ItemContent:
    """The item with its kind and key, read as Moodle reads them; raises GiftFault."""
    body, feedback = _general_feedback(body, html=content.html)
    content = replace(content, general_feedback=feedback)
    if not body:
        return replace(content, kind=items.ESSAY)
    return _reader_for(body)(body, content)


def _reader_for(body: str) -> Callable[[str, ItemContent], ItemContent]:
    """Moodle's order of questions: the first that fits decides the kind."""
    if body.startswith("#"):
        return _numeric
    if "~" in body:
        return _choice
    if "->" in body:
        return _matching
    if body.split("#", maxsplit=1)[0].strip().casefold() in TRUE_WORDS | FALSE_WORDS:
        return _true_false
    return _short


def _general_feedback(body: str, *, html: bool) -> tuple[str, str]:
    body, mark, feedback = body.strip().rpartition("####")
    if not mark:
        return feedback.strip(), ""
    return body.strip(), read_plain(feedback, html=html)


def _choice(body: str, content: ItemContent) -> ItemContent:
    kind = items.SINGLE if "=" in body else items.MULTIPLE
    before, *parts = re.split(r"(?=[~=])", body)
    if before.strip():
        raise GiftFault("text_before_options", text=_excerpt(before))
    options = tuple(_option(part, content.html) for part in _limited(parts))
    if len(options) < 2:
        raise GiftFault("too_few_options", found=len(options))
    _check_options(options)
    if kind == items.SINGLE:
        _check_best(options)
        _check_worst(options)
    else:
        _check_sum(options)
    return replace(content, kind=kind, options=options)


def _option(part: str, html: bool) -> Option:
    weight, rest = _weight(part[1:].strip())
    if weight is None:
        weight = ONE if part[0] == "=" else ZERO
    text, _, feedback = rest.partition("#")
    plain, is_html = read_text(text, html=html)
    return Option(plain, weight, read_plain(feedback, html=html), is_html)


def _short(body: str, content: ItemContent) -> ItemContent:
    options = tuple(_accepted_text(part, content.html) for part in _parts(body))
    _check_options(options)
    _check_best(options)
    return replace(content, kind=items.SHORT, options=options)


def _accepted_text(part: str, html: bool) -> Option:
    weight, rest = _weight(part)
    text, _, feedback = rest.partition("#")
    return Option(
        read_plain(text, html=html), ONE if weight is None else weight, read_plain(feedback, html=html)
    )


def _parts(body: str) -> list[str]:
    """Answers each marked by `=`; the first mark may be missing, as in Moodle."""
    first, *rest = [part.strip() for part in body.split("=")]
    return _limited(([first] if first else []) + rest)


def _limited(parts: list[str]) -> list[str]:
    """Counted before they are read: a hostile file costs no time."""
    if len(parts) > MAX_OPTIONS:
        raise GiftFault("too_many_options", found=len(parts), limit=MAX_OPTIONS)
    return parts


def _true_false(body: str, content: ItemContent) -> ItemContent:
    answer, wrong, right = [*body.split("#", 2), "", ""][:3]
    is_true = answer.strip().casefold() in TRUE_WORDS
    if_wrong, if_right = read_plain(wrong, html=content.html), read_plain(right, html=content.html)
    options = (
        Option(items.TRUE_TEXT, ONE if is_true else ZERO, if_right if is_true else if_wrong),
        Option(items.FALSE_TEXT, ZERO if is_true else ONE, if_wrong if is_true else if_right),
    )
    return replace(content, kind=items.TRUE_FALSE, options=options)


def _matching(body: str, content: ItemContent) -> ItemContent:
    pairs = tuple(_pair(part, content.html) for part in _parts(body))
    lefts = [pair.left for pair in pairs if pair.left]
    if len(lefts) < 2 or len({pair.right for pair in pairs}) < 2:
        raise GiftFault("too_few_pairs", found=len(lefts))
    if repeated := _repeated(lefts):
        raise GiftFault("repeated_left", text=_excerpt(repeated))
    return replace(content, kind=items.MATCHING, pairs=pairs)


def _pair(part: str, html: bool) -> Pair:
    left, arrow, right = part.partition("->")
    if not arrow:
        raise GiftFault("pair_without_arrow", text=_excerpt(part))
    pair = Pair(read_plain(left, html=html), read_plain(right))
    if not pair.right:
        raise GiftFault("empty_pair", text=_excerpt(pair.left))
    return pair


def _numeric(body: str, content: ItemContent) -> ItemContent:
    body, _, wrong = body[1:].partition("~")
    parts = _parts(body)
    if not parts:
        raise GiftFault("number_without_value")
    read = [_numeric_answer(part, content.html) for part in parts]
    answers = tuple(answer for answer in read if isinstance(answer, NumericAnswer))
    wrong_feedback = read_plain(wrong.partition("#")[2], html=content.html)
    for feedback in (answer for answer in read if isinstance(answer, str)):
        wrong_feedback = wrong_feedback or feedback
    if max((answer.fraction for answer in answers), default=ZERO) != ONE:
        raise GiftFault("no_right_answer")
    return replace(content, kind=items.NUMERIC, answers=answers, wrong_feedback=wrong_feedback)


def _numeric_answer(part: str, html: bool) -> NumericAnswer | str:
    """An accepted interval; or the feedback of Moodle's `%0%*`, which stands for every other number."""
    weight, rest = _weight(part)
    text, _, comment = rest.partition("#")
    feedback = read_plain(comment, html=html)
    value = read_plain(text)
    if value == "*" and weight == ZERO:
        return feedback
    low, high = _interval(value)
    return NumericAnswer(low, high, ONE if weight is None else weight, feedback)


def _interval(value: str) -> tuple[Decimal, Decimal]:
    if not value:
        raise GiftFault("number_without_value")
    if value.find("..") > 0:
        low_text, _, high_text = value.partition("..")
        low, high = _number(low_text), _number(high_text)
        if low > high:
            raise GiftFault("bad_range", text=_excerpt(value))
        return low, high
    number_text, colon, tolerance_text = value.partition(":")
    number = _number(number_text)
    tolerance = _number(tolerance_text) if colon else ZERO
    if tolerance < 0:
        raise GiftFault("bad_range", text=_excerpt(value))
    return number - tolerance, number + tolerance


def _number(text: str) -> Decimal:
    text = text.strip()
    if not text:
        raise GiftFault("number_without_value")
    if not _NUMBER.match(text):
        raise GiftFault("bad_number", text=_excerpt(text))
    number = Decimal(text.replace(",", "."))
    if abs(number) > LARGEST or int(number.as_tuple().exponent) < SMALLEST_EXPONENT:
        raise GiftFault("bad_number", text=_excerpt(text))
    return number


def _weight(part: str) -> tuple[Decimal | None, str]:
    """The `%50%` in front of an answer as a fraction, and the rest; text such as `%TEMP%` is no weight."""
    found = _WEIGHT.match(part)
    if found is None:
        if _WEIGHT_START.match(part):
            raise GiftFault("bad_percent", text=_excerpt(part))
        return None, part
    weight = Decimal(found[1].replace(",", ".")) / 100
    if abs(weight) > 1:
        raise GiftFault("bad_percent", text=_excerpt(part))
    return weight, part[found.end() :].strip()


def _check_options(options: tuple[Option, ...]) -> None:
    for position, option in enumerate(options, start=1):
        if not option.text:
            raise GiftFault("empty_option", position=position)
    if repeated := _repeated([option.text for option in options]):
        raise GiftFault("repeated_option", text=_excerpt(repeated))


def _check_best(options: tuple[Option, ...]) -> None:
    if max(option.fraction for option in options) != ONE:
        raise GiftFault("no_right_answer")


def _check_worst(options: tuple[Option, ...]) -> None:
    if min(option.fraction for option in options) == ONE:
        raise GiftFault("no_wrong_option")


def _check_sum(options: tuple[Option, ...]) -> None:
    total = sum((option.fraction for option in options if option.fraction > 0), ZERO)
    if not total:
        raise GiftFault("no_right_answer")
    if total.quantize(CENT) != ONE:
        raise GiftFault("weights_not_whole", total=f"{(total * 100).normalize():f}")


def _repeated(texts: list[str]) -> str:
    seen: set[str] = set()
    for text in texts:
        if text in seen:
            return text
        seen.add(text)
    return ""


def _excerpt(protected: str) -> str:
    text = " ".join(read_text(protected)[0].split())
    return text if len(text) <= 60 else text[:59] + "…"
