"""Answer files: what a browser wrote opens whole; what anybody changed, made up or kept too long does not."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.core.answer_file import MAX_BYTES, Fault, FileIsFaulty
from assessments.forms.answer_files import MOST_ANSWERS, read_answer_file
from assessments.seals import open_file, seal_of
from assessments.tickets import Ticket
from tests.answer_files import SAVED_AT, answer, encrypt, json64, raw64, sign, text64, write_file

VECTOR = json.loads((Path(__file__).parent / "vectors" / "answer_file.json").read_text())
TICKET = Ticket(attempt_id=41, staff_id=7, seat=2)
OTHER = Ticket(attempt_id=42, staff_id=8, seat=2)
GOOD = write_file(TICKET, answer(1, 0), answer(2, [0, 2], seat=2, sequence=9))


def fault_of(data: bytes) -> Fault:
    with pytest.raises(FileIsFaulty) as refused:
        read_answer_file(data)
    return refused.value.fault


def test_recorded_file_of_a_browser_opens(settings) -> None:
    settings.SECRET_KEY = VECTOR["secret_key"]

    assert open_file(VECTOR["file"].encode()) == (Ticket(*VECTOR["ticket"]), VECTOR["content"])


def test_answers_are_read_whole() -> None:
    file = read_answer_file(GOOD)

    first, second = file.answers
    assert (file.ticket, file.saved_at) == (TICKET, datetime(2026, 12, 3, 5, 31, tzinfo=UTC))
    assert (first.attempt_id, first.staff_id, first.seat, first.sequence) == (41, 7, 1, 1)
    assert (second.position, second.value, second.seat, second.sequence) == (2, [0, 2], 2, 9)
    assert second.client_at == file.saved_at


def test_no_answer_can_be_read_in_the_file() -> None:
    file = write_file(TICKET, answer(1, "Mật khẩu mạnh"))

    readable = [raw64(part) for part in file.decode().split(".")]
    assert not any("Mật khẩu".encode() in part or b"41.7.2" in part for part in readable)


def test_same_answers_never_make_the_same_file() -> None:
    assert write_file(TICKET, answer(1, 0)) != write_file(TICKET, answer(1, 0))


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_any_changed_byte_is_refused(index: int, change: int) -> None:
    changed = bytearray(GOOD)
    changed[index] ^= change

    fault_of(bytes(changed))


@given(st.integers(0, len(GOOD) - 1))
def test_cut_file_is_refused(length: int) -> None:
    fault_of(GOOD[:length])


@given(st.binary(max_size=300) | st.text(alphabet="abcXYZ019-_.=", max_size=300).map(str.encode))
def test_anything_else_is_unreadable(data: bytes) -> None:
    assert fault_of(data) is Fault.UNREADABLE


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    ).filter(lambda value: value != 1),  # the version, however it is written
    st.sampled_from(["typ", "v", "alg", "enc", "kid", "epk"]),
)
def test_any_other_header_is_refused(value: Any, name: str) -> None:
    fault_of(write_file(TICKET, **{name: value}))


def respelled(file: bytes) -> bytes:
    """Sixteen bytes leave four bits of the last letter unused; this one sets one of them."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return file[:-1] + bytes([letters[letters.index(file[-1]) + 1]])


