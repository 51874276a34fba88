"""Stored content, and what of it a candidate may see."""

import json

import pytest

from assessments.core.gift import read_gift
from assessments.core.items import (
    ItemContent,
    UnknownContent,
    content_digest,
    from_json,
    option_order,
    public_view,
    same_question,
    to_json,
    warnings_for,
)

TEXTS = {
    "single": "Câu?{=z đúng#khen ~a sai#chê ~m}",
    "multiple": "Câu?{~%50%a#x ~%50%b ~%-50%c####chung}",
    "true_false": "Câu?{T#sai rồi#đúng rồi}",
    "matching": "Ghép.{=một -> z =hai -> a =ba -> a = -> m}",
    "numeric": "Số?{#=3:0.5#gần =%50%7~#không phải}",
    "short": "Từ?{=một =%50%hai}",
    "essay": "[html]<p>Viết</p>{}",
}


def content_of(kind: str) -> ItemContent:
    (item,) = read_gift(TEXTS[kind]).items
    return item.content


@pytest.mark.parametrize("kind", TEXTS)
def test_content_survives_storage(kind: str) -> None:
    content = content_of(kind)

    assert from_json(json.loads(json.dumps(to_json(content)))) == content


@pytest.mark.parametrize("data", [{}, {"schema": 1, "kind": "drawing"}, {"schema": 9, "kind": "single"}])
def test_unknown_content_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(UnknownContent):
        from_json(data)


@pytest.mark.parametrize("kind", TEXTS)
def test_public_view_holds_no_key(kind: str) -> None:
    content = content_of(kind)

    view = json.dumps(public_view(content, option_order(content, seed="1", shuffle=True)), ensure_ascii=False)

    secrets = ("fraction", "feedback", "answers", "khen", "chê", "rồi", "chung", "gần", "không phải", "0.5")
    assert [secret for secret in secrets if secret in view] == []


def test_option_identifiers_do_not_follow_authors_order() -> None:
    content = content_of("single")

    view = public_view(content, option_order(content, seed="1", shuffle=False))

    assert [(each["id"], each["text"]) for each in view["options"]] == [(2, "z đúng"), (0, "a sai"), (1, "m")]


def test_matching_choices_are_distinct_and_shuffled() -> None:
    content = content_of("matching")

    orders = {tuple(option_order(content, seed=str(seed), shuffle=False)) for seed in range(30)}
    view = public_view(content, [2, 0, 1])

    assert len(orders) == 6
    assert [each["text"] for each in view["choices"]] == ["z", "a", "m"]
    assert [each["text"] for each in view["rows"]] == ["một", "hai", "ba"]


def test_option_order_repeats_by_seed() -> None:
    content = content_of("multiple")

    assert option_order(content, seed="x", shuffle=True) == option_order(content, seed="x", shuffle=True)


def test_true_false_keeps_its_order() -> None:
    assert option_order(content_of("true_false"), seed="x", shuffle=True) == [0, 1]


def test_digest_follows_content() -> None:
    assert content_digest(content_of("single")) == content_digest(content_of("single"))
    assert content_digest(content_of("single")) != content_digest(content_of("multiple"))


def test_unpunished_ticking_is_noticed() -> None:
    (item,) = read_gift("Câu?{~%100%a ~%0%b ~%0%c}").items

    assert warnings_for(item.content) == ["ticking_all_earns_full_marks"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Câu?{=a ~b ~c}", "Câu?{~a =b ~c}", True),
        ("Câu?{=a ~b ~c}", "Câu?{=a ~b#sai ~c}", True),
        ("Câu?{=a ~b ~c}", "Câu khác?{=a ~b ~c}", False),
        ("Câu?{=a ~b ~c}", "Câu?{=a ~b ~d}", False),
        ("Câu?{=a ~b ~c}", "Câu?{=a ~b}", False),
        ("Ghép.{=một -> 1 =hai -> 2 =ba -> 3}", "Ghép.{=một -> 2 =hai -> 1 =ba -> 3}", True),
        ("Ghép.{=một -> 1 =hai -> 2 =ba -> 3}", "Ghép.{=hai -> 2 =một -> 1 =ba -> 3}", False),
        ("Số?{#=3}", "Số?{#=4}", True),
        ("Từ?{=ba}", "Từ?{=bốn}", True),
        ("Đúng?{T}", "Đúng?{F}", True),
    ],
)
def test_same_question_with_another_key(one: str, other: str, same: bool) -> None:
    first, second = (read_gift(text).items[0].content for text in (one, other))

    assert same_question(first, second) is same
