"""One certificate's facts, used by the unit tests and the benchmark."""

from datetime import date
from decimal import Decimal

from certificates.facts import CertificateFacts

FACTS = CertificateFacts(
    kind="course",
    serial="H77.05/2026/GCN-000123",
    register_number="123/2026",
    code="7K2M-9QXA-41TC",
    full_name="Nguyễn Thị Đằng Phương",
    born_on=date(1979, 4, 5),
    born_precision="day",
    position="Chuyên viên",
    agency_name="Phòng Cải cách hành chính",
    issuer_name="Sở Nội vụ",
    issuer_parent_name="Ủy ban nhân dân tỉnh Sông Lam",
    course_code="KNS-07",
    course_title="An toàn thông tin và bảo vệ dữ liệu cá nhân",
    hours=Decimal("12"),
    started_on=date(2026, 10, 1),
    ended_on=date(2026, 10, 15),
    rating="Giỏi",
    score=Decimal("87.5"),
    issued_place="Sông Lam",
    issued_on=date(2026, 2, 3),
    signer_authority="TL. Chủ tịch",
    signer_position="Giám đốc",
    signer_name="Trần Quang Hậu",
    verify_url="https://hoc.songlam.gov.vn/verify/7K2M-9QXA-41TC/",
)
