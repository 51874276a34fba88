"""The proof of a Safe Exam Browser: SHA-256 over address and key."""

import pytest

from assessments.core.safe_browser import Proof, is_proven, read_keys, request_hash

KEY = "81aad4ab9dfd447cc479e6a4a7c9a544e2cafc7f3adeb68b2a21efad68eca4dc"
OTHER = "0" * 64
ADDRESS = "https://thi.example.gov.vn/attempts/1/?item=3"
# By sha256sum of coreutils.
HASH = "c9be600a93ca1841d6e6364eada1eebddd071d97b17d445938e928409ec93810"


def test_hash_is_that_of_address_and_key() -> None:
    assert request_hash(ADDRESS, KEY) == HASH


def test_fragment_is_no_part_of_the_address() -> None:
    assert request_hash(f"{ADDRESS}#item-3", KEY) == HASH


@pytest.mark.parametrize("given", [HASH, HASH.upper(), f" {HASH} "])
def test_right_hash_proves(given: str) -> None:
    assert is_proven(ADDRESS, Proof(given, None), config_keys=[OTHER, KEY], program_keys=[])


@pytest.mark.parametrize("given", [None, "", KEY, HASH[:-1], request_hash(ADDRESS, OTHER), "ạ" * 64])
def test_anything_else_does_not(given: str | None) -> None:
    assert not is_proven(ADDRESS, Proof(given, None), config_keys=[KEY], program_keys=[])


def test_hash_of_another_address_does_not() -> None:
    given = request_hash("https://thi.example.gov.vn/attempts/2/", KEY)

    assert not is_proven(ADDRESS, Proof(given, None), config_keys=[KEY], program_keys=[])


def test_both_lists_must_be_met() -> None:
    settings, program = request_hash(ADDRESS, KEY), request_hash(ADDRESS, OTHER)

    assert is_proven(ADDRESS, Proof(settings, program), config_keys=[KEY], program_keys=[OTHER])
    assert not is_proven(ADDRESS, Proof(settings, None), config_keys=[KEY], program_keys=[OTHER])
    assert not is_proven(ADDRESS, Proof(program, settings), config_keys=[KEY], program_keys=[OTHER])


def test_keys_are_read_a_line_each() -> None:
    assert read_keys(f"\n {KEY.upper()} \r\n{OTHER}\n") == (KEY, OTHER)


@pytest.mark.parametrize("text", ["abc", KEY + "0", KEY.replace("8", "g"), f"{KEY} {OTHER}"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        read_keys(text)
