"""What stands where on the certificate: from facts to the words of the page. Pure."""

from typing import Any

from django.utils.safestring import mark_safe

from certificates import wording
from certificates.facts import CertificateFacts
from certificates.guilloche import background_svg

DENSITIES = ("roomy", "close", "tight", "tightest")
_HEADINGS = {
    "course": ("Hoàn thành khóa bồi dưỡng", "Khóa bồi dưỡng"),
    "exam": ("Đạt yêu cầu bài đánh giá kỹ năng số", "Bài đánh giá"),
}

Row = tuple[str, str, str]


def page_context(facts: CertificateFacts, density: str, qr: str) -> dict[str, Any]:
    """The template's variables; `qr` is SVG made by us from the address of the public page."""
    return {
        "facts": facts,
        "density": density,
        "heading": _HEADINGS[facts.kind][0],
        "background": mark_safe(background_svg()),
        "qr": mark_safe(qr),
        "issuer_parent": wording.upper_name(facts.issuer_parent_name),
        "issuer": wording.upper_name(facts.issuer_name),
        "rows": [row for row in _rows(facts) if row[1]],
        "place_and_date": f"{facts.issued_place}, {wording.long_date(facts.issued_on)}",
        "authority": wording.upper_name(facts.signer_authority),
        "signer_position": wording.upper_name(facts.signer_position),
        "verify_address": facts.verify_url.partition("://")[2].rstrip("/"),
    }


def _rows(facts: CertificateFacts) -> list[Row]:
    """Label, value and style of each line; a line without value is left out."""
    course = f"{facts.course_title} ({facts.course_code})" if facts.course_code else facts.course_title
    return [
        ("Ông/Bà:", wording.upper_name(facts.full_name), "name"),
        ("Ngày sinh:", wording.birth_date(facts.born_on, facts.born_precision), ""),
        ("Chức vụ, đơn vị:", ", ".join(filter(None, (facts.position, facts.agency_name))), ""),
        (f"{_HEADINGS[facts.kind][1]}:", course, "course"),
        ("Thời lượng:", _duration(facts), ""),
        ("Kết quả:", wording.outcome(facts.rating, facts.score), ""),
    ]


def _duration(facts: CertificateFacts) -> str:
    hours = f"{wording.decimal_comma(facts.hours)} giờ" if facts.hours else ""
    return ", ".join(filter(None, (hours, wording.period(facts.started_on, facts.ended_on))))
