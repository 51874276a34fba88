"""The holder's and the keeper's pages: works, wrong method, outsider, lower role, other agency sees nothing."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from certificates.models import Certificate, CertificateClaim, Signatory
from certificates.tasks import render_certificate
from people.models import Agency, LedgerEntry, StaffProfile
from tests.conftest import NOON

SignIn = Callable[[StaffProfile], Client]
KEEPER_PAGES = ["register/", "waiting/", "signatories/", "signatories/new/"]
READ_ONLY = ["", "register/", "signatories/", "{uuid}/", "{uuid}/pdf/"]
ONE_CERTIFICATE = ["{uuid}/", "{uuid}/pdf/"]
ACTS = ["{uuid}/revoke/", "{uuid}/reissue/"]


def address(page: str, certificate: Certificate) -> str:
    return "/certificates/" + page.format(uuid=certificate.uuid)


def test_holder_sees_own_list(certificate: Certificate, learner: StaffProfile, sign_in: SignIn) -> None:
    page = sign_in(learner).get("/certificates/")

    assert certificate.serial in page.content.decode()


def test_colleague_has_empty_list(certificate: Certificate, colleague: StaffProfile, sign_in: SignIn) -> None:
    page = sign_in(colleague).get("/certificates/")

    assert certificate.serial not in page.content.decode()


def test_holder_sees_waiting_claim(claim: CertificateClaim, learner: StaffProfile, sign_in: SignIn) -> None:
    page = sign_in(learner).get("/certificates/")

    assert "Kiểm tra KNS-07" in page.content.decode()


@pytest.mark.parametrize("page", ["", *KEEPER_PAGES, *ONE_CERTIFICATE, *ACTS])
def test_visitor_is_sent_to_sign_in(page: str, certificate: Certificate, client: Client) -> None:
    answer = client.get(address(page, certificate))

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize("page", READ_ONLY)
def test_wrong_method_is_refused(
    page: str, certificate: Certificate, manager: StaffProfile, sign_in: SignIn
) -> None:
    assert sign_in(manager).post(address(page, certificate)).status_code == 405


@pytest.mark.parametrize("page", ["waiting/", "signatories/new/", *ACTS])
def test_put_is_refused(page: str, certificate: Certificate, manager: StaffProfile, sign_in: SignIn) -> None:
    assert sign_in(manager).put(address(page, certificate)).status_code == 405


@pytest.mark.parametrize("page", [*KEEPER_PAGES, *ACTS])
def test_learner_may_not_keep(
    page: str, certificate: Certificate, learner: StaffProfile, sign_in: SignIn
) -> None:
    assert sign_in(learner).get(address(page, certificate)).status_code == 403


@pytest.mark.parametrize("page", ONE_CERTIFICATE)
@pytest.mark.parametrize("who", ["colleague", "stranger", "outsider", "trainer"])
def test_outsiders_find_nothing(
    page: str, who: str, certificate: Certificate, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)

    assert sign_in(person).get(address(page, certificate)).status_code == 404


@pytest.mark.parametrize("page", ACTS)
def test_outsider_cannot_act(
    page: str, certificate: Certificate, outsider: StaffProfile, sign_in: SignIn
) -> None:
    answer = sign_in(outsider).post(address(page, certificate), {"reason": "Không phải việc của tôi"})

    certificate.refresh_from_db()
    assert (answer.status_code, certificate.state) == (404, "valid")


@pytest.mark.parametrize("page", KEEPER_PAGES)
def test_other_agency_sees_nothing(
    page: str, certificate: Certificate, outsider: StaffProfile, sign_in: SignIn
) -> None:
    text = sign_in(outsider).get(address(page, certificate)).content.decode()

    assert certificate.serial not in text
    assert "Nguyễn Văn Đức" not in text
    assert "Trần Quang Hậu" not in text


@pytest.mark.parametrize("words", ["", "nguyen duc", "GCN-000001", "H77.01/2026"])
def test_register_is_searched_without_accents(
    words: str, certificate: Certificate, manager: StaffProfile, sign_in: SignIn
) -> None:
    page = sign_in(manager).get("/certificates/register/", {"q": words, "state": "valid", "year": "2026"})

    assert certificate.serial in page.content.decode()


@pytest.mark.parametrize(
    "filters", [{"q": "tran"}, {"state": "revoked"}, {"year": "2025"}, {"state": "unsure"}]
)
def test_register_filters_narrow(
    filters: dict[str, str], certificate: Certificate, manager: StaffProfile, sign_in: SignIn
) -> None:
    page = sign_in(manager).get("/certificates/register/", filters)

    assert certificate.serial not in page.content.decode()


def test_unreadable_filter_narrows_nothing(
    certificate: Certificate, manager: StaffProfile, sign_in: SignIn
) -> None:
    page = sign_in(manager).get("/certificates/register/", {"year": "abc", "state": "x", "page": "zz"})

    assert certificate.serial in page.content.decode()


def test_manager_of_holder_sees_issue_from_above(
    certificate: Certificate, other_department: Agency, manager: StaffProfile, sign_in: SignIn
) -> None:
    Certificate.objects.update(agency=other_department)
    client = sign_in(manager)

    assert client.get(address("{uuid}/", certificate)).status_code == 200
    assert client.get(address("{uuid}/revoke/", certificate)).status_code == 403


def test_pdf_is_given_to_holder(certificate: Certificate, learner: StaffProfile, sign_in: SignIn) -> None:
    render_certificate(certificate.pk)

    answer = sign_in(learner).get(address("{uuid}/pdf/", certificate))

    assert answer["Content-Type"] == "application/pdf"
    assert "H77.01-2026-GCN-000001.pdf" in answer["Content-Disposition"]
    assert answer.getvalue().startswith(b"%PDF")


def test_missing_pdf_is_explained(certificate: Certificate, learner: StaffProfile, sign_in: SignIn) -> None:
    page = sign_in(learner).get(address("{uuid}/pdf/", certificate), follow=True)

    assert "Bản PDF đang được tạo" in page.content.decode()


def test_manager_revokes_with_reason(
    certificate: Certificate, manager: StaffProfile, sign_in: SignIn
) -> None:
    page = sign_in(manager).post(address("{uuid}/revoke/", certificate), {"reason": "Gian lận"}, follow=True)

    certificate.refresh_from_db()
    assert (certificate.state, certificate.revoked_by) == ("revoked", manager.user)
    assert "Gian lận" in page.content.decode()


def test_revoking_without_reason_is_refused(
    certificate: Certificate, manager: StaffProfile, sign_in: SignIn
) -> None:
    page = sign_in(manager).post(address("{uuid}/revoke/", certificate), {"reason": " "})

    certificate.refresh_from_db()
    assert (page.status_code, certificate.state) == (422, "valid")


def test_revoked_pdf_is_not_given(certificate: Certificate, learner: StaffProfile, sign_in: SignIn) -> None:
    render_certificate(certificate.pk)
    Certificate.objects.update(state="superseded")

    assert sign_in(learner).get(address("{uuid}/pdf/", certificate)).status_code == 302


def test_manager_replaces_with_reason(
    certificate: Certificate, manager: StaffProfile, sign_in: SignIn
) -> None:
    with time_machine.travel(NOON):
        page = sign_in(manager).post(
            address("{uuid}/reissue/", certificate), {"reason": "Sai tên"}, follow=True
        )

    assert "GCN-000002" in page.content.decode()


@pytest.mark.parametrize("who", ["learner", "manager"])
def test_replaced_page_says_why(
    who: str,
    certificate: Certificate,
    manager: StaffProfile,
    sign_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    sign_in(manager).post(address("{uuid}/reissue/", certificate), {"reason": "Sai tên đệm"})

    page = sign_in(request.getfixturevalue(who)).get(address("{uuid}/", certificate))

    assert "Lý do: Sai tên đệm" in page.content.decode()


def test_manager_approves_chosen_claims(
    claim: CertificateClaim, manager: StaffProfile, sign_in: SignIn
) -> None:
    page = sign_in(manager).post("/certificates/waiting/", {"claim": [claim.pk]}, follow=True)

    assert "Đã cấp 1 giấy chứng nhận" in page.content.decode()
    assert Certificate.objects.get().issued_by == manager.user


def test_approving_nothing_is_explained(
    claim: CertificateClaim, manager: StaffProfile, sign_in: SignIn
) -> None:
    page = sign_in(manager).post("/certificates/waiting/", {"claim": ["x", "999999"]}, follow=True)

    assert "Hãy chọn ít nhất một dòng" in page.content.decode()


def test_outsider_approves_nothing_of_ours(
    claim: CertificateClaim, outsider: StaffProfile, sign_in: SignIn
) -> None:
    sign_in(outsider).post("/certificates/waiting/", {"claim": [claim.pk]})

    assert not Certificate.objects.exists()


SIGNATORY = {
    "authority": "KT. Giám đốc",
    "position": "Phó Giám đốc",
    "full_name": "  Nguyễn  Thị Mai ",
    "place": "Hà Sơn",
    "valid_from": "01/10/2026",
}


def test_manager_names_a_signatory(
    signatory: Signatory, department: Agency, manager: StaffProfile, sign_in: SignIn
) -> None:
    sign_in(manager).post("/certificates/signatories/new/", SIGNATORY | {"agency": department.pk})

    signatory.refresh_from_db()
    newer = Signatory.objects.get(valid_to=None)
    assert (newer.full_name, newer.valid_from) == ("Nguyễn Thị Mai", signatory.valid_to)
    assert LedgerEntry.objects.filter(kind="signatory-appointed").exists()


def test_signatory_is_listed_to_the_last_day(
    signatory: Signatory, department: Agency, manager: StaffProfile, sign_in: SignIn
) -> None:
    client = sign_in(manager)

    client.post("/certificates/signatories/new/", SIGNATORY | {"agency": department.pk})

    assert "01/01/2026 – 30/09/2026" in client.get("/certificates/signatories/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"agency": "999999"}, {"valid_from": "31/02/2026"}, {"valid_from": "01/01/1926"}, {"position": ""}],
)
def test_wrong_signatory_is_refused(
    wrong: dict[str, str], department: Agency, manager: StaffProfile, sign_in: SignIn
) -> None:
    page = sign_in(manager).post(
        "/certificates/signatories/new/", SIGNATORY | {"agency": str(department.pk)} | wrong
    )

    assert page.status_code == 422
    assert not Signatory.objects.exists()


def test_signatory_of_other_agency_is_refused(
    other_department: Agency, manager: StaffProfile, sign_in: SignIn
) -> None:
    sign_in(manager).post("/certificates/signatories/new/", SIGNATORY | {"agency": other_department.pk})

    assert not Signatory.objects.exists()


def test_endless_claim_number_is_no_fault(manager: StaffProfile, sign_in: SignIn) -> None:
    answer = sign_in(manager).post("/certificates/waiting/", {"claim": "9" * 25})

    assert answer.status_code == 302
