"""Importing a staff list into the database."""

import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from people.models import Agency, Notice, Posting, RoleGrant, StaffProfile, User
from people.services.agency_import import import_agencies
from people.services.staff_import import StaffChangedMeanwhile, import_staff
from tests import factories
from tests.sheets import STAFF_HEADER, expected, other_person, person, shared_input, workbook


def upload(*rows: list[object]) -> io.BytesIO:
    return workbook([STAFF_HEADER, *rows])


def test_new_people_get_everything(office: Agency, now: datetime) -> None:
    report = import_staff(upload(person()), now=now, by=None)

    staff = StaffProfile.objects.get(staff_code="CB-0001")
    assert (report["added"], report["changed"], report["unchanged"]) == (1, 0, 0)
    assert (staff.full_name, staff.search_key) == ("Nguyễn Văn Đức", "nguyen van duc")
    assert (staff.identity_number, staff.born_on) == ("077085123456", date(1985, 11, 5))
    assert (staff.current_posting.agency, staff.current_posting.started_on) == (office, date(2026, 11, 20))
    assert not staff.user.has_usable_password()


def test_identity_numbers_are_sealed(office: Agency, now: datetime) -> None:
    import_staff(upload(person()), now=now, by=None)

    assert b"077085123456" not in bytes(StaffProfile.objects.get().identity_sealed)


def test_same_file_changes_nothing(office: Agency, now: datetime) -> None:
    rows = [person(born=1985, identity="123456789"), other_person(name="TRẦN THỊ ÁNH")]
    import_staff(upload(*rows), now=now, by=None)
    before = list(StaffProfile.objects.values()), list(Posting.objects.values())

    report = import_staff(upload(*rows), now=now + timedelta(days=9), by=None)

    assert (report["added"], report["changed"], report["unchanged"]) == (0, 0, 2)
    assert (list(StaffProfile.objects.values()), list(Posting.objects.values())) == before


def test_new_agency_moves_the_posting(office: Agency, department: Agency, now: datetime) -> None:
    import_staff(upload(person()), now=now, by=None)

    report = import_staff(upload(person(agency="H77.01")), now=now + timedelta(days=30), by=None)

    postings = Posting.objects.order_by("started_on").values_list("agency__code", "started_on", "ended_on")
    assert list(postings) == [
        ("H77.01.2", date(2026, 11, 20), date(2026, 12, 20)),
        ("H77.01", date(2026, 12, 20), None),
    ]
    assert report["changed_rows"][0]["what"] == ["agency"]


def test_move_on_the_same_day_corrects(office: Agency, department: Agency, now: datetime) -> None:
    import_staff(upload(person()), now=now, by=None)

    import_staff(upload(person(agency="H77.01")), now=now, by=None)

    assert list(Posting.objects.values_list("agency__code", "ended_on")) == [("H77.01", None)]


def test_changed_facts_are_stored(office: Agency, now: datetime) -> None:
    import_staff(upload(person()), now=now, by=None)

    report = import_staff(
        upload(person(name="Nguyễn Văn Đạt", position="Trưởng phòng", email="datnv@hason.gov.vn")),
        now=now,
        by=None,
    )

    staff = StaffProfile.objects.get()
    assert report["changed_rows"][0]["facts"] == {
        "full_name": ["Nguyễn Văn Đức", "Nguyễn Văn Đạt"],
        "position": ["Chuyên viên", "Trưởng phòng"],
        "email": ["ducnv@hason.gov.vn", "datnv@hason.gov.vn"],
    }
    assert (staff.full_name, staff.search_key, staff.user.email) == (
        "Nguyễn Văn Đạt",
        "nguyen van dat",
        "datnv@hason.gov.vn",
    )
    assert staff.current_posting.position == "Trưởng phòng"


def test_report_masks_identity_numbers(office: Agency, now: datetime) -> None:
    import_staff(upload(person()), now=now, by=None)

    report = import_staff(upload(person(identity="077085654321", born="1986")), now=now, by=None)

    assert report["changed_rows"][0]["facts"] == {
        "identity_number": ["•••••••••456", "•••••••••321"],
        "born_on": ["05/11/1985", "1986"],
    }


