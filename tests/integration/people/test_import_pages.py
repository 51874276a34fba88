"""Importing on the page: upload, preview, confirm, report."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ
from openpyxl import load_workbook

from people.models import ImportRun, StaffProfile
from people.services.import_runs import purge_import_files
from people.services.staff_import import import_staff
from people.tasks import read_import_file, store_import_rows
from tests.sheets import STAFF_HEADER, other_person, person, workbook

SignIn = Callable[[StaffProfile], Client]
URL = "/people/imports/"


def upload(client: Client, file: BytesIO, kind: str = "staff", **data: object) -> ImportRun:
    sent = SimpleUploadedFile("Danh sách.xlsx", file.getvalue())
    client.post(URL, {"kind": kind, "file": sent, **data})
    return ImportRun.objects.get()


def staff_file(*rows: list[object]) -> io.BytesIO:
    return workbook([STAFF_HEADER, *rows])


@pytest.fixture
def preview(manager: StaffProfile, office: object, sign_in: SignIn) -> ImportRun:
    run = upload(sign_in(manager), staff_file(person(), other_person(kind="XYZ")))
    read_import_file(run.pk)
    run.refresh_from_db()
    return run


def page_of(run: ImportRun, name: str = "import_run") -> str:
    return reverse(f"people:{name}", args=[run.uuid])


def test_upload_waits_for_the_worker(manager: StaffProfile, sign_in: SignIn) -> None:
    run = upload(sign_in(manager), staff_file(person()))

    assert (run.state, run.file_name, len(run.sha256)) == ("uploaded", "Danh sách.xlsx", 64)
    assert OrmQ.objects.count() == 1
    assert "Danh" not in run.file.name


def test_page_polls_while_working(manager: StaffProfile, sign_in: SignIn) -> None:
    client = sign_in(manager)
    run = upload(client, staff_file(person()))

    page = client.get(page_of(run)).content.decode()

    assert f'data-poll="{page_of(run, "import_progress")}"' in page
    assert "<noscript>" in page


def test_preview_tells_and_stores_nothing(preview: ImportRun, client: Client) -> None:
    page = client.get(page_of(preview)).content.decode()

    assert preview.state == "previewed"
    assert "XYZ" in page
    assert "Loại" in page
    assert not StaffProfile.objects.filter(staff_code="CB-0001").exists()


def test_progress_part_leads_on(preview: ImportRun, client: Client) -> None:
    part = client.get(page_of(preview, "import_progress")).content.decode()

    assert f'data-then="{page_of(preview)}"' in part
    assert "data-poll" not in part


def test_confirming_stores_the_rows(preview: ImportRun, client: Client) -> None:
    client.post(page_of(preview, "import_confirm"))
    store_import_rows(preview.pk)

    preview.refresh_from_db()
    assert (preview.state, preview.report["added"], preview.report["refused"]) == ("applied", 1, 1)
    assert preview.applied_at is not None
    assert StaffProfile.objects.filter(staff_code="CB-0001").exists()
    assert client.get(page_of(preview)).status_code == 200


def test_confirming_twice_is_told(preview: ImportRun, client: Client) -> None:
    client.post(page_of(preview, "import_confirm"))

    answer = client.post(page_of(preview, "import_confirm"), follow=True)

    assert answer.status_code == 200
    assert OrmQ.objects.count() == 2


def test_repeated_task_changes_nothing(preview: ImportRun, client: Client) -> None:
    client.post(page_of(preview, "import_confirm"))
    store_import_rows(preview.pk)

    store_import_rows(preview.pk)

    assert StaffProfile.objects.filter(staff_code="CB-0001").count() == 1


def test_task_that_died_is_taken_up(preview: ImportRun) -> None:
    ImportRun.objects.update(state="reading")

    read_import_file(preview.pk)

    preview.refresh_from_db()
    assert preview.state == "previewed"


def test_file_that_kills_workers_is_given_up(preview: ImportRun) -> None:
    ImportRun.objects.update(state="reading", tries=3)

    read_import_file(preview.pk)

    preview.refresh_from_db()
    assert (preview.state, preview.report["error"]["reason"]) == ("failed", "broken_file")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", b"Ho ten;Email", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_bad_files_fail_with_words(manager: StaffProfile, sign_in: SignIn, content: bytes) -> None:
    client = sign_in(manager)
    client.post(URL, {"kind": "staff", "file": SimpleUploadedFile("a.xlsx", content)})
    for run in ImportRun.objects.all():
        read_import_file(run.pk)

    states = list(ImportRun.objects.values_list("state", flat=True))
    assert states == (["failed"] if content else [])


def test_missing_file_is_asked_for(manager: StaffProfile, sign_in: SignIn) -> None:
    answer = sign_in(manager).post(URL, {"kind": "staff"})

    assert answer.context["form"].errors["file"] == ["Hãy chọn tệp."]


@pytest.mark.parametrize("data", [{}, {"kind": "other"}, {"kind": "staff", "file": "text"}])
def test_incomplete_forms_come_back(manager: StaffProfile, sign_in: SignIn, data: dict[str, str]) -> None:
    answer = sign_in(manager).post(URL, data)

    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_strict_preview_offers_no_import(manager: StaffProfile, office: object, sign_in: SignIn) -> None:
    client = sign_in(manager)
    run = upload(client, staff_file(person(), other_person(kind="XYZ")), strict="on")
    read_import_file(run.pk)

    page = client.get(page_of(run)).content.decode()

    assert page_of(run, "import_confirm") not in page


def test_preview_without_change_offers_no_import(
    manager: StaffProfile, office: object, sign_in: SignIn
) -> None:
    client = sign_in(manager)
    run = upload(client, staff_file(other_person(kind="XYZ")))
    read_import_file(run.pk)

    page = client.get(page_of(run)).content.decode()

    assert page_of(run, "import_confirm") not in page
    assert "Không có gì thay đổi" in page


def test_hostile_cells_are_only_text(manager: StaffProfile, office: object, sign_in: SignIn) -> None:
    client = sign_in(manager)
    run = upload(client, staff_file(person(kind="<script>alert(1)</script>")))
    read_import_file(run.pk)

    page = client.get(page_of(run)).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_refused_rows_download_safely(preview: ImportRun, client: Client) -> None:
    answer = client.get(page_of(preview, "import_refused"))

    cells = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert cells[1][:4] == ("Trang 1", 3, "Loại", "XYZ")
    assert cells[0][5:] == tuple(STAFF_HEADER)
    assert "Trần Thị Ánh" in cells[1]


def test_refused_rows_put_right_can_be_imported(preview: ImportRun, client: Client) -> None:
    answer = client.get(page_of(preview, "import_refused"))
    book = load_workbook(io.BytesIO(answer.content))
    book.active.cell(2, 5 + STAFF_HEADER.index("Loại") + 1).value = "CC"
    mended = io.BytesIO()
    book.save(mended)
    ImportRun.objects.all().delete()

    run = upload(client, mended)
    read_import_file(run.pk)

    run.refresh_from_db()
    assert (run.report["rows"], run.report["added"], run.report["refused"]) == (1, 1, 0)


def test_many_problems_come_page_by_page(manager: StaffProfile, office: object, sign_in: SignIn) -> None:
    client = sign_in(manager)
    rows = [
        other_person(code=f"CB-{number}", email=f"a{number}@hason.gov.vn", kind="XYZ")
        for number in range(100, 160)
    ]
    run = upload(client, staff_file(person(identity="077085123"), *rows))
    read_import_file(run.pk)

    first, second = (client.get(page_of(run), {"page": page}) for page in (1, 2))

    assert "60 dòng bị từ chối" in first.content.decode()
    assert (len(first.context["refused"]), len(first.context["flagged"])) == (50, 0)
    assert (len(second.context["refused"]), len(second.context["flagged"])) == (10, 1)


def test_preview_tells_old_and_new(
    manager: StaffProfile, office: object, department: object, sign_in: SignIn, now: datetime
) -> None:
    import_staff(staff_file(person()), now=now, by=manager.user)
    client = sign_in(manager)
    run = upload(client, staff_file(person(kind="VC", gender="Nữ", agency="H77.01", phone="0987654321")))
    read_import_file(run.pk)

    changed = client.get(page_of(run)).context["changed"][0]["facts"]

    assert [(fact["label"], fact["old"], fact["new"]) for fact in changed] == [
        ("loại", "công chức", "viên chức"),
        ("giới tính", "nam", "nữ"),
        ("điện thoại", "0912345678", "0987654321"),
        ("đơn vị", "Thanh tra (Sở Nội vụ)", "Sở Nội vụ"),
    ]


def test_numbers_of_refused_rows_keep_their_meaning(
    manager: StaffProfile, office: object, sign_in: SignIn
) -> None:
    client = sign_in(manager)
    run = upload(client, staff_file(person(identity=77085123456, kind="XYZ")))
    read_import_file(run.pk)
    book = load_workbook(io.BytesIO(client.get(page_of(run, "import_refused")).content))
    book.active.cell(2, 5 + STAFF_HEADER.index("Loại") + 1).value = "CC"
    mended = io.BytesIO()
    book.save(mended)

    import_staff(mended, now=timezone.now(), by=manager.user)

    assert StaffProfile.objects.get(staff_code="CB-0001").identity_number == "077085123456"


def test_discarding_removes_the_file(preview: ImportRun, client: Client) -> None:
    stored = preview.file

    client.post(page_of(preview, "import_discard"))

    assert not ImportRun.objects.exists()
    assert not stored.storage.exists(stored.name)


def test_applied_imports_keep_their_report(preview: ImportRun, client: Client) -> None:
    ImportRun.objects.update(state="applied")

    client.post(page_of(preview, "import_discard"))

    assert ImportRun.objects.exists()


def test_files_go_after_a_month(preview: ImportRun, client: Client) -> None:
    assert purge_import_files(now=timezone.now() + timedelta(days=31)) == 1

    preview.refresh_from_db()
    assert not preview.file
    assert client.get(page_of(preview, "import_refused")).status_code == 200


GETS = ["import_run", "import_progress", "import_refused"]
POSTS = ["import_confirm", "import_discard"]


@pytest.mark.parametrize("name", GETS)
def test_pages_refuse_other_methods(preview: ImportRun, client: Client, name: str) -> None:
    assert client.post(page_of(preview, name)).status_code == 405


@pytest.mark.parametrize("name", POSTS)
def test_acts_refuse_other_methods(preview: ImportRun, client: Client, name: str) -> None:
    assert client.get(page_of(preview, name)).status_code == 405


@pytest.mark.parametrize("name", [*GETS, *POSTS])
def test_outsiders_find_no_import(
    preview: ImportRun, outsider: StaffProfile, sign_in: SignIn, name: str
) -> None:
    client = sign_in(outsider)
    call = client.get if name in GETS else client.post

    assert call(page_of(preview, name)).status_code == 404


@pytest.mark.parametrize("name", [*GETS, *POSTS])
def test_learners_may_not_import(
    preview: ImportRun, learner: StaffProfile, sign_in: SignIn, name: str
) -> None:
    client = sign_in(learner)
    call = client.get if name in GETS else client.post

    assert call(page_of(preview, name)).status_code == 403
    assert client.post(URL).status_code == 403


def test_list_shows_only_own_imports(preview: ImportRun, outsider: StaffProfile, sign_in: SignIn) -> None:
    assert "Danh sách.xlsx" not in sign_in(outsider).get(URL).content.decode()


def test_unknown_imports_are_not_found(manager: StaffProfile, sign_in: SignIn) -> None:
    assert sign_in(manager).get(reverse("people:import_run", args=[uuid4()])).status_code == 404


def test_import_page_wants_sign_in(client: Client, db: None) -> None:
    assert client.get(URL).status_code == 302


@pytest.mark.parametrize("name", ["import_run", "import_progress", "import_refused"])
def test_question_file_has_its_own_page(preview: ImportRun, client: Client, name: str) -> None:
    ImportRun.objects.update(kind="items")

    assert client.get(page_of(preview, name)).status_code == 404
    assert client.post(page_of(preview, "import_confirm")).status_code == 404
