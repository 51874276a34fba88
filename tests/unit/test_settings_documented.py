"""The README's table of settings is the one in the code."""

from pathlib import Path

import pytest

from lms.settings import env

README = (Path(__file__).resolve().parent.parent.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", env.SETTINGS, ids=lambda setting: setting.name)
def test_setting_stands_in_the_readme(setting: env.Setting) -> None:
    rows = [line for line in README.splitlines() if line.startswith(f"| `{setting.name}` |")]

    assert [row.rstrip(" |").endswith(setting.purpose) for row in rows] == [True]
