"""The certificate as a picture of its facts: one page, right letters, nothing from outside."""

import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from certificates.faces import FACES, face_bytes
from certificates.facts import CertificateFacts
from certificates.pdf import (
    CertificateDoesNotFit,
    FetchRefused,
    certificate_html,
    pdf_of_one_page,
    render_pdf,
)
from tests.unit.certificates.sample import FACTS

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
LONGEST = replace(
    FACTS,
    full_name="Công Tằng Tôn Nữ Nguyễn Phước Hoàng Ngọc Diễm Quỳnh Phượng Hỡ",
    position="Phó Trưởng phòng phụ trách kiêm Chánh Văn phòng Ban Chỉ đạo chuyển đổi số",
    agency_name="Phòng Kiểm soát thủ tục hành chính, chuyển đổi số, Văn phòng UBND tỉnh",
    issuer_name="Trung tâm Chính trị và Bồi dưỡng cán bộ, công chức, viên chức tỉnh Sông Lam",
    course_title="Bồi dưỡng nâng cao về an toàn thông tin, bảo vệ dữ liệu cá nhân và sử dụng trí tuệ nhân "
    "tạo tạo sinh có trách nhiệm trong công vụ cho công chức, viên chức cấp xã và bộ phận một cửa",
    signer_authority="KT. Giám đốc",
    signer_position="Phó Giám đốc phụ trách Trung tâm Chính trị và Bồi dưỡng",
)
OUTSIDE = [
    '<img src="file:///etc/passwd">',
    '<img src="http://127.0.0.1:9/x.png">',
    '<img src="data:image/png;base64,AAAA">',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<link rel="stylesheet" href="https://example.com/x.css">',
    '<style>@import url("file:///etc/passwd");</style>',
    '<style>body { background: url("file:///etc/passwd") }</style>',
    '<style>@font-face { font-family: x; src: url("http://127.0.0.1:9/x.ttf") }</style>',
    '<svg><image href="file:///etc/passwd" width="9" height="9"/></svg>',
    '<object data="file:///etc/passwd"></object>',
    '<embed src="file:///etc/passwd">',
]


def poppler(tool: str, pdf: bytes, folder: Path, *options: str) -> str:
    """What one of poppler's tools prints about a PDF."""
    file = folder / "certificate.pdf"
    file.write_bytes(pdf)
    target = ["-"] if tool == "pdftotext" else []
    run = subprocess.run([tool, *options, str(file), *target], capture_output=True, check=True)
    return run.stdout.decode()


def words(text: str) -> str:
    return " ".join(text.split())


def test_text_reads_back_composed(tmp_path: Path) -> None:
    text = poppler("pdftotext", render_pdf(FACTS), tmp_path)

    assert "NGUYỄN THỊ ĐẰNG PHƯƠNG" in text
    assert "Sông Lam, ngày 03 tháng 02 năm 2026" in text
    assert text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "printed",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN TỈNH SÔNG LAM",
        "SỞ NỘI VỤ",
        "GIẤY CHỨNG NHẬN",
        "Hoàn thành khóa bồi dưỡng",
        "05/04/1979",
        "Chuyên viên, Phòng Cải cách hành chính",
        "An toàn thông tin và bảo vệ dữ liệu cá nhân (KNS-07)",
        "12 giờ, từ ngày 01/10/2026 đến ngày 15/10/2026",
        "Giỏi (8,75/10)",
        "TL. CHỦ TỊCH",
        "GIÁM ĐỐC",
        "Trần Quang Hậu",
        "H77.05/2026/GCN-000123",
        "123/2026",
        "7K2M-9QXA-41TC",
        "hoc.songlam.gov.vn/verify/7K2M-9QXA-41TC",
    ],
)
def test_prints_every_element(printed: str, certificate_text: str) -> None:
    assert printed in certificate_text


@pytest.fixture(scope="module")
def certificate_text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sample certificate's words on one line."""
    return words(poppler("pdftotext", render_pdf(FACTS), tmp_path_factory.mktemp("pdf"), "-layout"))


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
def test_faces_hold_all_vietnamese_letters(face) -> None:
    from io import BytesIO

    from fontTools.ttLib import TTFont

    letters = TTFont(BytesIO(face_bytes(face))).getBestCmap()

    assert {letter for letter in VIETNAMESE + VIETNAMESE.upper() if ord(letter) not in letters} == set()


def test_all_vietnamese_letters_survive(tmp_path: Path) -> None:
    facts = replace(FACTS, full_name=VIETNAMESE[:46], signer_name=VIETNAMESE[46:])

    text = poppler("pdftotext", render_pdf(facts), tmp_path)

    assert VIETNAMESE[:46].upper() in text
    assert VIETNAMESE[46:] in text


def test_only_own_faces_are_embedded(tmp_path: Path) -> None:
    rows = poppler("pdffonts", render_pdf(FACTS), tmp_path).splitlines()[2:]

    assert len(rows) == 3
    assert all("Certificate-Serif" in row and row.split()[-5:-3] == ["yes", "yes"] for row in rows)


def test_same_facts_give_same_bytes() -> None:
    assert render_pdf(FACTS) == render_pdf(FACTS)


def test_metadata_name_and_language(tmp_path: Path) -> None:
    told = poppler("pdfinfo", render_pdf(FACTS), tmp_path)

    assert "Giấy chứng nhận H77.05/2026/GCN-000123" in told
    assert words(told).count("Tagged: yes") == 1
    assert "841.89 x 595.276 pts (A4)" in told


@pytest.mark.parametrize(
    "facts",
    [
        FACTS,
        LONGEST,
        replace(FACTS, born_on=None, position="", score=None, rating="", hours=None),
        replace(LONGEST, kind="exam", course_code="", issuer_parent_name="", signer_authority=""),
    ],
    ids=["usual", "longest", "barest", "longest exam"],
)
def test_always_one_page(facts: CertificateFacts, tmp_path: Path) -> None:
    pdf = render_pdf(facts)

    assert "Pages:           1" in poppler("pdfinfo", pdf, tmp_path)
    assert facts.signer_name in poppler("pdftotext", pdf, tmp_path)


def test_endless_title_is_refused() -> None:
    with pytest.raises(CertificateDoesNotFit, match="GCN-000123"):
        render_pdf(replace(FACTS, course_title="Rất dài " * 900))


@pytest.mark.parametrize("markup", OUTSIDE)
def test_nothing_outside_is_fetched(markup: str) -> None:
    html = certificate_html(FACTS, "tightest").replace("</main>", f"{markup}</main>")

    with pytest.raises(FetchRefused):
        pdf_of_one_page(html, b"0")


@pytest.mark.parametrize("markup", OUTSIDE)
def test_markup_in_facts_is_text(markup: str) -> None:
    html = certificate_html(replace(FACTS, position=markup, full_name=markup), "tightest")

    assert markup not in html
    assert (pdf_of_one_page(html, b"0") or b"").startswith(b"%PDF")
