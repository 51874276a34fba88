"""What `manage.py COMMAND --help` says of our commands."""

from argparse import Action

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

APPS = {"people", "courses", "assessments", "certificates", "reports", "lms"}
OURS = sorted(name for name, app in get_commands().items() if app in APPS)
_USUAL = {action.dest for action in BaseCommand().create_parser("manage.py", "usual")._actions}


def has_vietnamese_letters(text: str | None) -> bool:
    """Whether a sentence has letters that English has not."""
    return any(letter.isalpha() and not letter.isascii() for letter in text or "")


def own_actions(command: BaseCommand) -> list[Action]:
    """The arguments beside those that Django gives every command."""
    parser = command.create_parser("manage.py", "ours")
    return [action for action in parser._actions if action.dest not in _USUAL]


@pytest.mark.parametrize("name", OURS)
def test_help_is_vietnamese(name: str) -> None:
    command = load_command_class(get_commands()[name], name)

    assert has_vietnamese_letters(command.help)
    assert [action.dest for action in own_actions(command) if not has_vietnamese_letters(action.help)] == []


@pytest.mark.parametrize("name", OURS)
def test_help_can_be_printed(name: str) -> None:
    command = load_command_class(get_commands()[name], name)

    assert name in command.create_parser("manage.py", name).format_help()
