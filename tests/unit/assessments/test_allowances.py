"""Which rules hold for one candidate: candidate beats group beats exam, field by field."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.core.allowances import UNSET, Accommodation, Override, Rules, merge, own_minutes, rules_for

MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)
EXAM = Rules(MORNING, MORNING + timedelta(hours=1), 30, 2, frozenset({"MO-1"}))

moments = st.integers(0, 100).map(lambda hours: MORNING + timedelta(hours=hours))
numbers = st.integers(1, 99)
codes = st.frozensets(st.sampled_from(["MO-1", "MO-2", "MO-3"]))
overrides = st.builds(
    Override,
    opens_at=st.one_of(st.just(UNSET), st.none(), moments),
    closes_at=st.one_of(st.just(UNSET), st.none(), moments),
    minutes=st.one_of(st.just(UNSET), st.none(), numbers),
    attempts_allowed=st.one_of(st.just(UNSET), st.none(), numbers),
    access_codes=st.one_of(st.just(UNSET), codes),
)


def test_without_overrides_the_exams_rules_hold() -> None:
    assert rules_for(EXAM) == EXAM


def test_candidate_beats_group_field_by_field() -> None:
    group = Override(minutes=60, attempts_allowed=5)
    candidate = Override(minutes=40)

    assert rules_for(EXAM, [group], candidate) == replace(EXAM, minutes=40, attempts_allowed=5)


def test_candidate_may_get_less_than_the_group() -> None:
    assert rules_for(EXAM, [Override(minutes=None)], Override(minutes=20)).minutes == 20


@pytest.mark.parametrize(
    ("field", "values", "wins"),
    [
        ("minutes", [40, 60], 60),
        ("minutes", [40, None], None),
        ("attempts_allowed", [3, 2], 3),
        ("attempts_allowed", [None, 9], None),
        ("opens_at", [MORNING, MORNING + timedelta(hours=2)], MORNING),
        ("opens_at", [MORNING, None], None),
        ("closes_at", [MORNING, MORNING + timedelta(hours=2)], MORNING + timedelta(hours=2)),
        ("closes_at", [MORNING, None], None),
        ("access_codes", [frozenset({"A"}), frozenset({"B"})], frozenset({"A", "B"})),
        ("access_codes", [frozenset({"A"}), frozenset()], frozenset()),
    ],
)
def test_of_several_groups_the_most_generous_wins(field: str, values: list, wins: object) -> None:
    groups = [Override(**{field: value}) for value in values]

    assert getattr(rules_for(EXAM, groups), field) == wins


def test_no_limit_is_a_value_and_not_silence() -> None:
    assert rules_for(EXAM, [], Override(minutes=None)).minutes is None


@given(st.lists(overrides, max_size=4), st.randoms())
def test_order_of_groups_is_no_matter(groups: list[Override], random) -> None:
    shuffled = random.sample(groups, len(groups))

    assert merge(shuffled) == merge(groups)


@given(st.lists(overrides, max_size=4), st.one_of(st.none(), overrides))
def test_each_field_comes_from_the_nearest_that_names_it(
    groups: list[Override], candidate: Override | None
) -> None:
    rules = rules_for(EXAM, groups, candidate)

    for field in fields(Rules):
        own = getattr(candidate, field.name, UNSET)
        named = [getattr(group, field.name) for group in groups if getattr(group, field.name) is not UNSET]
        value = getattr(rules, field.name)
        if own is not UNSET:
            assert value == own
        elif not named:
            assert value == getattr(EXAM, field.name)
        elif field.name != "access_codes":
            assert value in named


@pytest.mark.parametrize(
    ("accommodation", "minutes"),
    [
        (Accommodation(), 35),
        (Accommodation(extra_minutes=10), 45),
        (Accommodation(factor=Decimal("1.25")), 44),
        (Accommodation(factor=Decimal("1.5"), extra_minutes=5), 58),
        (Accommodation(no_limit=True), None),
    ],
)
def test_own_time(accommodation: Accommodation, minutes: int | None) -> None:
    assert own_minutes(35, accommodation) == minutes


def test_no_limit_needs_no_more() -> None:
    assert own_minutes(None, Accommodation(extra_minutes=10)) is None
