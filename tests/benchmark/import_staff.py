"""What 10,000 staff rows cost: the whole import against openpyxl merely reading the same cells.

The floor opens the file as the import does (`read_only=True, data_only=False`) and touches each cell's value and type.
Three runs on one test database: everybody is new, nothing changed, everybody's position changed. Wall time and CPU
time of this process; the aim of 15 seconds is for wall time on two cores. DATABASE_URL chooses the database.
"""

import io
import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = 10_000
AGENCIES = 200
AIM = 15.0


def workbook(position: str) -> bytes:
    """A staff list in the usual form."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        header = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Mã CBCCVC", "Chức vụ"]
        header += ["Mã định danh", "Tên đơn vị", "Thư điện tử công vụ", "Điện thoại", "Loại"]
        sheet.write_row(0, 0, ["DANH SÁCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC"])
        sheet.write_row(2, 0, header)
        for number in range(1, ROWS + 1):
            agency = f"H77.{number % AGENCIES:03}"
            row = [number, f"Nguyễn Văn Đức {'ABCDEFGH'[number % 8]}", f"{number % 28 + 1:02}/11/1985", "Nam"]
            row += [f"077085{number:06}", f"H77-{number:05}", position, agency, f"Cơ quan {agency}"]
            row += [f"ducnv{number}@hason.gov.vn", "0912345678", "CC"]
            sheet.write_row(number + 2, 0, row)
    return stream.getvalue()


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Wall seconds and CPU seconds of one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - wall, time.process_time() - cpu


def bare_read(content: bytes) -> None:
    """openpyxl alone."""
    from openpyxl import load_workbook

    for sheet in load_workbook(io.BytesIO(content), read_only=True, data_only=False).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                _ = (cell.value, cell.data_type)


def main() -> None:
    """Measure in a test database and print the table."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    warnings.simplefilter("ignore")
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases
    from django.utils import timezone

    from people.models import StaffProfile
    from people.services.staff_import import import_staff
    from tests.factories import make_agency

    first, second = workbook("Chuyên viên"), workbook("Chuyên viên chính")
    floor_wall, floor_cpu = min(timed(lambda: bare_read(first)) for _ in range(3))
    before = setup_databases(verbosity=0, interactive=False)
    try:
        root = make_agency("H77")
        for number in range(AGENCIES):
            make_agency(f"H77.{number:03}", parent=root)
        print(
            f"{ROWS} rows, {connection.vendor}; floor: openpyxl bare read {floor_wall:.2f} s ({floor_cpu:.2f} s CPU)"
        )
        print(f"{'run':32}{'seconds':>9}{'CPU s':>9}{'x floor':>9}")
        for label, content in (("everybody new", first), ("nothing changed", first), ("all changed", second)):
            wall, cpu = timed(lambda c=content: import_staff(io.BytesIO(c), now=timezone.now(), by=None))
            print(f"{label:32}{wall:9.2f}{cpu:9.2f}{wall / floor_wall:9.2f}")
            if wall > AIM:
                print(f"  over the aim of {AIM} s")
        print(f"staff stored: {StaffProfile.objects.count()}")
    finally:
        teardown_databases(before, verbosity=0)


if __name__ == "__main__":
    main()