def parts_changed(number: int, value: str) -> Callable[[bytes], bytes]:
    def change(file: bytes) -> bytes:
        parts = file.decode().split(".")
        parts[number] = value
        return ".".join(parts).encode()

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda file: b"", Fault.UNREADABLE),
        (lambda file: b"[1, 2]", Fault.UNREADABLE),
        (lambda file: file + b"\n", Fault.UNREADABLE),
        (lambda file: b" " * (MAX_BYTES + 1), Fault.UNREADABLE),
        (lambda file: file + b"A" * MAX_BYTES, Fault.UNREADABLE),
        (respelled, Fault.UNREADABLE),
        (parts_changed(0, json64([])), Fault.UNREADABLE),
        (parts_changed(0, "W" * 100_000), Fault.UNREADABLE),
        (parts_changed(1, "AAAA"), Fault.UNREADABLE),
        (parts_changed(2, "AAAA"), Fault.UNREADABLE),
        (parts_changed(3, ""), Fault.CHANGED),
        (parts_changed(4, text64(bytes(12))), Fault.UNREADABLE),
        (parts_changed(4, text64(bytes(16))), Fault.CHANGED),
    ],
)
def test_broken_file_is_refused(change: Callable[[bytes], bytes], fault: Fault) -> None:
    assert fault_of(change(GOOD)) is fault


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ({"typ": "JWT"}, Fault.UNREADABLE),
        ({"v": 2}, Fault.VERSION),
        ({"alg": "dir"}, Fault.VERSION),
        ({"enc": "A128GCM"}, Fault.VERSION),
        ({"kid": "another"}, Fault.KEY),
        ({"kid": None}, Fault.KEY),
        ({"epk": None}, Fault.UNREADABLE),
        ({"epk": {"kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ"}}, Fault.UNREADABLE),
        ({"epk": {"kty": "EC", "crv": "P-256", "x": "\ud800", "y": []}}, Fault.UNREADABLE),
        ({"epk": {"kty": "EC", "crv": "P-256", "x": "A" * 5000, "y": "AQ"}}, Fault.UNREADABLE),
    ],
)
def test_other_header_says_what_is_wrong(header: dict[str, Any], fault: Fault) -> None:
    assert fault_of(write_file(TICKET, **header)) is fault


def test_page_of_another_seat_cannot_sign_for_this_one() -> None:
    key = raw64(seal_of(OTHER).seat_key)

    assert fault_of(encrypt(sign({"answers": []}, "41.7.2", key), seal_of(OTHER))) is Fault.CHANGED


@pytest.mark.parametrize("seat", ["", "41.7", "41.7.2.1", "a.b.c", "\ud800", "41.7.02"])
def test_strange_seat_is_refused(seat: str) -> None:
    key = raw64(seal_of(TICKET).seat_key)

    assert fault_of(encrypt(sign({"answers": []}, seat, key), seal_of(TICKET))) is Fault.CHANGED


@pytest.mark.parametrize("algorithm", ["none", "HS512", "ES256", None])
def test_other_signature_is_refused(algorithm: Any) -> None:
    key = raw64(seal_of(TICKET).seat_key)
    signed = sign({"answers": []}, "41.7.2", key, algorithm)

    assert fault_of(encrypt(signed, seal_of(TICKET))) is Fault.CHANGED


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c.d", "e30..", "W10.W10.W10"])
def test_unsigned_content_is_refused(text: str) -> None:
    fault_of(encrypt(text, seal_of(TICKET)))


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        {"answers": None},
        {"answers": [1]},
        {"answers": [answer(1, 0)] * (MOST_ANSWERS + 1)},
        {"answers": [answer(0, 0)]},
        {"answers": [answer(1, {"a": 1})]},
        {"answers": [answer(1, "a\0b")]},
        {"answers": [answer(1, 0, sequence=0)]},
        {"answers": [answer(1, 0, seat=3)]},  # a seat that this page never had
    ],
)
def test_what_no_page_writes_is_refused(content: Any) -> None:
    assert fault_of(write_file(TICKET, content=content)) is Fault.CHANGED


def test_strange_time_is_left_out() -> None:
    file = read_answer_file(write_file(TICKET, content={"answers": [], "saved_at": "hôm qua"}))

    assert (file.answers, file.saved_at) == ([], None)


def test_file_survives_a_new_key_as_long_as_the_old_one_is_kept(settings) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-key" * 8

    assert read_answer_file(GOOD).ticket == TICKET
    assert read_answer_file(write_file(OTHER)).ticket == OTHER

    settings.SECRET_KEY_FALLBACKS = []
    assert fault_of(GOOD) is Fault.KEY


def test_each_seat_has_a_key_of_its_own() -> None:
    ours, others = seal_of(TICKET), seal_of(OTHER)

    assert (ours.public_key, ours.key_id) == (others.public_key, others.key_id)
    assert len({ours.seat_key, others.seat_key, seal_of(Ticket(41, 7, 3)).seat_key}) == 3
    assert SAVED_AT.encode() not in GOOD
