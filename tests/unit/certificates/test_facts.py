import unicodedata
from dataclasses import FrozenInstanceError, fields, replace
from decimal import Decimal

import pytest

from certificates.facts import CertificateFacts, canonical_json, facts_hash
from tests.unit.certificates.sample import FACTS


def test_json_and_back_is_same() -> None:
    assert CertificateFacts.from_json(FACTS.to_json()) == FACTS


def test_hash_is_of_canonical_json() -> None:
    stored = FACTS.to_json()
    shuffled = dict(reversed(stored.items()))

    assert facts_hash(shuffled) == facts_hash(stored)
    assert canonical_json(shuffled).startswith('{"agency_name":"Phòng Cải cách hành chính"')


def test_decomposed_text_hashes_equally() -> None:
    decomposed = replace(FACTS, full_name=unicodedata.normalize("NFD", FACTS.full_name))

    assert facts_hash(decomposed.to_json()) == facts_hash(FACTS.to_json())


def test_trailing_zeros_do_not_matter() -> None:
    padded = replace(FACTS, score=Decimal("87.500"))

    assert facts_hash(padded.to_json()) == facts_hash(FACTS.to_json())


def test_each_changed_fact_changes_hash() -> None:
    changed = replace(FACTS, score=Decimal("97.5"))

    assert facts_hash(changed.to_json()) != facts_hash(FACTS.to_json())


def test_facts_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        FACTS.full_name = "Khác"  # type: ignore[misc]


def test_unknown_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="schema"):
        CertificateFacts.from_json(FACTS.to_json() | {"schema": 9})


def test_no_field_for_identity_number() -> None:
    names = {field.name for field in fields(CertificateFacts)}

    assert not {name for name in names if "identity" in name or "cccd" in name}
