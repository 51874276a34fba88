"""Question files into banks: what is taken, refused, changed, and said about it."""

import json
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from assessments.core.gift import REASONS, GiftUnreadable
from assessments.models import ItemBank, ItemState
from assessments.services.item_import import (
    MAX_BYTES,
    SENTENCES,
    FileTooLarge,
    apply_item_import,
    import_items,
    plan_items,
    preview_item_import,
    problem_json,
)
from people.models import Agency, ImportRun, StaffProfile
from tests import factories

GOOD = """$CATEGORY: KNS-07/Mật khẩu

// [id:A1] [tag:NB]
::A1::Câu một?{=đúng#khen ~sai}

// [id:A2] [tag:TH]
::A2::Câu hai?{#14:2}
"""
BAD = GOOD + "\n// [id:A3] [tag:NB]\n::A3::Câu ba?{=đúng ~sai\n\n// [id:A4] [tag:NB]\n::A4::Câu bốn?{T}\n"
GIVEN = Path(__file__).parents[4] / "shared/inputs/kns07_an_toan_thong_tin.gift"


@pytest.fixture
def bank(department: Agency) -> ItemBank:
    """The exam bank of our department."""
    return factories.make_bank(department, "KNS-07")


def run_import(file: Path, **options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("import_items", str(file), bank="KNS-07", json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_file_makes_draft_items(bank: ItemBank, now: datetime) -> None:
    counts = import_items(bank, plan_items(GOOD.encode(), bank=bank), now=now, by=None)

    first = bank.items.get(code="A1")
    assert counts == {"new": 2}
    assert (first.topic, first.level, first.state) == ("Mật khẩu", "NB", ItemState.DRAFT)
    assert first.current_version.number == 1
    assert first.current_version.content["options"][0]["fraction"] == "1"


def test_same_file_again_changes_nothing(bank: ItemBank, now: datetime) -> None:
    import_items(bank, plan_items(GOOD.encode(), bank=bank), publish=True, now=now, by=None)

    counts = import_items(bank, plan_items(GOOD.encode(), bank=bank), now=now, by=None)

    assert counts == {"same": 2}
    assert set(bank.items.values_list("state", "versions__number")) == {("live", 1)}


def test_changed_item_gets_version_and_review(bank: ItemBank, now: datetime) -> None:
    import_items(bank, plan_items(GOOD.encode(), bank=bank), publish=True, now=now, by=None)

    counts = import_items(
        bank, plan_items(GOOD.replace("~sai", "~nhầm").encode(), bank=bank), now=now, by=None
    )

    item = bank.items.get(code="A1")
    assert counts == {"changed": 1, "same": 1}
    assert (item.state, item.current_version.number, item.versions.count()) == (ItemState.DRAFT, 2, 2)


def test_new_topic_needs_no_new_version(bank: ItemBank, now: datetime) -> None:
    import_items(bank, plan_items(GOOD.encode(), bank=bank), now=now, by=None)

    import_items(bank, plan_items(GOOD.replace("Mật khẩu", "Thiết bị").encode(), bank=bank), now=now, by=None)

    item = bank.items.get(code="A1")
    assert (item.topic, item.versions.count()) == ("Thiết bị", 1)


def test_html_is_cleaned_at_the_door(bank: ItemBank) -> None:
    text = '::H::[html]<p onclick\\="x()">Câu</p><script>alert(1)</script>{\\=\n=<b>đúng</b> ~sai}'

    (planned,) = plan_items(text.replace("{\\=", "{").encode(), bank=bank).items

    assert "onclick" not in planned.item.content.stem
    assert "<script>" not in planned.item.content.stem
    assert planned.item.content.options[0].text == "<b>đúng</b>"


def test_publishing_leaves_incomplete_items_as_drafts(bank: ItemBank, now: datetime) -> None:
    counts = import_items(bank, plan_items(b"::X::Hoi?{T}", bank=bank), publish=True, now=now, by=None)

    assert (counts["new"], counts["live"]) == (1, 0)
    assert bank.items.get().state == ItemState.DRAFT


def test_items_of_practice_bank_are_marked(department: Agency, now: datetime) -> None:
    practice = factories.make_bank(department, purpose="practice")

    import_items(practice, plan_items(GOOD.encode(), bank=practice), now=now, by=None)

    assert set(practice.items.values_list("current_version__practice", flat=True)) == {True}


def test_every_reason_has_a_sentence() -> None:
    assert set(SENTENCES) == set(REASONS)


def test_refusal_speaks_vietnamese(bank: ItemBank) -> None:
    (problem,) = plan_items(BAD.encode(), bank=bank).problems

    with override("vi"):
        told = problem_json(problem)

    assert (told["line"], told["code"], told["reason"]) == (10, "A3", "unclosed_brace")
    assert "Thêm }" in told["message"]


@pytest.mark.parametrize("reason", REASONS)
def test_sentences_take_their_parameters(reason: str) -> None:
    params = dict.fromkeys(("position", "text", "found", "limit", "total", "code", "part", "character"), "x")

    with override("vi"):
        assert "%(" not in str(SENTENCES[reason]) % params


def test_command_prints_the_agreed_json(bank: ItemBank, tmp_path: Path) -> None:
    file = tmp_path / "b.gift"
    file.write_text(BAD, encoding="utf-8-sig", newline="\r\n")

    report = run_import(file, dry_run=True)

    assert list(report) == ["accepted", "refused", "items", "problems"]
    assert (report["accepted"], report["refused"]) == (3, 1)
    assert list(report["items"][0]) == [
        "code",
        "kind",
        "topic",
        "level",
        "stem",
        "options",
        "pairs",
        "answers",
    ]
    assert report["items"][0]["options"][0] == {"text": "đúng", "fraction": 1.0, "feedback": "khen"}
    assert report["items"][1]["answers"] == [{"low": 12.0, "high": 16.0, "fraction": 1.0}]
    assert not bank.items.exists()


def test_command_names_a_refused_item_or_its_line(bank: ItemBank, tmp_path: Path) -> None:
    file = tmp_path / "b.gift"
    file.write_text(BAD + "\nchữ thừa\n\n{T}\n", encoding="utf-8")
    out = StringIO()

    call_command("import_items", str(file), bank="KNS-07", dry_run=True, stdout=out)

    lines = [line.partition(": ")[0] for line in out.getvalue().splitlines() if line.startswith("Dòng")]
    assert lines == ["Dòng 10, câu A3", "Dòng 15", "Dòng 17"]


def test_command_imports_and_publishes(bank: ItemBank, tmp_path: Path) -> None:
    file = tmp_path / "b.gift"
    file.write_text(GOOD, encoding="utf-8")

    report = run_import(file, publish=True)

    assert (report["new"], report["live"]) == (2, 2)
    assert set(bank.items.values_list("state", flat=True)) == {"live"}


def test_dry_run_needs_no_bank(db: None, tmp_path: Path) -> None:
    file = tmp_path / "b.gift"
    file.write_text(GOOD, encoding="utf-8")

    assert run_import(file, dry_run=True)["items"][0]["topic"] == "Mật khẩu"


@pytest.mark.parametrize("content", [None, b"C\xe2u h\xf2i"])
def test_unreadable_file_fails_the_command(bank: ItemBank, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "b.gift"
    file.write_bytes(content) if content else None

    with pytest.raises(CommandError):
        run_import(file)


def test_unknown_bank_fails_the_command(db: None, tmp_path: Path) -> None:
    file = tmp_path / "b.gift"
    file.write_text(GOOD, encoding="utf-8")

    with pytest.raises(CommandError):
        run_import(file)


@pytest.mark.skipif(not GIVEN.exists(), reason="the shared inputs are absent")
def test_given_file_is_taken_whole(bank: ItemBank) -> None:
    report = run_import(GIVEN)

    assert (report["accepted"], report["refused"], report["new"]) == (29, 0, 29)
    assert bank.items.filter(topic="Bí mật nhà nước").count() == 3


def test_preview_changes_nothing(bank: ItemBank, trainer: StaffProfile, now: datetime) -> None:
    run = preview_item_import(bank, "de.gift", BAD.encode(), now=now, by=trainer.user)

    assert run.state == ImportRun.State.PREVIEWED
    assert (run.report["accepted"], run.report["refused"], run.report["new"]) == (3, 1, 3)
    assert not bank.items.exists()


def test_confirmed_twice_applies_once(bank: ItemBank, trainer: StaffProfile, now: datetime) -> None:
    run = preview_item_import(bank, "de.gift", BAD.encode(), now=now, by=trainer.user)

    apply_item_import(run, bank, now=now, by=trainer.user)
    again = apply_item_import(run, bank, now=now, by=trainer.user)

    assert (again.state, again.report["new"]) == (ImportRun.State.APPLIED, 3)
    assert bank.items.count() == 3
    assert bank.items.get(code="A1").current_version.created_by == trainer.user


def test_huge_and_unreadable_files_are_refused(bank: ItemBank) -> None:
    with pytest.raises(FileTooLarge):
        plan_items(b"x" * (MAX_BYTES + 1), bank=bank)
    with pytest.raises(GiftUnreadable):
        plan_items(b"\xe2\xf2", bank=bank)
