"""Forms by seed: what they cover, how even and how different they are, and who draws which."""

from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.core.assembly import (
    BlueprintNotSatisfiable,
    BlueprintRow,
    NoFormLeft,
    PoolItem,
    Shortage,
    assemble,
    items_needed,
    most_uses,
    pick_form,
)

ROWS = [BlueprintRow("A", "NB", 3), BlueprintRow("A", "TH", 2), BlueprintRow("B", "NB", 1)]


def pool_of(size: int) -> list[PoolItem]:
    return [
        PoolItem(f"{topic}-{level}-{number}", topic, level, "single")
        for topic, level in (("A", "NB"), ("A", "TH"), ("B", "NB"))
        for number in range(size)
    ]


def test_form_covers_the_blueprint() -> None:
    (form,) = assemble(ROWS, pool_of(9), forms=1, seed="s")

    assert Counter(key[:4] for key in form) == {"A-NB": 3, "A-TH": 2, "B-NB": 1}


def test_same_seed_gives_same_forms() -> None:
    first = assemble(ROWS, pool_of(9), forms=4, seed="s")

    assert assemble(ROWS, pool_of(9)[::-1], forms=4, seed="s") == first
    assert assemble(ROWS, pool_of(9), forms=4, seed="t") != first


def test_unshuffled_form_keeps_blueprint_order() -> None:
    (form,) = assemble(ROWS, pool_of(9), forms=1, seed="s", shuffle=False)

    assert [key[:4] for key in form] == ["A-NB"] * 3 + ["A-TH"] * 2 + ["B-NB"]


def test_shortage_names_each_row() -> None:
    with pytest.raises(BlueprintNotSatisfiable) as refusal:
        assemble(ROWS, pool_of(4), forms=1, seed="s", factor=3)

    assert refusal.value.shortages == (Shortage("A", "NB", 9, 4), Shortage("A", "TH", 6, 4))


def test_essays_never_enter() -> None:
    essays = [PoolItem(f"e{number}", "A", "NB", "essay") for number in range(5)]

    with pytest.raises(BlueprintNotSatisfiable) as refusal:
        assemble([BlueprintRow("A", "NB", 1)], essays, forms=1, seed="s")

    assert refusal.value.shortages == (Shortage("A", "NB", 1, 0, essays=5),)


def test_rows_of_one_cell_add_up() -> None:
    rows = [BlueprintRow("A", "NB", 2), BlueprintRow("A", "NB", 2)]

    (form,) = assemble(rows, pool_of(4), forms=1, seed="s")

    assert len(set(form)) == 4


def test_exposure_is_even() -> None:
    forms = assemble([BlueprintRow("A", "NB", 3)], pool_of(10), forms=7, seed="s")

    uses = Counter(key for form in forms for key in form)
    assert set(uses.values()) <= {2, 3}


def test_few_possible_forms_are_all_used() -> None:
    forms = assemble([BlueprintRow("A", "NB", 2)], pool_of(3), forms=3, seed="s")

    assert len({frozenset(form) for form in forms}) == 3


@pytest.mark.parametrize(
    ("forms", "cap", "needed"),
    [(4, 100, 9), (10, 50, 9), (10, 30, 10), (10, 20, 15), (10, 25, 15), (3, 20, 9)],
)
def test_cap_asks_for_more_items(forms: int, cap: int, needed: int) -> None:
    assert items_needed(3, factor=3, forms=forms, cap=cap) == needed


def test_cap_that_the_pool_cannot_keep_is_refused() -> None:
    with pytest.raises(BlueprintNotSatisfiable) as refusal:
        assemble([BlueprintRow("A", "NB", 3)], pool_of(9), forms=10, seed="s", cap=30)

    assert refusal.value.shortages == (Shortage("A", "NB", 10, 9),)


@given(st.integers(1, 12), st.integers(10, 100), st.integers(0, 3), st.text(max_size=3))
def test_no_item_is_in_more_forms_than_the_cap(forms: int, cap: int, spare: int, seed: str) -> None:
    assume(most_uses(forms, cap))
    size = items_needed(3, factor=1, forms=forms, cap=cap) + spare

    papers = assemble([BlueprintRow("A", "NB", 3)], pool_of(size), forms=forms, seed=seed, cap=cap)

    uses = Counter(key for paper in papers for key in paper)
    assert max(uses.values()) * 100 <= forms * cap


@given(st.integers(3, 12), st.integers(1, 12), st.text(max_size=3))
def test_forms_hold_their_promises(size: int, count: int, seed: str) -> None:
    forms = assemble(ROWS, pool_of(size), forms=count, seed=seed)

    assert [len(set(form)) for form in forms] == [6] * count
    assert len({frozenset(form) for form in forms}) >= min(count, 9)


def test_retake_never_draws_the_same_form() -> None:
    forms = [str(number) for number in range(5)]
    drawn: list[str] = []

    for _ in forms:
        drawn.append(pick_form(b"key", part="p", staff="u", forms=forms, taken=drawn))

    assert sorted(drawn) == forms
    with pytest.raises(NoFormLeft):
        pick_form(b"key", part="p", staff="u", forms=forms, taken=drawn)


def test_draws_spread_over_candidates() -> None:
    forms = ["1", "2", "3", "4"]

    draws = Counter(
        pick_form(b"key", part="p", staff=str(staff), forms=forms, taken=[]) for staff in range(400)
    )

    assert min(draws.values()) > 70


def test_draw_depends_on_the_secret() -> None:
    forms = [str(number) for number in range(50)]

    draws = {pick_form(bytes([key]), part="p", staff="u", forms=forms, taken=[]) for key in range(20)}

    assert len(draws) > 5
