"""The public check: what anybody with the paper may see, and what nobody may."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from certificates.models import Certificate
from certificates.services import reissue_certificate, revoke_certificate
from people.middleware import address_of
from people.models import LedgerEntry, StaffProfile

IDENTITY = "001079012345"


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """The count of checks starts at none."""
    cache.clear()


@pytest.fixture
def learner(learner: StaffProfile) -> StaffProfile:
    """The learner, with everything private that a profile may hold."""
    learner.born_on = date(1979, 4, 5)
    learner.identity_number = IDENTITY
    learner.phone = "0912345678"
    learner.save()
    return learner


def page_of(client: Client, certificate: Certificate) -> str:
    return client.get(f"/verify/{certificate.code}/").content.decode()


@pytest.mark.parametrize(
    "fact",
    [
        "Giấy chứng nhận này còn hiệu lực",
        "NGUYỄN VĂN ĐỨC",
        "**/**/1979",
        "An toàn thông tin",
        "Giỏi (8,75/10)",
        "H77.01/2026/GCN-000001",
        "20/11/2026",
        "Trần Quang Hậu, Giám đốc",
        "Sở Nội vụ",
    ],
)
def test_facts_are_shown_for_comparing(fact: str, certificate: Certificate, client: Client) -> None:
    assert fact in page_of(client, certificate)


@pytest.mark.parametrize("private", [IDENTITY, "0912345678", "05/04/1979", "hason.gov.vn", "H77-0"])
def test_private_facts_are_not_shown(private: str, certificate: Certificate, client: Client) -> None:
    assert private not in page_of(client, certificate)


def test_no_session_and_no_index(certificate: Certificate, client: Client) -> None:
    answer = client.get(f"/verify/{certificate.code}/")

    assert "sessionid" not in answer.cookies
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]


def test_typed_code_leads_to_its_page(certificate: Certificate, client: Client) -> None:
    typed = certificate.code.lower().replace("-", " ").replace("0", "o")

    answer = client.get("/verify/", {"code": typed})

    assert answer.url == f"/verify/{certificate.code}/"


def test_revoked_is_said_without_reason(
    certificate: Certificate, manager: StaffProfile, client: Client, now: datetime
) -> None:
    revoke_certificate(certificate, "Lý do riêng", now=now, by=manager.user)

    page = page_of(client, certificate)

    assert "Giấy chứng nhận này đã bị thu hồi" in page
    assert "Lý do riêng" not in page


def test_superseded_names_the_newer(
    certificate: Certificate, manager: StaffProfile, client: Client, now: datetime
) -> None:
    newer = reissue_certificate(certificate, "Sai tên", now=now, by=manager.user)

    page = page_of(client, certificate)

    assert "đã được thay bằng giấy khác" in page
    assert newer.serial in page
    assert newer.code not in page


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("0000-0000-0000", "Không có giấy chứng nhận nào mang mã này"),
        ("7K2M-9QXA-41TC-9", "Mã này chưa đúng"),
        ("<script>", "Mã này chưa đúng"),
    ],
)
def test_unknown_codes_are_told_apart(code: str, sentence: str, client: Client, db: None) -> None:
    answer = client.get(f"/verify/{code}/")

    assert answer.status_code == 404
    assert sentence in answer.content.decode()
    assert "<script>" not in answer.content.decode()


def test_altered_facts_are_not_confirmed(certificate: Certificate, client: Client) -> None:
    certificate.facts["full_name"] = "Kẻ Sửa Dữ Liệu"
    certificate.save()

    page = page_of(client, certificate)

    assert "Không xác nhận được giấy chứng nhận này" in page
    assert "SỬA DỮ LIỆU" not in page


def test_facts_and_hash_altered_together(certificate: Certificate, client: Client) -> None:
    from certificates.facts import facts_hash

    certificate.facts["full_name"] = "Kẻ Sửa Dữ Liệu"
    certificate.facts_hash = facts_hash(certificate.facts)
    certificate.save()

    assert "Không xác nhận được" in page_of(client, certificate)


def test_missing_ledger_entry_is_not_confirmed(certificate: Certificate, client: Client) -> None:
    LedgerEntry.objects.filter(kind="certificate-issued").delete()

    assert "Không xác nhận được" in page_of(client, certificate)


def test_too_many_checks_wait(client: Client, db: None) -> None:
    answers = [client.get("/verify/0000-0000-0000/") for _ in range(61)]

    assert answers[59].status_code == 404
    assert (answers[60].status_code, answers[60]["Retry-After"]) == (429, "60")


@pytest.mark.parametrize("path", ["/verify/", "/verify/0000-0000-0000/"])
def test_checking_is_reading_only(path: str, client: Client, db: None) -> None:
    assert client.post(path).status_code == 405


def test_empty_page_asks_for_code(client: Client, db: None) -> None:
    page = client.get("/verify/").content.decode()

    assert 'name="code"' in page
    assert "Mã này chưa đúng" not in page


@pytest.mark.parametrize(
    ("proxies", "seen", "address"),
    [
        (0, "203.0.113.7", "127.0.0.1"),
        (1, "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.9, 203.0.113.7", "198.51.100.9"),
        (2, "203.0.113.7", "127.0.0.1"),
    ],
)
def test_checks_count_per_visitor(
    rf: RequestFactory, settings: Any, proxies: int, seen: str, address: str
) -> None:
    settings.PROXY_COUNT = proxies

    assert address_of(rf.get("/verify/", headers={"x-forwarded-for": seen})) == address


def test_dropped_count_stops_nobody(certificate: Certificate, client: Client, monkeypatch) -> None:
    monkeypatch.setattr(cache, "add", lambda *_, **__: True)

    assert client.get(f"/verify/{certificate.code}/").status_code == 200
