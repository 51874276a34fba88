"""Our commands over a database that lacks a migration: one sentence, and nothing done."""

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder

COMMANDS = [
    ("import_staff", "can_bo.xlsx"),
    ("import_agencies", "co_quan.xlsx"),
    ("import_items", "cau_hoi.gift", "--bank=KNS-07"),
    ("invite_staff", "--agency=H77"),
    ("load_reference",),
    ("load_samples", "--yes-demo"),
    ("play_exam", "--exam=KNS-07", "--candidates=2"),
    ("publish_exam", "KNS-07"),
    ("roll_up", "--period=2026"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_command_says_what_to_run(
    db: None, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _recorder: {})

    with pytest.raises(CommandError, match=r"manage\.py migrate"):
        call_command(*command)
