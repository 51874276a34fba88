"""Publication from the command line, and the official blueprint that the given bank is too small for."""

import json
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Exam, ItemBank
from assessments.services.item_import import import_items, plan_items
from people.models import Agency
from tests import factories

GIVEN = Path(__file__).parents[4] / "shared/inputs/kns07_an_toan_thong_tin.gift"
# The official blueprint of KNS-07: 11 of recall, 9 of understanding, 10 of application.
OFFICIAL = {
    ("Mật khẩu và thiết bị", "NB"): 3,
    ("Mật khẩu và thiết bị", "TH"): 2,
    ("Mật khẩu và thiết bị", "VD"): 1,
    ("Lừa đảo và mã độc", "NB"): 2,
    ("Lừa đảo và mã độc", "TH"): 2,
    ("Lừa đảo và mã độc", "VD"): 4,
    ("Dữ liệu cá nhân", "NB"): 3,
    ("Dữ liệu cá nhân", "TH"): 2,
    ("Dữ liệu cá nhân", "VD"): 2,
    ("Bí mật nhà nước", "NB"): 2,
    ("Bí mật nhà nước", "TH"): 1,
    ("Bí mật nhà nước", "VD"): 1,
    ("Báo cáo sự cố", "NB"): 1,
    ("Báo cáo sự cố", "TH"): 2,
    ("Báo cáo sự cố", "VD"): 2,
}


@pytest.fixture
def bank(department: Agency) -> ItemBank:
    """An exam bank."""
    return factories.make_bank(department, "KNS-07")


def publish(exam: Exam, out: StringIO, **options: Any) -> dict[str, Any]:
    call_command("publish_exam", exam.code, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_command_publishes_by_seed(bank: ItemBank) -> None:
    for _ in range(6):
        factories.make_item(bank)
    first, second = factories.make_exam(bank), factories.make_exam(bank)

    reports = [publish(exam, StringIO(), seed="s") for exam in (first, second)]

    assert reports[0]["state"] == "published"
    assert len(reports[0]["forms"]) == 4
    assert [form["sha256"] for form in reports[0]["forms"]] == [
        form["sha256"] for form in reports[1]["forms"]
    ]


@pytest.mark.skipif(not GIVEN.exists(), reason="the shared inputs are absent")
@pytest.mark.parametrize(("official", "short", "wanted"), [(True, 15, 9), (False, 4, 3)])
def test_given_bank_is_too_small(
    official: bool, short: int, wanted: int, bank: ItemBank, now: datetime
) -> None:
    import_items(bank, plan_items(GIVEN.read_bytes(), bank=bank), publish=True, now=now, by=None)
    exam, out = factories.make_exam(bank, OFFICIAL, official=official), StringIO()

    with pytest.raises(CommandError):
        publish(exam, out)

    rows = json.loads(out.getvalue())["refusals"][0]["rows"]
    assert len(rows) == short
    assert {"topic": "Dữ liệu cá nhân", "level": "NB", "wanted": wanted, "found": 2} in rows


def test_unknown_exam_fails_the_command(db: None) -> None:
    with pytest.raises(CommandError):
        call_command("publish_exam", "KHÔNG-CÓ")