def test_blank_cells_erase_nothing(office: Agency, now: datetime) -> None:
    import_staff(upload(person()), now=now, by=None)

    report = import_staff(
        upload(person(born=None, identity=None, phone=None, position=None)), now=now, by=None
    )

    staff = StaffProfile.objects.get()
    assert report["unchanged"] == 1
    assert (staff.phone, staff.identity_number) == ("0912345678", "077085123456")


def test_flags_wait_for_review(office: Agency, now: datetime) -> None:
    report = import_staff(upload(person(born=1985)), now=now, by=None)

    staff = StaffProfile.objects.get()
    assert report["to_review"] == 1
    assert (staff.needs_review, staff.born_precision) == (["year_only_birth"], "year")


def test_reviewed_facts_stay_reviewed(office: Agency, now: datetime) -> None:
    rows = upload(person(born=1985, identity="123456789")).getvalue()
    import_staff(io.BytesIO(rows), now=now, by=None)
    staff = StaffProfile.objects.get()
    staff.born_on, staff.born_precision, staff.needs_review = date(1985, 11, 5), "day", []
    staff.identity_number = "077085123456"
    staff.save()

    report = import_staff(io.BytesIO(rows), now=now, by=None)

    staff.refresh_from_db()
    assert report["unchanged"] == 1
    assert (staff.born_on, staff.needs_review) == (date(1985, 11, 5), [])
    assert staff.identity_number == "077085123456"


def test_strict_stores_nothing_when_refusing(office: Agency, now: datetime) -> None:
    report = import_staff(upload(person(), other_person(kind="XYZ")), now=now, by=None, strict=True)

    assert (report["applied"], report["refused"]) == (False, 1)
    assert not StaffProfile.objects.exists()


def test_strict_lets_flagged_rows_in(office: Agency, now: datetime) -> None:
    report = import_staff(upload(person(born=1985)), now=now, by=None, strict=True)

    assert (report["applied"], StaffProfile.objects.count()) == (True, 1)


def test_dry_run_stores_nothing(office: Agency, now: datetime) -> None:
    report = import_staff(upload(person()), now=now, by=None, dry_run=True)

    assert (report["added"], report["applied"]) == (1, False)
    assert not User.objects.exists()


def test_importing_sends_nothing(office: Agency, now: datetime) -> None:
    import_staff(upload(person()), now=now, by=None)

    assert mail.outbox == []
    assert not Notice.objects.exists()


def test_manager_reaches_only_own_subtree(
    manager: StaffProfile, office: Agency, stranger: StaffProfile, now: datetime
) -> None:
    rows = [
        person(),
        other_person(agency="H77.04"),
        other_person(ordinal=3, code=stranger.staff_code, email=stranger.user.email),
    ]

    report = import_staff(upload(*rows), now=now, by=manager.user)

    assert [(p["line"], p["column"], p["reason"]) for p in report["problems"]] == [
        (3, "Mã định danh", "outside_subtree"),
        (4, "Mã CBCCVC", "outside_subtree"),
    ]
    assert stranger.current_posting.agency.code == "H77.04"


def test_manager_cannot_take_over_accounts(
    manager: StaffProfile, office: Agency, trainer: StaffProfile, now: datetime
) -> None:
    factories.make_user("root@hason.gov.vn", is_superuser=True)
    row = person(code=trainer.staff_code, agency="H77.01", email="mine@hason.gov.vn")

    report = import_staff(upload(row, other_person(email="root@hason.gov.vn")), now=now, by=manager.user)

    assert report["reasons"] == {"protected_account": 1, "email_in_use": 1}


def test_operator_joins_account_and_record(office: Agency, now: datetime) -> None:
    account = factories.make_user("ducnv@hason.gov.vn")

    import_staff(upload(person()), now=now, by=None)

    assert StaffProfile.objects.get().user == account


