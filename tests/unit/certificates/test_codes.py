import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.codes import (
    ALPHABET,
    check_sign,
    group_code,
    new_code,
    normalise_code,
    register_number_for,
    serial_for,
)

BODIES = st.text(alphabet=ALPHABET, min_size=11, max_size=11)


@pytest.mark.parametrize(
    ("number", "serial"),
    [(7, "H49.12/2026/GCN-000007"), (123, "H49.12/2026/GCN-000123"), (1234567, "H49.12/2026/GCN-1234567")],
)
def test_serial_names_agency_and_year(number: int, serial: str) -> None:
    assert serial_for("H49.12", 2026, number) == serial


def test_small_register_numbers_get_zero() -> None:
    assert register_number_for(2026, 7) == "07/2026"


def test_new_code_reads_back() -> None:
    code = new_code()

    assert normalise_code(code) == code


def test_alphabet_is_prime_and_unambiguous() -> None:
    assert len(set(ALPHABET)) == 31
    assert not set(ALPHABET) & set("ILOSU")


@pytest.mark.parametrize(
    "typed",
    [
        "0150-KKKK-KKK{c}",
        "0150kkkkkkk{c}",
        " 0150 – KKKK — KKK{c} ",
        "OI5O-KKKK-KKK{c}",
        "olso-kkkk-kkk{c}",
        "０１５０ＫＫＫＫＫＫＫ{c}",
    ],
)
def test_forgives_how_it_was_typed(typed: str) -> None:
    check = check_sign("0150KKKKKKK")

    assert normalise_code(typed.format(c=check)) == f"0150-KKKK-KKK{check}"


@pytest.mark.parametrize("typed", ["", "    ", "0150", "0150-KKKK-KKKK-K", "đđđđ-đđđđ-đđđđ", "<script>12345"])
def test_not_a_code_is_none(typed: str) -> None:
    assert normalise_code(typed) is None


@given(BODIES, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_caught(body: str, place: int, sign: str) -> None:
    code = body + check_sign(body)
    wrong = code[:place] + sign + code[place + 1 :]

    assert (normalise_code(wrong) is not None) == (wrong == code)


@given(BODIES, st.integers(0, 11), st.integers(0, 11))
def test_two_swapped_signs_are_caught(body: str, one: int, other: int) -> None:
    signs = list(body + check_sign(body))
    signs[one], signs[other] = signs[other], signs[one]
    wrong = "".join(signs)

    assert (normalise_code(wrong) == group_code(wrong)) == (wrong == body + check_sign(body))
