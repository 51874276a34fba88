"""Headings are recognised, not counted."""

import pytest

from people.importing.headers import AGENCY_WORDINGS, STAFF_WORDINGS, headings_of, recognise


def staff_fields(*rows: list[str]) -> dict[str, str]:
    return {name: heading.label for name, heading in recognise(headings_of(rows), STAFF_WORDINGS).items()}


@pytest.mark.parametrize(
    ("wording", "field"),
    [
        ("Họ tên", "full_name"),
        ("HỌ VÀ TÊN (*)", "full_name"),
        ("Họ và tên khai sinh", "full_name"),
        ("Họ, chữ đệm và tên", "full_name"),
        ("Ngày, tháng, năm sinh (dd/mm/yyyy)", "born_on"),
        ("Ngày tháng năm sinh", "born_on"),
        ("Năm sinh", "born_on"),
        ("Giới tính (Nam/Nữ)", "gender"),
        ("Số định danh", "identity_number"),
        ("Số định danh cá nhân", "identity_number"),
        ("Căn cước", "identity_number"),
        ("Số CCCD/CMND", "identity_number"),
        ("CCCD", "identity_number"),
        ("Mã cán bộ", "staff_code"),
        ("Mã công chức, viên chức", "staff_code"),
        ("Số hiệu CBCCVC", "staff_code"),
        ("Mã nhân viên", "staff_code"),
        ("Mã số CBCCVC", "staff_code"),
        ("Chức danh", "position"),
        ("Chức vụ/chức danh", "position"),
        ("Vị trí việc làm", "position"),
        ("Mã đơn vị", "agency_code"),
        ("Mã định danh đơn vị", "agency_code"),
        ("Mã cơ quan, đơn vị", "agency_code"),
        ("Mã định danh", "agency_code"),
        ("Tên cơ quan", "agency_name"),
        ("Đơn vị công tác", "agency_name"),
        ("Email", "email"),
        ("E-mail công vụ", "email"),
        ("Thư công vụ", "email"),
        ("Địa chỉ thư điện tử", "email"),
        ("SĐT", "phone"),
        ("Số điện thoại di động", "phone"),
        ("ĐT", "phone"),
        ("Loại hình", "kind"),
        ("Loại CBCCVC", "kind"),
        ("Đối tượng", "kind"),
        ("Loại", "kind"),
        ("Loại CB, CC, VC", "kind"),
        ("CB/CC/VC/HĐ", "kind"),
        ("Mã CC, VC", "staff_code"),
        ("Số ĐDCN", "identity_number"),
        ("TT", "ordinal"),
    ],
)
def test_usual_wordings_are_known(wording: str, field: str) -> None:
    assert staff_fields([wording]) == {field: wording}


@pytest.mark.parametrize(
    "heading", ["Ghi chú", "Ngày cấp CCCD", "Nơi cấp", "Mã số thuế", "Số sổ BHXH", "Ký nhận"]
)
def test_other_headings_are_left_alone(heading: str) -> None:
    assert staff_fields([heading]) == {}


def test_merged_group_tells_codes_apart() -> None:
    upper = ["STT", "Họ và tên", "Cá nhân", "", "Đơn vị công tác", ""]
    lower = ["", "", "Mã", "Mã định danh cá nhân", "Mã", "Tên"]

    fields = staff_fields(upper, lower)

    assert fields["agency_code"] == "Mã"
    assert fields["identity_number"] == "Mã định danh cá nhân"
    assert fields["full_name"] == "Họ và tên"


def test_exact_heading_beats_longer_one() -> None:
    fields = staff_fields(["Email cá nhân", "Email công vụ", "Số CCCD", "Ngày cấp CCCD"])

    assert fields == {"email": "Email công vụ", "identity_number": "Số CCCD"}


def test_agency_headings_are_told_apart() -> None:
    row = ["STT", "Mã cấp trên", "Tên đơn vị", "Mã định danh cũ", "Mã định danh", "Cấp", "Ngày hiệu lực"]

    fields = {name: h.label for name, h in recognise(headings_of([row]), AGENCY_WORDINGS).items()}

    assert fields == {
        "ordinal": "STT",
        "parent_code": "Mã cấp trên",
        "name": "Tên đơn vị",
        "legacy_code": "Mã định danh cũ",
        "code": "Mã định danh",
        "kind": "Cấp",
        "valid_from": "Ngày hiệu lực",
    }