def test_leaver_stays_with_last_agency(
    manager: StaffProfile, office: Agency, stranger: StaffProfile, now: datetime
) -> None:
    stranger.postings.update(ended_on=date(2026, 1, 1))

    report = import_staff(
        upload(person(code=stranger.staff_code, email=stranger.user.email)), now=now, by=manager.user
    )

    assert report["reasons"] == {"outside_subtree": 1}


def test_clash_with_another_writer_is_told(
    office: Agency, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("people.services.staff_import.store_staff", _store_after_rival)

    with pytest.raises(StaffChangedMeanwhile):
        import_staff(upload(person()), now=now, by=None)

    assert not StaffProfile.objects.filter(full_name="Nguyễn Văn Đức").exists()


def _store_after_rival(work: object, **kwargs: object) -> None:
    from people.services.staff_writing import store_staff

    factories.make_staff(full_name="Đối thủ", staff_code="cb-0001")
    store_staff(work, **kwargs)


@pytest.fixture
def staff_file(tmp_path: Path) -> Path:
    path = tmp_path / "danh-sach.xlsx"
    path.write_bytes(upload(person(), other_person(kind="XYZ")).getvalue())
    return path


def test_command_prints_json(office: Agency, staff_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_staff", str(staff_file), "--json", "--dry-run")

    told = json.loads(capsys.readouterr().out)
    assert {key: told[key] for key in ("rows", "accepted", "to_review", "refused", "reasons")} == {
        "rows": 2,
        "accepted": 1,
        "to_review": 0,
        "refused": 1,
        "reasons": {"unknown_staff_kind": 1},
    }
    assert {"line", "column", "reason", "message"} <= told["problems"][0].keys()
    assert not StaffProfile.objects.exists()


def test_command_tells_in_words(office: Agency, staff_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_staff", str(staff_file))

    assert StaffProfile.objects.count() == 1
    assert "XYZ" in capsys.readouterr().out


@pytest.mark.parametrize("options", [["--strict"], ["--strict", "--json"]])
def test_strict_command_ends_with_one(office: Agency, staff_file: Path, options: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        call_command("import_staff", str(staff_file), *options)

    assert end.value.code == 1
    assert not StaffProfile.objects.exists()


def test_unreadable_file_is_json_too(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"not a workbook")

    with pytest.raises(SystemExit) as end:
        call_command("import_staff", str(path), "--json")

    told = json.loads(capsys.readouterr().out)
    assert (end.value.code, told["rows"], told["error"]["reason"]) == (1, 0, "not_excel")


def test_missing_file_is_told(db: None) -> None:
    with pytest.raises(CommandError):
        call_command("import_staff", "khong-co.xlsx")


def test_command_keeps_a_persons_rights(
    manager: StaffProfile, staff_file: Path, other_department: Agency, tmp_path: Path
) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(upload(person(agency="H77.04")).getvalue())

    call_command("import_staff", str(path), "--as", manager.staff_code)

    assert not StaffProfile.objects.filter(staff_code="CB-0001").exists()


def test_command_knows_whom_it_serves(db: None, staff_file: Path) -> None:
    with pytest.raises(CommandError):
        call_command("import_staff", str(staff_file), "--as", "nobody@hason.gov.vn")


@pytest.mark.skipif(shared_input("can_bo.xlsx") is None, reason="the shared inputs are not here")
def test_shared_inputs_import_whole(db: None, now: datetime) -> None:
    with shared_input("co_quan.xlsx").open("rb") as file:
        import_agencies(file, now=now, by=None)
    with shared_input("can_bo.xlsx").open("rb") as file:
        report = import_staff(file, now=now, by=None)

    wanted = expected()
    assert {key: report[key] for key in ("rows", "accepted", "to_review", "refused")} == {
        key: wanted[key] for key in ("rows", "accepted", "to_review", "refused")
    }
    assert StaffProfile.objects.count() == Posting.objects.count() == 616
    assert not RoleGrant.objects.exists()
